"""Question → Query: names normalised, the facet and topics it asks about, follow-ups completed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from bot.lexicon import Lexicon, Mention, NameKind
from bot.score_steps import names_step
from bot.study_sizes import STUDY_SIZE, study_size, without_study_sizes
from bot.topics import OF_THE_PERSON, topic_spans, topics, topics_asked
from bot.types import Facet, Query

_FLAGS = re.IGNORECASE

# In order: the first that matches is what the question is about. A topic's own facet comes after these.
_FACETS: tuple[tuple[Facet, re.Pattern[str]], ...] = (
    (
        Facet.APPROVAL,
        re.compile(
            r"\b(?:approv\w+|licen[sc]ed?\b|off[- ]label|authori[sz]\w+|indicat(?:ed|ion)s?\b|officially"
            r"|on the market|legal(?:ly)? (?:for|to)|available (?:in|for|on)|allowed (?:for|in))",
            _FLAGS,
        ),
    ),
    (
        Facet.COMPARISON,
        re.compile(
            r"\b(?:(?:better|worse|safer|stronger|faster|slower|sooner|quicker|longer|more \w+|less \w+) (?:than|or)"
            r"|compar(?:e[ds]?|ing|ison) (?:\w+ ){0,3}(?:with|to|and)"
            r"|versus|vs\b|superior|instead of|rather than|beats?\b|which (?:one )?(?:is|works) (?:better|best|safer))",
            _FLAGS,
        ),
    ),
    (
        Facet.SAFETY,
        re.compile(
            r"\b(?:safe(?:ty|ly|r|st)?|unsafe|side[- ]?[ae]f+e?cts?|must not|contra-?indicat\w*|adverse"
            r"|harm(?:s|ful|ed|less)?|risk(?:s|y|ier)?"
            r"|danger(?:s|ous)?"
            r"|bad reactions?|toxic\w*|complications?|caus(?:e[ds]?|ing)|lead to|trigger(?:s|ed)?|warnings?"
            r"|hurt me|bad for"
            r"|(?:fine|ok|okay|alright|all right) (?:for|to (?:take|use)|with)|(?:can|could) (?:i|we) relax|i can relax"
            r"|problems? (?:with|from|after)|make (?:me|my) \w+ worse|worr(?:y|ied)|happen to me"
            r"|(?:fall|fell|get|gets|got) (?:\w+ )?(?:ill|sick|unwell))\b",
            _FLAGS,
        ),
    ),
    (
        Facet.EFFICACY,
        re.compile(
            r"\b(?:works?|worked|working|help(?:s|ed|ful|ing)?|effective(?:ness|ly)?|efficacy|treat(?:s|ed|ment"
            r"|ing)?\b(?! options)"
            r"|improv\w+|cur(?:e[ds]?|ing)|clear(?:s|ed|ing)?|heal(?:s|ed|ing)?|get rid"
            r"|good for|benefits?|worth|success\w*"
            r"|results?|(?:bring|give|get) (?:\w+ ){1,4}back|any good|com(?:e|es|ing) (?:out )?back|do anything|calm\w*"
            r"|respon(?:d|ded|se|ders?)|fixe?[sd]?|relie(?:f|ve[sd]?)|fade[sd]?|reduc\w+|fall|fell|drop(?:ped|s)?|hope"
            r"|re-?gr(?:ow|ew)\w*|mak(?:e|es) (?:\w+ ){0,3}(?:better|go away)|better|any use|easier|harder"
            r"|(?:what|which|any)(?: other)? (?:treatments?|medicines?|options)"
            r" (?:(?:is|are) there|exist|(?:can|could|might|may|do) (?:help|work))"
            r"|point (?:in|of) taking|NNT|number needed to treat|absolute (?:benefit|difference))\b",
            _FLAGS,
        ),
    ),
)
# With two treatments named: one of them is asked for.
_EITHER = re.compile(
    r"\bwhich\b|\bor\b|\bvs\b|\bagainst\b|\bhead[- ]to[- ]head\b|\bdifference between\b"
    r"|\b(?:is|are|does|do) .{3,40}\b(?:better|safer|stronger)\b",
    _FLAGS,
)
# "Does X cause Y": Y is what might happen, not what X was studied for.
_ASKS_FOR_A_CAUSE = re.compile(
    r"\b(?:caus(?:e[ds]?|ing)|lead to|trigger(?:s|ed)?|bring(?:s)? (?:on|back)|risk of|give (?:me|you|people)"
    r"|ma(?:k|d)e[sd]? (?:me|you|people|my|your|her|his|their|them|him)|because of|due to|from taking|get \w+ from"
    r"|responsible for|blame|an? (?:\w+ )?side[- ]?effect|affect)\b",
    _FLAGS,
)
# What a treatment is taken for, and what somebody tells of their illness in a question on safety; no harm to look up.
_OF_THE_ILLNESS = frozenset({"itch", "pain", "regrowth", "clearance", "clear_skin"})
_SINCE_TAKING = re.compile(r"\b(?:after|since|from|on it|now|gets? worse|worse|started|new)\b", _FLAGS)
# "What are the risks? (upadacitinib, alopecia areata)" asks of every harm; the disease is the one that is treated.
_ASKS_OF_EVERY_HARM = re.compile(
    r"[^()]*\b(?:risks|side[- ]?effects|harms|dangers|safe|safety|dangerous)\b(?! of)[^()]*\([^()]*\)\W*$", _FLAGS
)
_WANTS_BENEFIT = re.compile(
    r"\b(?:do(?:es)? (?:anything|something|much|any good) for|hype"
    r"|help(?:s|ed|ful)?|works?|worked|treat(?:s|ed|ing|ment)?|cure[sd]?|improve[sd]?|effective\w*|good for"
    r"|benefit\w*"
    r"|re-?gr(?:ow|ew)\w*|gr(?:ow|ew)\w* back|(?:get|give|bring|have|want) (?:\w+ ){1,4}back"
    r"|better|stop(?:s|ped)? (?:the |my |her |his )?(?:hair|itch)\w*)\b",
    _FLAGS,
)
_ASKS_FOR_FINDINGS = re.compile(r"\b(?:trials?|stud(?:y|ies)|research)\b.{0,40}\b(?:show\w*|find|found|say)\b", _FLAGS)
_EQUATES = re.compile(r"=|\bequals?\b|\bsame as\b|\bright\s*\?", _FLAGS)
_OF_A_STUDY = re.compile(r"\W{1,3}(?:stud(?:y|ies)|trials?|patients|people|letter|paper|report)\b", _FLAGS)
_DOSE_ASKED = re.compile(r"\b(?:dos(?:e|es|age)|how (?:much|many mg|many milligrams)|\d+ ?mg)\b", _FLAGS)
_CASE = re.compile(r"\b(?:case|patient|person|participant|row|number)s?(?: number| no\.?|\s?#)? ?(\d{1,3})\b", _FLAGS)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONG_MESSAGE = 10  # words; a shorter one is all question; chosen, unmeasured
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_ASKS = re.compile(
    r"\W*(?:(?:so|and|but|also|please|hi|hello|ok|well|just) )*(?:does|do|did|is|are|was|were|can|could|will|would"
    r"|has|have|how|what|whats|which|who|why|when|where|should|any|tell me|i (?:want|need|would like|wanted) to know"
    r"|wondering"
    r"|im wondering|i wonder|not sure (?:if|whether))\b",
    _FLAGS,
)
_WISHES_TO_KNOW = re.compile(
    r"\b(?:like|want|need|hop(?:e|ing)|trying|love|curious|wish)(?: \w+)? to"
    r" (?:know|understand|find out|learn|hear|ask)\b",
    _FLAGS,
)
# "My wife died and now I have eczema, does Dupixent help?": what is asked begins behind the comma.
_ASKING_CLAUSE = re.compile(
    r"[,;:–-]\s+(?:(?:so|but|and|now|please) )?"
    r"((?:is|are|does|do|did|can|could|will|would|has|have|what|which|how)\b[^,;]+\Z)",
    _FLAGS,
)
_STANDS_ALONE = 5  # words; a shorter question, like "How many?", is about the sentence before it
# "A cream that works" points at nothing that was told before.
_POINTS_BACK = re.compile(
    r"\b(?:this|those|these|like (?:me|him|her|us|them)|in (?:my|his|her) case)\b|\bthat\W*$"
    r"|(?:^|\b(?:is|was|does|did|do|of|for|about|like|with|from|in|at|on|by|during|after|has|can|could|will|would"
    r"|all) )that\b",
    _FLAGS,
)
# Said of no medicine and of no illness.
_FIGURE_OF_SPEECH = re.compile(
    r"\b(?:giv(?:e|es|ing)|gave) \w+ (?:a |an )?(?:heart (?:failure|attack)s?|stroke)\b"
    r"(?=.{0,60}\b(?:every ?time|each time|when(?:ever)? i (?:look|see|read|open|hear|think))\b)"
    r"|\bsick (?:of|and tired of|to death of)\b|\b(?:itch\w*|pain|rash|skin|eczema|psoriasis|hands|feet|heat|wait\w*)"
    r"(?: is| are| was|'s) killing (?:me|us|him|her|them)\b"
    r"|\b(?:would|'d|could) (?:kill|die) for\b|\bto die for\b|\bdying (?:to|for an? (?!ill|dis))\b"
    r"|\bdriv(?:es?|ing) (?:me|us|him|her|them) (?:\w+ )?(?:mad|crazy|nuts|insane|bonkers|(?:up|round) the \w+)"
    r"|\b(?:breaks?|broke|breaking|with all|from the bottom of) (?:my|her|his|our) heart\b"
    r"|\b(?:know|learn\w*|off) (?:\w+ ){0,3}by heart\b",
    _FLAGS,
)
# A disease that somebody says is not theirs is not what they ask about.
_DENIED = re.compile(
    r"\b(?:(?:do|does|did)(?: not|n['\u2019]?t) (?:have|suffer from)|ha(?:ve|s|d)(?: not|n['\u2019]?t)(?: (?:got|had))?"
    r"|(?:not|no|without|never had))(?: any)?\W+$",
    _FLAGS,
)
_TELLS_OF_AN_ILLNESS = (
    r"\b(?:i|i'?ve|we|he|she|(?:husband|wife|mum|mom|dad|son|daughter|partner|mother|father)) ?(?:got|have|has|had)"
    r" (?:got )?(?:an? |some |my )?"
)
# What somebody once was is no group of people that the question is about.
_AS_IT_WAS = re.compile(
    r"\b(?:since|when|as) (?:(?:i|he|she|we|they) (?:was|were) )?(?:an? )?(?:\w+ )?(?:bab(?:y|ies)|child(?:ren)?|kids?"
    r"|teen\w*|toddler)\b",
    _FLAGS,
)
_OF_A_CHILD = re.compile(r"\b(?:child(?:ren)?|kids?|teen\w*|sons?|daughters?|year[- ]?olds?|adolescent\w*)\b", _FLAGS)
_OF_ONE_OR_OF_MANY = re.compile(
    r"\b(?:she|he|her|his|they|how (?:many|often|likely)|percentage|proportion|share|chances?|odds)\b", _FLAGS
)
# "Does it stop hair regrowth?", "will it grow back after dupixent made it fall out?" ask of a harm.
_OF_A_LOSS = re.compile(
    r"\b(?:prevent\w*|stop\w*|block\w*|slow\w*|delay\w*|interfer\w*|f[ae]ll\w* out|made|los(?:e|es|ing|t)|won'?t|not"
    r"|why|chemo\w*|stress|after)\b",
    _FLAGS,
)
# To ask for this outcome of a disease is to ask whether a treatment works.
OUTCOME_OF = {"alopecia areata": "regrowth"}

# Words that carry nothing to look for: grammar, politeness, and the vocabulary of asking about a treatment.
_EMPTY_WORDS = frozenset((files("bot") / "data" / "empty_words.txt").read_text(encoding="utf-8").split())


def understand(question: str, lexicon: Lexicon) -> Query:
    """Return what a question asks, without looking at any evidence."""
    mentions = _meant(question, lexicon.mentions(question, fuzzy=True))
    case = _CASE.search(question)
    asked = asking_part(question)
    # "the 20-person study" points at a study; it does not ask how many people there were.
    found_topics = topics_asked(without_study_sizes(_literal(asked)))
    if asked != question:  # who asks stands anywhere in a long message: "He is 72 and smokes. Is it safe?"
        told = topics_asked(without_study_sizes(_literal(question)))
        found_topics += tuple(topic for topic in told if topic in OF_THE_PERSON and topic not in found_topics)
    found_topics = _without_what_is_told(asked, found_topics, lexicon)
    if {"pregnancy", "breastfeeding"} & set(found_topics) and not _OF_A_CHILD.search(question):
        found_topics = tuple(topic for topic in found_topics if topic != "children")  # the baby takes nothing itself
    if {"pregnancy", "breastfeeding"} & set(found_topics):  # when to stop before a baby is not when others stopped
        found_topics = tuple(topic for topic in found_topics if topic not in {"speed", "lasting", "stopping"})
    if "half_life" in found_topics:  # "how long until it is out of my body?"
        found_topics = tuple(topic for topic in found_topics if topic not in {"speed", "lasting"})
    drugs = _names(mentions, NameKind.DRUG, covered=True)
    named = _names(mentions, NameKind.CONDITION, covered=True)
    conditions = _narrowest(named, lexicon)
    if not drugs and not conditions and names_step(question) and _EQUATES.search(question):
        found_topics = tuple(dict.fromkeys((*found_topics, "definition")))  # "SALT 20 = 20% regrowth, right?"
    if any("face" in name for name in conditions):  # a disease of the face says where it is
        found_topics = tuple(topic for topic in found_topics if topic != "face")
    if drugs:  # "how common is acne on it?" asks of the medicine, not of a disease
        found_topics = tuple(topic for topic in found_topics if topic != "frequency")
    facet = _facet(asked, found_topics, mentions, case is not None)
    if facet is Facet.SAFETY and not (_ASKS_FOR_A_CAUSE.search(question) or _SINCE_TAKING.search(question)):
        found_topics = tuple(topic for topic in found_topics if topic not in _OF_THE_ILLNESS)
    implied: tuple[str, ...] = ()
    if drugs and not conditions and not _names(mentions, NameKind.CONDITION, covered=False):
        implied = _implied(asked, facet, found_topics)
    conditions = conditions or implied
    other_drugs = _names(mentions, NameKind.DRUG, covered=False)
    if not drugs and facet is Facet.SAFETY:  # what is warned of a class is warned of its members
        of_class = {name: lexicon.classes_of(name) for name in other_drugs}
        drugs = tuple(sorted(set().union(*of_class.values())))
        other_drugs = tuple(name for name in other_drugs if not of_class[name])
    studied = {m.name for m in mentions if _OF_A_STUDY.match(question, m.end)}
    asked_as_harm = any(lexicon.is_harm(name) for name in named if name not in studied)
    asked_as_harm = asked_as_harm and not (_WANTS_BENEFIT.search(question) or _ASKS_OF_EVERY_HARM.match(question))
    asks_cause = (
        bool(drugs and conditions)
        and facet in {Facet.GENERAL, Facet.EFFICACY, Facet.SAFETY}
        and (asked_as_harm or (facet is Facet.SAFETY and _ASKS_FOR_A_CAUSE.search(question) is not None))
        and not any(topics()[key].facet is Facet.SAFETY for key in found_topics)  # else the disease is the people's
    )
    facet = Facet.SAFETY if asks_cause else facet
    return Query(
        question=question,
        normalised=_normalised(question, asked, mentions, lexicon),
        drugs=drugs,
        conditions=conditions,
        is_implied=bool(implied),
        other_drugs=other_drugs,
        other_conditions=tuple(
            name
            for name in _names(mentions, NameKind.CONDITION, covered=False)
            if not (drugs and _is_told_of_somebody(name, question))
        ),
        facet=facet,
        asks_cause=asks_cause,
        topics=found_topics,
        terms=_terms(asked, lexicon.mentions(asked, fuzzy=True) if asked != question else mentions),
        case=int(case.group(1)) if case else None,
        participants=study_size(question),
    )


def _implied(asked: str, facet: Facet, found_topics: Sequence[str]) -> tuple[str, ...]:
    """Return the disease of which an outcome alone is asked about: hair regrows in alopecia areata.

    Whether one person's did, and how many people's, is answered by the sentences on that.
    """
    alone = facet is Facet.EFFICACY and not (_OF_ONE_OR_OF_MANY.search(asked) or _OF_A_LOSS.search(asked))
    outcomes = {key for key in found_topics if not topics()[key].soft}
    return tuple(name for name, outcome in OUTCOME_OF.items() if alone and outcomes == {outcome})


def _is_told_of_somebody(name: str, question: str) -> bool:
    """Say whether an illness is one that somebody brings along, "I have angina", and labels have a rule on it."""
    told = re.search(rf"{_TELLS_OF_AN_ILLNESS}{re.escape(name)}\b", question, _FLAGS)
    return told is not None and bool(OF_THE_PERSON & set(topics_asked(name)))


def _narrowest(conditions: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the diseases without those of which a form is named too: "eczema on the face and neck" is about that."""
    forms = {form: set(lexicon.names[form].narrower) for form in conditions}
    return tuple(name for name in conditions if not forms[name] & (set(conditions) - {name}))


