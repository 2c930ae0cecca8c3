"""Question → Query: names normalised, the facet and topics it asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.resources import files

from bot.lexicon import Lexicon, Mention, NameKind
from bot.questions.asking import asking_part, meant
from bot.questions.facets import ASKS_FOR_A_CAUSE, WANTS_BENEFIT, facet_of
from bot.questions.question_topics import topics_of, without_the_illness
from bot.questions.study_sizes import STUDY_SIZE, study_size
from bot.questions.topics import OF_THE_PERSON, is_harm_topic, topic_spans, topics, topics_asked
from bot.text.score_steps import names_step
from bot.types import Facet, Query

_FLAGS = re.IGNORECASE

# "What are the risks? (upadacitinib, alopecia areata)" asks of every harm; the disease is the one that is treated.
_ASKS_OF_EVERY_HARM = re.compile(
    r"[^()]*\b(?:risks|side[- ]?effects|harms|dangers|safe|safety|dangerous)\b(?! of)[^()]*\([^()]*\)\W*$", _FLAGS
)
_OF_WHAT_SOMEBODY_DID = re.compile(
    r"\W*(?:(?:and|so|but|when|why|how long) )?(?:did|was|has|had) (?:she|he|they|the \w+)\b", _FLAGS
)
_EQUATES = re.compile(r"=|\bequals?\b|\bsame as\b|\bright\s*\?", _FLAGS)
_OF_A_STUDY = re.compile(r"\W{1,3}(?:stud(?:y|ies)|trials?|patients|people|letter|paper|report)\b", _FLAGS)
_SHORT_FOR_HEPATITIS = re.compile(r"\bhep ?([abc])\b", _FLAGS)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_CASE = re.compile(r"\b(?:case|patient|person|participant|row|number)s?(?: number| no\.?|\s?#)? ?(\d{1,3})\b", _FLAGS)
_TELLS_OF_AN_ILLNESS = (
    r"\b(?:i|i'?ve|we|he|she|(?:husband|wife|mum|mom|dad|son|daughter|partner|mother|father)) ?(?:got|have|has|had)"
    r" (?:got )?(?:an? |some |my )?"
)
_ITS_MEDICINE = r"(?:tablets?|pills?|meds?|medicines?|medications?|drugs?|inhalers?)"
_OF_ONE_OR_OF_MANY = re.compile(
    r"\b(?:she|he|her|his|they|how (?:many|often|likely)|percentage|proportion|share|chances?|odds)\b", _FLAGS
)
_TELLS_OF_BEFORE = (
    r"(?:\b(?:tried|used(?! (?:for|in|on|to|against)\b)|failed|no luck with|nothing from"
    r"|been (?:on|through)|stopped|came off)\b[^.?!]{0,80}?"
    r"|\b(?:i|we|he|she) had (?:an? )?)"
)
_ASKS_WHAT_A_DRUG_IS = re.compile(
    r"\W*(?:so |and )?(?:what|wot|wat)(?:'?s| is| are) (?:an? )?[\w-]+(?: cream)?\W*$", _FLAGS
)
_TOGETHER = re.compile(
    r"\btogether\b(?! with (?:placebo|a steroid))|\bcombin(?:e|ed|es|ing|ation)\b|\bat once\b|\bsame time\b"
    r"|\bon top of\b|\bboth at\b|\bmix(?:ed|ing)?\b|\balongside\b",
    _FLAGS,
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


_BESIDES = re.compile(
    r"\b(?:besides|other than|apart from|aside from|except(?: for)?|alternatives? to|different from) $", _FLAGS
)
# "A 30 year old", "age 45": an adult, and no 30 mg.
_ADULT = r"(?:1[89]|[2-5]\d|6[0-4])"
_AGE_OF_AN_ADULT = re.compile(
    rf"\b(?:an? )?{_ADULT}[- ]?(?:years?[- ]?olds?|yrs?[- ]?olds?|y/?o)\b"
    rf"|(?<=\bim )(?<!\d){_ADULT}\b(?! ?(?:%|mg|weeks?|months?|days?|kg|kilos|percent|hours?|pounds?))"
    rf"|(?:\b(?:aged?|(?:who|she|he|and) (?:is|are))|\b(?:i'm|i am|she's|he's|who's)) {_ADULT}\b"
    r"(?! ?(?:%|mg|weeks?|months?|days?|kg|kilos|percent|hours?|pounds?|years? (?!old)|of\b))",
    _FLAGS,
)


def understand(question: str, lexicon: Lexicon) -> Query:
    """Return what a question asks, without looking at any evidence."""
    every = meant(question, lexicon.mentions(question, fuzzy=True))
    mentions = [each for each in every if not _BESIDES.search(question, 0, each.start)]
    case = _CASE.search(question)
    asked = asking_part(question)
    found_topics = topics_of(question, asked, lexicon)
    drugs = _names(mentions, NameKind.DRUG, covered=True)
    named = _names(mentions, NameKind.CONDITION, covered=True)
    conditions = _narrowest(named, lexicon)
    if not drugs and not conditions and names_step(question) and _EQUATES.search(question):
        found_topics = tuple(dict.fromkeys((*found_topics, "definition")))  # "SALT 20 = 20% regrowth, right?"
    if drugs and _ASKS_WHAT_A_DRUG_IS.match(_normalise(question, mentions, lexicon)):  # no score is asked for
        found_topics = tuple(topic for topic in found_topics if topic != "definition")
    sites = {
        site for name in conditions for site in lexicon.names[name].sites
    }  # a disease of the face says where it is
    found_topics = tuple(topic for topic in found_topics if topic not in sites)
    if drugs:  # "how common is acne on it?" asks of the medicine, not of a disease
        found_topics = tuple(topic for topic in found_topics if topic not in {"frequency", "disease_cause"})
    facet = facet_of(asked, found_topics, mentions, is_case=case is not None)
    if facet is Facet.SAFETY:
        found_topics = without_the_illness(found_topics, question)
    implied: tuple[str, ...] = ()
    if drugs and not conditions and not _names(mentions, NameKind.CONDITION, covered=False):
        implied = _implied(asked, facet, found_topics)
    conditions = conditions or implied
    other_drugs = tuple(name for name in _names(mentions, NameKind.DRUG, covered=False) if not _is_past(name, question))
    if not drugs and facet is Facet.SAFETY:  # what is warned of a class is warned of its members
        of_class = {name: lexicon.classes_of(name) for name in other_drugs}
        drugs = tuple(sorted(set().union(*of_class.values())))
        other_drugs = tuple(name for name in other_drugs if not of_class[name])
    studied = {m.name for m in mentions if _OF_A_STUDY.match(question, m.end)}
    asked_as_harm = any(lexicon.is_harm(name) for name in named if name not in studied)
    asked_as_harm = asked_as_harm and not (WANTS_BENEFIT.search(question) or _ASKS_OF_EVERY_HARM.match(question))
    asked_as_harm = asked_as_harm and not (found_topics and _OF_WHAT_SOMEBODY_DID.match(question))
    asks_cause = (
        bool(drugs and conditions)
        and facet in {Facet.GENERAL, Facet.EFFICACY, Facet.SAFETY}
        and (asked_as_harm or (facet is Facet.SAFETY and ASKS_FOR_A_CAUSE.search(question) is not None))
        and not any(is_harm_topic(key) for key in found_topics)  # else the disease is the people's
    )
    facet = Facet.SAFETY if asks_cause else facet
    if len(drugs) > 1 and _TOGETHER.search(asked):  # a trial of one against the other tells nothing of both at once
        facet, found_topics = Facet.SAFETY, (*(t for t in found_topics if t != "interactions"), "together")
    return Query(
        question=question,
        normalised=_AGE_OF_AN_ADULT.sub("adult", _normalised(question, asked, mentions, lexicon)),
        drugs=drugs,
        conditions=conditions,
        is_implied=bool(implied),
        other_drugs=other_drugs,
        other_conditions=tuple(
            name
            for name in _names(mentions, NameKind.CONDITION, covered=False)
            if not (drugs and (_is_told_of_somebody(name, question) or _is_past(name, question)))
        ),
        set_aside=_names([each for each in every if each not in mentions], NameKind.DRUG, covered=True),
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
    if re.search(rf"\b{re.escape(name)} {_ITS_MEDICINE}\b", question, _FLAGS):  # "my epilepsy tablets"
        return True
    told = re.search(rf"{_TELLS_OF_AN_ILLNESS}{re.escape(name)}\b", question, _FLAGS)
    return told is not None and bool(OF_THE_PERSON & set(topics_asked(name)))


def _is_past(name: str, question: str) -> bool:
    """Say whether a medicine or an illness is told as one of before: "tried minoxidil", "I had COVID in 2021"."""
    return re.search(rf"{_TELLS_OF_BEFORE}{re.escape(name)}\b", question, _FLAGS) is not None


def _narrowest(conditions: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the diseases without those of which a form is named too: "eczema on the face and neck" is about that."""
    forms = {form: set(lexicon.names[form].narrower) for form in conditions}
    return tuple(name for name in conditions if not forms[name] & (set(conditions) - {name}))


