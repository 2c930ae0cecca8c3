"""Follow-ups made whole: "and the side effects?", "what about for children?", from the questions before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.lexicon import FORM_WORDS, Lexicon, Mention, NameKind
from bot.questions.study_sizes import study_size_in
from bot.questions.topics import OF_A_BABY, OF_THE_PERSON, is_harm_topic, topics, topics_asked
from bot.text.regions import regions_in, regulator_in
from bot.types import Facet

_FLAGS = re.IGNORECASE
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_REFERS_BACK = re.compile(
    r"\b(?:it|its|that|this|they|them|those|these|the same|she|her|he|his)\b|^(?:and|what about|how about|but|so"
    r"|also|then)\b",
    _FLAGS,
)
_ASKS_THE_SAME = re.compile(
    r"^\W*(?:and|what about|how about|or|for|in|with|(?:no\W+)?(?:sorry\W+)?i (?:mean|meant))\b", _FLAGS
)
# "Thanks. And what about eczema?"
_THANKS = re.compile(
    r"^\W*(?:(?:many )?thanks?(?: you)?(?: (?:so|very) much)?|cheers|great|ok(?:ay)?|right|perfect|i see|got it"
    r"|sorry)\b[\s,.!:-]+(?=\w)",
    _FLAGS,
)
# "Compared with dupixent?" asks the question before once more, beside another treatment.
_BESIDE_ANOTHER = re.compile(
    r"^\W*(?:and |so )?(?:how does (?:it|that) compare|compared|versus|vs\.?|against)\b", _FLAGS
)
# Another arm, dose or time of what was asked before: "and with placebo?", "and on 15 mg?", "what about at week 52?"
_OTHERWISE_THE_SAME = re.compile(
    r"^\W*(?:and|what about|how about|or|but|so)?\W*(?:(?:with|on|for|in|at|after|by)\b)?\W*(?:the |a )?"
    r"(?P<other>placebo|dummy (?:pills?|tablets?)|(?:control|comparison|other|placebo) (?:group|arm)|(?P<dose>\d+ ?mg)"
    r"|(?:the )?(?:lower|higher|other) dose|(?P<time>week \d+|\d+ (?:weeks|months|years)|(?:a|one) year))"
    r"(?: (?:group|arm|then|instead))?\W*$",
    _FLAGS,
)
# "And in teenagers?", "and the tablets?" ask the question before of other people, and of another form.
_OF_OTHERS = re.compile(
    r"^\W*(?:and|what about|how about|or|but|so)?\W*(?:(?:in|for|with|of)\b)?\W*(?:the |a |an )?(?:child(?:ren)?|kids?"
    r"|teen\w*|adolescents?|babies|toddlers?|infants?|older (?:people|adults|patients)|elderly(?: people)?"
    r"|pregnant women|smokers|tablets?|pills?|capsules?|creams?|ointments?|gels?|injections?|jabs?|shots?"
    r"|(?:(?:my|our|his|her) )?\d{1,2}[- ]?(?:years?[- ]olds?|yrs?[- ]olds?|y/?o)"
    r"(?: (?:son|daughter|boy|girl|child|kid))?"
    r"|(?:my|our|his|her) (?:\w+ )?(?:son|daughter|boy|girl|child|kids?|baby|toddler))\W*$",
    _FLAGS,
)
_OF_THOSE = re.compile(r", (?:and|what about|how about|or|but|so)\b[^,]*$", _FLAGS)
# "Why not?", "how often?" and "how sure is that?" ask on about the whole of the question before them.
_OF_THE_WHOLE = re.compile(
    r"^\W*(?:(?:but|and|so|ok|okay|really) )?(?:why(?: (?:not|is that|so))?|how come|since when"
    r"|how (?:often|common|likely|rare|frequent(?:ly)?)(?: (?:is|are|was|were) (?:that|this|it|they|those|these))?"
    r"|how (?:sure|certain|reliable|solid|strong|good|trustworthy) (?:is|are) (?:that|this|it|you|they|the evidence)"
    r"(?: (?:about|of) (?:that|this|it))?)\W*$",
    _FLAGS,
)
# "Is that a lot?", "is that more than normal?": the same again, where a comparison is told, or that there was none.
_IS_THAT_MUCH = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay|hm+) )?(?:is|was|are|were|isn'?t|aren'?t)(?:n'?t)? (?:that|this|it|those|these|they)"
    r"(?: \w+){0,2}? (?:a lot|lots|much|many|high|higher|low|lower|normal|usual|more|less|fewer|worse|better)"
    r"(?: (?:than|or|for|as)\b[^?]*)?\W*$"
    r"|^\W*(?:(?:and|so|but) )?(?:is|was|were|are) (?:that|this|it|those|they) (?:\w+ )?compared (?:to|with)"
    r" [^?]{3,40}\?*$",
    _FLAGS,
)
# "But that was arthritis, wasn't it?" asks on about the whole of the question before.
_OBJECTS = re.compile(
    r"^\W*(?:(?:yes|ok|okay|well|right)\W+)?(?:but|though|only) (?:that|this|it|they|those) (?:was|were|is|are)\b",
    _FLAGS,
)
# "I meant eczema, not vitiligo", "in the trial against dupixent, I mean".
_I_MEANT = re.compile(
    r"^\W*(?:(?:no|sorry|oh|oops|wait|actually|well|but)\W+)*i (?:mean|meant)\W+(?:to (?:ask|say|write)\W+)?(?:about )?"
    r"(?P<meant>[^?]+?)(?:,? (?:and )?not (?P<not>[^?]+?))?\W*$"
    r"|^\W*(?P<rather>[^?]+?),? i (?:mean|meant)\W*$",
    _FLAGS,
)
# "How many got cancer?" after a question on a study is of that study.
_COUNTS_PEOPLE = re.compile(
    r"^\W*(?:(?:and|so|but|ok|okay) )?(?:how many|what (?:percent\w*|share|proportion)|did (?:any|many)"
    r"|was (?:any|some)(?:one|body))\b",
    _FLAGS,
)
# After a question on a harm, "does it go away?" is about the harm.
_OF_THE_HARM = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|then) )?(?:how long )?(?:do(?:es)?|will|would|can|is|are|did) (?:it|that|this|they"
    r"|those|these)\b.{0,20}\b(?:go(?:es)? away|lasts?|stops?|wears? off|permanent|reversible|serious|dangerous|bad"
    r"|gets? (?:better|worse)|come back|clears? up|pass(?:es)?|heals?|mild|severe|fades?|be treated|treatable|for ever"
    r"|forever)\b",
    _FLAGS,
)
# "So it's fine?", "just a little is ok?": what was asked before, once more.
_SO_IT_IS_FINE = re.compile(
    r"^(?!\W*(?:is|are) )\W*"
    r"(?:(?:so|then|ok|okay|and|but|great|good|oh|just|only|an?|little|bit|tiny|small|once|one|of|amount) )*"
    r"(?:it'?s|it|that'?s|that|thats|this|i'?m|we'?re)?\b ?(?:(?:is|are|should|would|be|it|that|this|all|really"
    r"|probably|basically|totally|perfectly) )*(?:fine|ok|okay|safe|alright|all right|good|harmless|no problem"
    r"|nothing to worry about|(?:no|zero) (?:serious |real |big )?(?:risks?|harms?|dangers?)|none)"
    r"(?: (?:then|to take|right|for (?:me|us|her|him)))*\W*$",
    _FLAGS,
)
# "When do they make you stop?" asks on about whoever made the rules.
_ON_RULES = re.compile(r"\b(?:they|rules?|guid(?:ance|elines?)|label|leaflet)\b", _FLAGS)
_DOSE = re.compile(r"\b\d+ ?mg\b", _FLAGS)
_TIME = re.compile(r"\bweek \d+\b|\b\d+ (?:weeks|months)\b", _FLAGS)
_OF_SOMEBODY = re.compile(r"\b(?:i|i'm|im|i've|ive|my|me|she|he|her|his|him|we|our)\b", _FLAGS)
_OF_THE_WRITER = re.compile(r"\b(?:i|i'm|im|i've|ive|my|me)\b", _FLAGS)
_RELATIVE = re.compile(
    r"\bmy (?:\w+ )?(mum|mom|mother|dad|father|son|daughter|sister|brother|husband|wife|partner|friend|gran\w*|nan\w*"
    r"|grand\w+|uncle|aunt|cousin|boy|girl|child|baby)\b",
    _FLAGS,
)
_ON_BENEFIT = re.compile(
    r"\b(?:works?|helps?|effective|better|clears?|improves?|good|or|vs|versus|evidence|proof|data|results?|stud(?:y|ies)"
    r"|trials?|research|chances?|odds|worth)\b",
    _FLAGS,
)
_I_TAKE = re.compile(
    r"\b(?:i(?:'m| am|'ve been| have been)?|im) (?:also )?(?:tak(?:e|ing)|on|us(?:e|ing)) ([^.?!;]{3,60})", _FLAGS
)
_COMPARES_TWO = re.compile(
    r"\b(?:which|both|either|the two|between them|the (?:safer|better|stronger|other)|compare)\b", _FLAGS
)
# "Does sunscreen help?" asks about sunscreen; "does age matter?" and "do children get it?" ask on about the treatment.
_OWN_SUBJECT = re.compile(
    r"^\W*(?:does|do|did|is|are|can|could|will|would) (?:an? |taking |using |eating |drinking )?"
    r"(?!(?:the|there|i|we|you|he|she|anyone|anybody|everyone|everybody|people|patients|adults|child\w*|kids|men|women"
    r"|any|both|either|one|side|doctors?|most|many|some|more|less|higher|lower|treatment|doses?|age|sex|skin|hair)\b)"
    r"(?:[\w-]+ ){1,3}?(?:help|work|treat|cure|heal|clear|improve|good for|better|effective|useful)\b",
    _FLAGS,
)
_AGE_OF_A_CHILD = re.compile(r"\b(?:is|aged|turned) (?:[1-9]|1[0-7])\b|\b(?:[1-9]|1[0-7])[- ]years?[- ]old\b", _FLAGS)
_MOST_EARLIER = 8  # questions before this one; a patient's visit has fewer
_MAX_SAME_WORDS = 6  # "and what about palmoplantar pustulosis" and no question of its own; chosen, unmeasured
_NAME_ALONE = 2
_DOES_IT_TOO = re.compile(r"\W*(?:does|do|did|is|has|can|will)\b", _FLAGS)  # "does Leqselvi?"
_MAX_FOLLOW_UP_WORDS = 30  # longer messages carry their own subject; chosen, unmeasured

_ANOTHER = re.compile(r"\b(?:other|another|different|second) (?:one|medicine|drug|treatment|thing)\b", _FLAGS)
# "And the cream?" after a question on an injection.
_NAMES_A_FORM = re.compile(
    r"\W*(?:and|or|but|what about|how about|so)?\W*(?:with |for |about )?the"
    rf" (?:{'|'.join(FORM_WORDS.values())})(?: for [\w ]{{3,30}})?\W*$",
    _FLAGS,
)
# "Licensed in the UK | and in the US?" asks it of the other region alone.
_IN_A_REGION = re.compile(
    r"\b(?:in|by|on) (?:the )?(?:UK|US|USA|EU|FDA|EMA|MHRA|NHS|Europe|America|Britain|England)\b", _FLAGS
)
_APPROVED = re.compile(r"\b(?:approv\w+|licen[sc]\w+|authori[sz]\w+|allowed)\b", _FLAGS)


def complete(question: str, history: Sequence[tuple[str, str]], lexicon: Lexicon, studies: Iterable[str] = ()) -> str:
    """Return the question with what it leaves out taken from the questions before it, each completed the same way.

    `studies` are names by which people point at a study; "how many people was that in?" goes on about it.

    Only earlier *questions* are read: an answer in a history may be forged, and is never a source.
    """
    names = tuple(studies)
    earlier: list[str] = []
    for asked, _ in history[-_MOST_EARLIER:]:
        earlier.append(completed_by(asked, earlier, lexicon, names))
    whole = completed_by(question, earlier, lexicon, names)
    return _with_the_person(whole, question, [asked for asked, _ in history[-_MOST_EARLIER:]], lexicon)


def topics_meant_now(found: tuple[str, ...], question: str) -> tuple[str, ...]:
    """Return the topics of a completed question without what the reader has left: from breastfeeding to pregnancy."""
    now = OF_A_BABY & set(topics_asked(question))
    left = OF_A_BABY - now if len(now) == 1 else frozenset()
    return tuple(topic for topic in found if topic not in left)


def refers_back(question: str, lexicon: Lexicon) -> bool:
    """Say whether a question leans on what was said before: it points there, and names no treatment itself."""
    named = {mention.kind for mention in lexicon.mentions(question, fuzzy=True)}
    return NameKind.DRUG not in named and _REFERS_BACK.search(question) is not None


def completed_by(question: str, earlier: Sequence[str], lexicon: Lexicon, studies: Sequence[str]) -> str:
    """Return a question with the names and the study that it leaves to those before it; not with their person."""
    if not earlier:
        return question
    question = _THANKS.sub("", question, count=1)
    of_a_region = len(_WORD.findall(question)) <= _MAX_SAME_WORDS and regions_in(question)
    if of_a_region and _APPROVED.search(earlier[-1]):
        return _beside(_IN_A_REGION.sub("", earlier[-1]), question)
    if _NAMES_A_FORM.match(question) and (other := _of_that_form(question, earlier[-1], lexicon)):
        return other
    if same := _OTHERWISE_THE_SAME.search(question):
        return _with_the_other(earlier[-1], same)
    if (meant := _I_MEANT.search(question)) and (corrected := _corrected(earlier[-1], meant, lexicon)):
        return corrected
    if _IS_THAT_MUCH.search(question):
        return earlier[-1]
    if _OF_OTHERS.search(question):
        return f"{_OF_THOSE.sub('', earlier[-1].rstrip(' ?.!'))}, {question.strip()}"
    if (
        _OF_THE_WHOLE.search(question)
        or _OBJECTS.search(question)
        or _SO_IT_IS_FINE.search(question)
        or _is_beside_another(question, lexicon)
    ):
        return _beside(earlier[-1], question)
    if _OF_THE_HARM.search(question) and _is_on_a_harm(earlier[-1], lexicon):
        return _beside(earlier[-1], question)
    mentions = lexicon.mentions(question, fuzzy=True)
    has = {mention.kind for mention in mentions}
    words = len(_WORD.findall(question))
    asks_the_same = _ASKS_THE_SAME.search(question) and words <= _MAX_SAME_WORDS
    again = asks_the_same or (words <= _NAME_ALONE and _DOES_IT_TOO.match(question))
    # "And what about acne?" names no new disease.
    if mentions and again and not any(is_harm_topic(key) for key in topics_asked(question)):
        return _asked_again(question, mentions, earlier, lexicon)
    covered = any(mention.kind is NameKind.DRUG and mention.covered for mention in mentions)
    if covered and NameKind.CONDITION not in has and _ON_BENEFIT.search(question):
        treated = _treated(lexicon.mentions(earlier[-1], fuzzy=True), lexicon)
        if treated and words <= _MAX_FOLLOW_UP_WORDS:
            return f"{question} ({treated})"
    names_a_study = any(re.search(rf"\b{re.escape(study)}\b", question, _FLAGS) for study in studies)
    if words > _MAX_FOLLOW_UP_WORDS or NameKind.DRUG in has or names_a_study:
        return question
    if _COUNTS_PEOPLE.search(question):
        of_it = [study for study in studies if re.search(rf"\b{re.escape(study)}\b", earlier[-1], _FLAGS)]
        if of_it:
            return f"{question} ({of_it[0]})"
    if (has or _has_its_own_subject(question)) and not _REFERS_BACK.search(question):
        return question
    if not has and _COMPARES_TWO.search(question) and len(two := _last_drugs(earlier, lexicon)) > 1:
        return f"{question} ({', '.join(two)})"
    for before in reversed(earlier):
        carried = lexicon.mentions(before, fuzzy=True)
        named = [study for study in studies if study.casefold() in before.casefold()] if not has else []
        if not has and not named and (size := study_size_in(before)) and not study_size_in(question):
            named = [size]
        if carried or named:
            missing = [
                lexicon.plain(mention.name)
                for mention in carried
                if mention.kind not in has
                and not (mention.kind is NameKind.CONDITION and NameKind.DRUG in has)
                and not _is_another_form(question, mention.name, lexicon)
            ]
            missing += named[:1]
            if _ON_RULES.search(question) and not regulator_in(question) and (regulator := regulator_in(before)):
                missing.append(regulator)
            return f"{question} ({', '.join(dict.fromkeys(missing))})" if missing else question
    return question


def _beside(before: str, question: str) -> str:
    return f"{before.rstrip(' ?.!')}, {question.strip()}"


def _of_that_form(question: str, before: str, lexicon: Lexicon) -> str | None:
    """Return the question before, asked of the one medicine of a form that is named: "and the cream?".

    Of the tablets there are many; None where the medicine before has that form.
    """
    drugs = [each for each in lexicon.mentions(before, fuzzy=True) if each.kind is NameKind.DRUG]
    if not drugs or not all(_is_another_form(question, each.name, lexicon) for each in drugs):
        return None
    form = _forms_in(question)[0]
    having = [name for name, known in lexicon.names.items() if known.form == form]
    if len(having) != 1:
        return question
    first = drugs[0]
    return f"{before[: first.start]}{having[0]}{before[first.end :]}"


def _corrected(before: str, meant: re.Match[str], lexicon: Lexicon) -> str | None:
    """Return the question before with what its reader meant in the place of what they said, or told behind it."""
    said = (meant["meant"] or meant["rather"]).strip()
    new = lexicon.mentions(said, fuzzy=True)
    old = [each for each in lexicon.mentions(before, fuzzy=True) if each.kind in {name.kind for name in new}]
    if meant["rather"] or not new or not old:
        return f"{before.rstrip(' ?.!')}, {said}?" if new or meant["rather"] else None
    for each in reversed(old):
        before = f"{before[: each.start]}{lexicon.plain(new[0].name)}{before[each.end :]}"
    return before


def _is_another_form(question: str, drug: str, lexicon: Lexicon) -> bool:
    """Say whether "the other one, the tablet" means another medicine than this, which is injected."""
    known = lexicon.names.get(drug)
    if known is None or not known.form or not (_ANOTHER.search(question) or _NAMES_A_FORM.match(question)):
        return False
    forms = _forms_in(question)
    return bool(forms) and known.form not in forms


def _forms_in(question: str) -> list[str]:
    return [form for form, words in FORM_WORDS.items() if re.search(rf"\b{words}\b", question, _FLAGS)]


def _with_the_person(whole: str, question: str, earlier: Sequence[str], lexicon: Lexicon) -> str:
    """Return a completed question with what its person told in any question before: "I'm pregnant", "she is 74"."""
    of_a_study = {topics()[key].facet for key in topics_asked(question)} == {Facet.STUDY}  # "how many took part?"
    if of_a_study or not lexicon.mentions(whole, fuzzy=True):
        return whole
    told = [
        key
        for before in earlier
        for key in topics_asked(before)
        if key in OF_THE_PERSON  # still so in the next question
        and (
            _is_on_the_same_person(question, before)
            or (before is earlier[-1] and (key in OF_A_BABY or _asks_on(question, before)))
        )
    ]
    missing = [topics()[key].label for key in dict.fromkeys(told) if key not in topics_asked(whole)]
    missing += _taken_by_the_writer(question, earlier[-1:], lexicon)
    ages = [age[0] for before in earlier if (age := _AGE_OF_A_CHILD.search(before))]
    if ages and topics()["children"].label in missing:
        missing.append(ages[-1])
    return f"{whole} ({', '.join(missing)})" if missing else whole


def _taken_by_the_writer(question: str, earlier: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return another medicine that the writer has just told of taking, "I take phenytoin", beside the one asked on."""
    named = [each for each in lexicon.mentions(question, fuzzy=True) if each.kind is NameKind.DRUG]
    if not named or _RELATIVE.search(question):
        return []
    told = [match for before in earlier for match in _I_TAKE.finditer(before)]
    found = [each for match in told for each in lexicon.mentions(match[1], fuzzy=True)]
    taken = [f"with {each.name}" for each in found if each.kind is NameKind.DRUG and not each.covered]
    return list(dict.fromkeys(taken))