def _without_what_is_told(asked: str, found_topics: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the topics without harms that are told before a clause that asks whether a medicine works."""
    clause = _ASKING_CLAUSE.search(asked)
    if clause is None or not any(each.kind is NameKind.DRUG for each in lexicon.mentions(clause[1], fuzzy=True)):
        return found_topics
    facets = dict(_FACETS)
    of_harm = facets[Facet.SAFETY].search(clause[1]) or _ASKS_FOR_A_CAUSE.search(clause[1])
    of_benefit = facets[Facet.EFFICACY].search(clause[1]) or _WANTS_BENEFIT.search(clause[1])
    if of_harm or _POINTS_BACK.search(clause[1]) or not of_benefit:
        return found_topics
    kept = {*topics_asked(_literal(clause[1])), *OF_THE_PERSON}
    return tuple(topic for topic in found_topics if topic in kept or topics()[topic].facet is not Facet.SAFETY)


def _literal(text: str) -> str:
    """Return a text without figures of speech, and without what somebody once was."""
    return _FIGURE_OF_SPEECH.sub(" ", _AS_IT_WAS.sub(" ", text))


def _meant(question: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """Return the names that a question is about: not those of a figure of speech, nor a disease that is denied.

    Where every disease is denied, "no eczema left after a year?", none is left out.
    """
    spoken = [match.span() for match in _FIGURE_OF_SPEECH.finditer(question)]
    meant = [each for each in mentions if not any(start <= each.start < end for start, end in spoken)]
    denied = [
        each
        for each in meant
        if each.kind is NameKind.CONDITION and _DENIED.search(question, max(0, each.start - 40), each.start)
    ]
    left = {each.name for each in meant if each.kind is NameKind.CONDITION and each not in denied}
    return [each for each in meant if each not in denied or each.name in left] if left else meant


def asking_part(question: str) -> str:
    """Return the sentences of a long message that ask something; a short one, or one that asks nowhere, whole."""
    sentences = [part for part in _SENTENCES.split(question.strip()) if part.strip()]
    if len(sentences) < 2 or len(_WORD.findall(question)) < _LONG_MESSAGE:
        return question
    asking = [part for part in sentences if _asks(part)]
    leans = any(len(_WORD.findall(part)) < _STANDS_ALONE or _POINTS_BACK.search(part) for part in asking)
    return " ".join(asking) if asking and not leans else question


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith("?") or bool(_ASKS.match(sentence) or _WISHES_TO_KNOW.search(sentence))


def _normalised(question: str, asked: str, mentions: Sequence[Mention], lexicon: Lexicon) -> str:
    """Return what is searched for by meaning: what is asked, with the names of the whole message."""
    if asked == question:
        return _normalise(question, mentions, lexicon)
    own = lexicon.mentions(asked, fuzzy=True)
    named = {mention.name for mention in own}
    missing = dict.fromkeys(lexicon.plain(each.name) for each in mentions if each.covered and each.name not in named)
    return " ".join([_normalise(asked, own, lexicon), *missing])


def asks_for_benefit(question: str) -> bool:
    """Say whether a question asks about benefit, whatever else it asks about."""
    return dict(_FACETS)[Facet.EFFICACY].search(question) is not None


def _names(mentions: Sequence[Mention], kind: NameKind, *, covered: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.name for m in mentions if m.kind is kind and m.covered is covered))


def _facet(question: str, found_topics: Sequence[str], mentions: Sequence[Mention], is_case: bool) -> Facet:
    if is_case:
        return Facet.CASE
    if len({mention.name for mention in mentions if mention.kind is NameKind.DRUG}) > 1 and _EITHER.search(question):
        return Facet.COMPARISON
    for facet, pattern in _FACETS:
        if pattern.search(question) and _facet_fits(facet, found_topics, mentions):
            return facet
    own = [topics()[key].facet for key in found_topics if topics()[key].facet]
    asked_of = {key for key in found_topics if not topics()[key].soft}
    if own and asked_of <= OF_THE_PERSON and _ASKS_FOR_FINDINGS.search(question):
        return Facet.EFFICACY
    if Facet.DOSE in own and _DOSE_ASKED.search(question):
        return Facet.DOSE
    return next((facet for facet in own if facet), Facet.GENERAL)


def _facet_fits(facet: Facet, found_topics: Sequence[str], mentions: Sequence[Mention]) -> bool:
    """Two treatments are compared, never two doses of one; those are a topic. An approved dose is a dose."""
    if facet is Facet.APPROVAL:
        return "dose" not in found_topics and "guideline" not in found_topics
    if facet is not Facet.COMPARISON:
        return True
    drugs = {mention.name for mention in mentions if mention.kind is NameKind.DRUG}
    return len(drugs) > 1 or ("higher_dose" not in found_topics and "comparison_group" not in found_topics)


def _normalise(question: str, mentions: Sequence[Mention], lexicon: Lexicon) -> str:
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        if mention.start >= at:
            pieces += [question[at : mention.start], lexicon.plain(mention.name)]
            at = mention.end
    return "".join([*pieces, question[at:]])


def _terms(question: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the content words that are neither names, nor topics, nor the vocabulary of asking."""
    taken = [(mention.start, mention.end) for mention in mentions] + topic_spans(question)
    taken += [match.span() for pattern in (_CASE, STUDY_SIZE) for match in pattern.finditer(question)]
    return tuple(
        dict.fromkeys(
            match.group()
            for match in _WORD.finditer(question)
            if match.group().casefold().replace("’", "'").removesuffix("'s") not in _EMPTY_WORDS
            and not any(start < match.end() and match.start() < end for start, end in taken)
        )
    )
