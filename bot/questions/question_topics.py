"""Which topics a question asks about, and which it only tells of."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.lexicon import Lexicon, NameKind
from bot.questions.asking import asking_clause, literal
from bot.questions.facets import ASKS_FOR_A_CAUSE, asks_whether_it_works
from bot.questions.study_sizes import without_study_sizes
from bot.questions.topics import OF_A_BABY, OF_THE_PERSON, is_harm_topic, topics_asked

_FLAGS = re.IGNORECASE

# What a treatment is taken for, and what somebody tells of their illness in a question on safety; no harm to look up.
_OF_THE_ILLNESS = frozenset({"itch", "pain", "regrowth", "clearance", "clear_skin"})
_SINCE_TAKING = re.compile(r"\b(?:after|since|from|on it|now|gets? worse|worse|started|new)\b", _FLAGS)
_OF_A_CHILD = re.compile(r"\b(?:child(?:ren)?|kids?|teen\w*|sons?|daughters?|year[- ]?olds?|adolescent\w*)\b", _FLAGS)
_TELLS_OF_THEMSELVES = re.compile(
    r"\b(?:i'?m|i am|she'?s|she is|he'?s|he is)\b[^.?!]{0,20}\b(?:fe)?male\b"
    r"|\b(?:i'?m|i am|as) (?:an? )?(?:\w+ ){0,2}(?:woman|man|girl|boy)\b",
    _FLAGS,
)
_TRIED = re.compile(
    r"\W*(?:(?:i|i'?ve|we|we'?ve|he|she|have|has|had|already|been|my \w+) )*"
    r"(?:tried|used|failed|done|been (?:on|through)|had)\b",
    _FLAGS,
)


def topics_of(question: str, asked: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the topics of the part of a message that asks, and what its person tells of themselves anywhere."""
    # "the 20-person study" points at a study; it does not ask how many people there were.
    found = topics_asked(without_study_sizes(literal(asked)))
    if asked != question:  # "He is 72 and smokes. Is it safe?"
        told = topics_asked(without_study_sizes(literal(question)))
        found += tuple(topic for topic in told if topic in OF_THE_PERSON and topic not in found)
    found = _without_what_is_told(asked, found, lexicon)
    if OF_A_BABY & set(found):
        if not _OF_A_CHILD.search(question):  # the baby takes nothing itself
            found = _without(found, {"children"})
        # "how much passes into the milk" asks for no dose;
        found = _without(
            found, {"speed", "lasting", "stopping", "dose"}
        )  # when to stop before a baby is not when others did
    if _TELLS_OF_THEMSELVES.search(question):  # "I'm 29 and female"
        found = _without(found, {"sex"})
    if "half_life" in found:  # "how long until it is out of my body?"
        found = _without(found, {"speed", "lasting"})
    return found


def without_the_illness(found: tuple[str, ...], question: str) -> tuple[str, ...]:
    """Return the topics of a question on safety without what it is taken for, unless that is asked as a harm."""
    if ASKS_FOR_A_CAUSE.search(question) or _SINCE_TAKING.search(question):
        return _without(found, {"face"})  # "a moon face" is a harm of its own
    return _without(found, _OF_THE_ILLNESS)


def _without_what_is_told(asked: str, found: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the topics without harms that are told before a clause that asks whether a medicine works."""
    clause = asking_clause(asked)
    if clause and _TRIED.match(asked):  # "tried steroids, light and methotrexate, what else is there?"
        return tuple(topic for topic in found if topic in {*topics_asked(literal(clause)), *OF_THE_PERSON})
    if clause is None or not any(each.kind is NameKind.DRUG for each in lexicon.mentions(clause, fuzzy=True)):
        return found
    if not asks_whether_it_works(clause):
        return found
    kept = {*topics_asked(literal(clause)), *OF_THE_PERSON}
    return tuple(topic for topic in found if topic in kept or not is_harm_topic(topic))


def _without(found: tuple[str, ...], left_out: Collection[str]) -> tuple[str, ...]:
    return tuple(topic for topic in found if topic not in left_out)