def _asks_on(question: str, before: str) -> bool:
    """Say whether a question with no topic of its own goes on about one that was of nobody in particular."""
    return not topics_asked(question) and not _OF_SOMEBODY.search(before)


def _is_on_the_same_person(question: str, before: str) -> bool:
    """Say whether a question goes on about the one whom the question before was about."""
    if not _OF_SOMEBODY.search(before):
        return False
    then, now = _RELATIVE.search(before), _RELATIVE.search(question)
    if now:
        return then is not None and then[1].casefold() == now[1].casefold()
    return then is None or not _OF_THE_WRITER.search(question)


def _is_on_a_harm(question: str, lexicon: Lexicon) -> bool:
    """Say whether a question is on an unwanted effect by its name, and not on who somebody is."""
    asked = set(topics_asked(question)) - OF_THE_PERSON
    named = lexicon.mentions(question, fuzzy=True)
    return any(is_harm_topic(key) for key in asked) or (
        any(each.kind is NameKind.DRUG for each in named) and any(lexicon.is_harm(each.name) for each in named)
    )


def _treated(named: Sequence[Mention], lexicon: Lexicon) -> str:
    """Return the diseases among these names that are treated, and no harm that is asked about."""
    conditions = (each.name for each in named if each.kind is NameKind.CONDITION and not lexicon.is_harm(each.name))
    return ", ".join(dict.fromkeys(lexicon.plain(name) for name in conditions))


