"""What patients ask about besides drug and condition: found in questions and in sentences alike."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from bot.types import Facet, Record

OF_A_BABY = frozenset({"pregnancy", "breastfeeding"})
# Topics that a person brings along, whatever they ask.
OF_THE_PERSON = frozenset(
    "pregnancy breastfeeding fertility children older kidney liver immune infection heart clots cancer smoking"
    " allergy".split()
)


class Topic(Record):
    """One entry of bot/data/topics.toml."""

    id: str
    label: str
    words: tuple[str, ...]
    asked: tuple[str, ...] = ()  # what asks about it, where `words` would find it in every mention
    facet: Facet | None = None
    soft: bool = False


@cache
def topics() -> dict[str, Topic]:
    """Return every topic by id, in the order of the file."""
    raw = tomllib.loads((files("bot") / "data" / "topics.toml").read_text(encoding="utf-8"))
    return {key: Topic(id=key, **entry) for key, entry in raw.items()}


@cache
def _patterns(*, of_question: bool) -> dict[str, re.Pattern[str]]:
    words = {key: (of_question and topic.asked) or topic.words for key, topic in topics().items()}
    return {key: re.compile(rf"(?<![\w-])(?:{'|'.join(own)})(?!\w)", re.IGNORECASE) for key, own in words.items()}


def topics_in(text: str) -> tuple[str, ...]:
    """Return the ids of the topics that a sentence touches.

    A topic whose words stand only inside a longer match of another does not count: "trying for a baby" is
    about pregnancy and not about babies.
    """
    return _outermost(_spans(text, of_question=False))


def topics_asked(question: str) -> tuple[str, ...]:
    """Return the ids of the topics that a question asks about, as `topics_in`."""
    return _outermost(_spans(question, of_question=True))


def is_harm_topic(key: str) -> bool:
    """Say whether the topic of an id is a harm, or how safe something is.

    Raises:
        KeyError: there is no such topic.
    """
    return topics()[key].facet is Facet.SAFETY


def _outermost(spans: dict[str, list[tuple[int, int]]]) -> tuple[str, ...]:
    return tuple(key for key, own in spans.items() if any(not _inside_another(span, key, spans) for span in own))


def topic_spans(question: str) -> list[tuple[int, int]]:
    """Return where topic words stand in a question."""
    return [span for own in _spans(question, of_question=True).values() for span in own]


def _spans(text: str, *, of_question: bool) -> dict[str, list[tuple[int, int]]]:
    straight = text.replace("’", "'")
    patterns = _patterns(of_question=of_question)
    found = {key: [match.span() for match in p.finditer(straight)] for key, p in patterns.items()}
    return {key: spans for key, spans in found.items() if spans}


def _inside_another(span: tuple[int, int], key: str, spans: dict[str, list[tuple[int, int]]]) -> bool:
    length = span[1] - span[0]
    return any(
        start <= span[0] and span[1] <= end and end - start > length
        for other, own in spans.items()
        if other != key
        for start, end in own
    )