def _normalised(question: str, asked: str, mentions: Sequence[Mention], lexicon: Lexicon) -> str:
    """Return what is searched for by meaning: what is asked, with the names of the whole message."""
    if asked == question:
        return _normalise(question, mentions, lexicon)
    own = lexicon.mentions(asked, fuzzy=True)
    named = {mention.name for mention in own}
    missing = dict.fromkeys(lexicon.plain(each.name) for each in mentions if each.covered and each.name not in named)
    return " ".join([_normalise(asked, own, lexicon), *missing])


def _names(mentions: Sequence[Mention], kind: NameKind, *, covered: bool) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.name for m in mentions if m.kind is kind and m.covered is covered))


def _normalise(question: str, mentions: Sequence[Mention], lexicon: Lexicon) -> str:
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        if mention.start >= at:
            pieces += [question[at : mention.start], lexicon.plain(mention.name)]
            at = mention.end
    return _SHORT_FOR_HEPATITIS.sub(r"hepatitis \1", "".join([*pieces, question[at:]]))


def _terms(question: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the content words that are neither names, nor topics, nor the vocabulary of asking."""
    taken = [(mention.start, mention.end) for mention in mentions] + topic_spans(question)
    taken += [match.span() for pattern in (_CASE, STUDY_SIZE, _AGE_OF_AN_ADULT) for match in pattern.finditer(question)]
    return tuple(
        dict.fromkeys(
            match.group()
            for match in _WORD.finditer(question)
            if match.group().casefold().replace("’", "'").removesuffix("'s") not in _EMPTY_WORDS
            and not any(start < match.end() and match.start() < end for start, end in taken)
        )
    )