def _is_beside_another(question: str, lexicon: Lexicon) -> bool:
    names = any(mention.kind is NameKind.DRUG for mention in lexicon.mentions(question, fuzzy=True))
    short = len(_WORD.findall(question)) <= _MAX_SAME_WORDS
    return names and short and _BESIDE_ANOTHER.search(question) is not None


def _has_its_own_subject(question: str) -> bool:
    """Say whether a question without a known name is about something new: "does sunscreen help?", "what is EASI?"."""
    subject = _OWN_SUBJECT.search(question)
    return subject is not None or ("definition" in topics_asked(question))


def _last_drugs(earlier: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return the two treatments named last, and the disease named last, for "which of them is safer?"."""
    drugs: dict[str, None] = {}
    conditions: dict[str, None] = {}
    for before in reversed(earlier):
        for mention in lexicon.mentions(before, fuzzy=True):
            (drugs if mention.kind is NameKind.DRUG else conditions).setdefault(lexicon.plain(mention.name))
    return [*list(drugs)[:2], *list(conditions)[:1]] if len(drugs) > 1 else []


def _with_the_other(before: str, same: re.Match[str]) -> str:
    """Return the question before with another dose or time in the place of its own, or with another arm beside it."""
    for group, pattern in (("dose", _DOSE), ("time", _TIME)):
        if same[group] and pattern.search(before):
            return pattern.sub(same[group], before)
    return f"{before.rstrip(' ?.!')}, {same['other']}?"


def _asked_again(question: str, mentions: Sequence[Mention], earlier: Sequence[str], lexicon: Lexicon) -> str:
    """Return the last question that had names, with the new names in the place of its own: "and for PPP?"."""
    new = {mention.kind: question[mention.start : mention.end] for mention in mentions}
    for before in reversed(earlier):
        named = lexicon.mentions(before, fuzzy=True)
        replaced = [mention for mention in named if mention.kind in new]
        if replaced:
            for mention in reversed(replaced):
                before = before[: mention.start] + new[mention.kind] + before[mention.end :]
            return before
        treated = _treated(named, lexicon)
        if treated and NameKind.DRUG in new:
            return f"{question.strip()} ({treated})"
        if named and NameKind.CONDITION in new:
            return f"{before.rstrip(' ?.!')} for {new[NameKind.CONDITION]}?"
    return question
