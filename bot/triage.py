"""Question → an outcome, or go on. Rules first, before retrieval and before any model.

The rules are data: bot/data/triage.toml, which a clinician can read and every line of which is tested.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from bot.types import Outcome, Reason, Record

# A sign in someone now; these turn the same words into a question about what was, or what could be.
_NOT_NOW = re.compile(
    r"\b(?:in (?:19|20)\d\d|years? ago|months? ago|last (?:year|month)|as a child|once had|used to|had a"
    r"|history of|back in|previously"
    r"|was a child|long ago|in the past)\b",
    re.IGNORECASE,
)
_DEALT_WITH = re.compile(
    r"\b(?:false alarm|resolved|all clear|(?:i'?m|i am|he'?s|he is|she'?s|she is) (?:fine|ok(?:ay)?|better"
    r"|safe)(?: now)?"
    r"|just (?:asking|curious|wondering)|hypothetical\w*|not (?:about me|an emergency)|(?:called|rang|saw|seen|at)"
    r" (?:an? |the |my )?(?:ambulance|doctor|hospital|911|999|112|a&e|er))\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\b(?:now|again|today|tonight|since (?:yesterday|this|last night)|this (?:morning|evening))\b", re.IGNORECASE
)
_OVER = re.compile(r"\b(?:all clear|fine|gone|better|recovered|ok(?:ay)?|well) (?:since|now|again)\b", re.IGNORECASE)
_MINE = re.compile(
    r"\b(?:i have|i'?ve got|i'?m having|i am having|am i|i feel|i am|my|(?:he|she) (?:is|has))\b", re.IGNORECASE
)
_ASKS_WHETHER = re.compile(
    r"^\W*(?:(?:so|and|but|please|hi|hello|ok|okay|well)\W+)?(?:can|could|does|do|did|is|are|was|were|will|would|may|might|what|which|how|why|who|when"
    r"|has|have|tell me|explain|list)\b",
    re.IGNORECASE,
)
_STUDY_PEOPLE = re.compile(
    r"\b(?:in (?:the|a|this|that) (?:study|trial|letter|report|case)|patients?|participants?|people in)\b",
    re.IGNORECASE,
)

# Rules are written against these written out; "can't" and "don't" stay as they are.
_WRITTEN_OUT = {"'re": "are", "'m": "am", "'ve": "have", "'ll": "will"}
_CONTRACTION = re.compile(r"\b(\w+)('re|'m|'ve|'ll)\b", re.IGNORECASE)

# Small words of other languages that no English sentence has; two of them, or one where no English word stands.
_FOREIGN = frozenset(
    (
        "el los las una para por puede qué cómo mi hijo hija tengo está muy sobre efectos le les des est ce que "
        "pour avec je mon "
        "une suis puis der das ist und bei hilft mit ich mein wirklich gut kann nicht wie wirkt gegen os uma meu "
        "não il gli per "
        "che mio può het een voor mijn niet czy jest mi bir için ve bu ne nasıl mengobati obat apakah"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")


class Finding(Record):
    """What triage decided: how the question ends, or None to go on."""

    rule: str
    outcome: Outcome | None
    reason: Reason | None


class _Rule(Record):
    id: str
    outcome: Outcome
    reason: Reason
    source: str
    any: tuple[str, ...]
    none: tuple[str, ...] = ()
    personal: bool = False
    fires: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


GO_ON = Finding(rule="none", outcome=None, reason=None)


@cache
def rules() -> tuple[_Rule, ...]:
    """Return the rules of bot/data/triage.toml in their order."""
    raw = tomllib.loads((files("bot") / "data" / "triage.toml").read_text(encoding="utf-8"))
    families = {name: f"(?:{'|'.join(words)})" for name, words in raw["words"].items()}
    return tuple(_Rule(**{**entry, "any": _written_out(entry["any"], families)}) for entry in raw["rule"])


def _written_out(patterns: list[str], families: dict[str, str]) -> tuple[str, ...]:
    """Put the words of a family in the place of its name: "<who>"."""
    for name, words in families.items():
        patterns = [pattern.replace(f"<{name}>", words) for pattern in patterns]
    return tuple(patterns)


@cache
def _english() -> frozenset[str]:
    words = (files("bot") / "data" / "empty_words.txt").read_text(encoding="utf-8").split()
    return frozenset(words) - _FOREIGN


def triage(question: str, *, max_chars: int) -> Finding:
    """Return what must happen before any evidence is looked at."""
    straight = unicodedata.normalize("NFKC", question).replace("’", "'")
    text = " ".join(straight.split())
    signs = _CONTRACTION.sub(
        lambda match: f"{match.group(1)} {_WRITTEN_OUT[match.group(2).casefold()]}", text[:max_chars]
    )
    for rule in rules():
        if _fires(rule, signs):
            return Finding(rule=rule.id, outcome=rule.outcome, reason=rule.reason)
    unreadable = _unreadable(text, max_chars)
    if unreadable:
        return Finding(rule=unreadable, outcome=Outcome.DECLINED, reason=Reason.OUT_OF_SCOPE)
    return GO_ON


def is_over(text: str) -> bool:
    """Say whether a message tells that what was urgent before is dealt with, or was never meant."""
    return _DEALT_WITH.search(text) is not None


def _fires(rule: _Rule, text: str) -> bool:
    hits, stops = _compiled(rule.id)
    if not any(hit.search(text) for hit in hits) or any(stop.search(text) for stop in stops):
        return False
    return not rule.personal or _is_happening(text, hits)


@cache
def _compiled(rule_id: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    rule = next(rule for rule in rules() if rule.id == rule_id)
    return (
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule.any),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule.none),
    )


def _is_happening(text: str, hits: tuple[re.Pattern[str], ...]) -> bool:
    """Say whether a sign is told of somebody, now: not of the past, and not asked about in general."""
    for sentence in re.split(r"(?<=[.!?])\s+", text):
        if not any(hit.search(sentence) for hit in hits):
            continue
        if _NOT_NOW.search(sentence) and (_OVER.search(sentence) or not _AGAIN.search(sentence)):
            continue
        general = _ASKS_WHETHER.search(sentence) and sentence.rstrip().endswith("?")
        if (general or _STUDY_PEOPLE.search(sentence)) and not _MINE.search(sentence):
            continue
        return True
    # A sign whose words are spread over sentences, told in the first person.
    return not any(hit.search(part) for part in re.split(r"(?<=[.!?])\s+", text) for hit in hits) and bool(
        _MINE.search(text)
    )


def _unreadable(text: str, max_chars: int) -> str | None:
    """Return why a question cannot be read at all, or None."""
    if len(text) > max_chars:
        return "too_long"
    letters = _WORD.findall(text)
    if not letters:
        return "empty"
    if "\x00" in text or sum(unicodedata.category(char) in {"Cc", "Co", "Cn", "Cs"} for char in text) > len(text) / 10:
        return "binary"
    latin = sum(char.isascii() or "LATIN" in unicodedata.name(char, "") for word in letters for char in word)
    if latin < 0.7 * sum(map(len, letters)):
        return "language"
    words = [word.casefold() for word in letters]
    foreign = sum(word in _FOREIGN for word in words)
    english = sum(word in _english() for word in words)
    if foreign > 1 or (foreign and not english):
        return "language"
    return None
