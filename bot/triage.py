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
_STILL_NOW = re.compile(
    r"\b(?:now|today|tonight|right now|this (?:morning|evening|minute|afternoon)|just|since|currently"
    r"|at the moment|suddenly"
    r"|is|are|have|has|'m|am|'s|can'?t|cannot)\b",
    re.IGNORECASE,
)
_ASKS_WHETHER = re.compile(
    r"^\W*(?:(?:so|and|but|please|hi|hello|ok|okay|well)\W+)?(?:can|could|does|do|did|is|are|was|were|will|would|may|might|what|which|how|why|who|when"
    r"|has|have|tell me|explain|list)\b",
    re.IGNORECASE,
)
_SOMEBODY = re.compile(
    r"\b(?:i|i'm|im|i've|ive|me|my|mine|we|our|he|she|he's|she's|his|her|husband|wife|son|daughter|mother|father|mum|mom|dad|child|kid|baby|toddler"
    r"|friend|brother|sister|partner|someone|somebody)\b",
    re.IGNORECASE,
)
_STUDY_PEOPLE = re.compile(
    r"\b(?:in the (?:study|trial|letter|report|case)|patients?|participants?|people in)\b", re.IGNORECASE
)

# Rules are written against these written out; "can't" and "don't" stay as they are.
_WRITTEN_OUT = {"'re": "are", "'m": "am", "'ve": "have", "'ll": "will"}
_CONTRACTION = re.compile(r"\b(\w+)('re|'m|'ve|'ll)\b", re.IGNORECASE)

_ENGLISH = frozenset(
    (
        "the a an is are was were does do did it and or of to in for on with what how can i my me you this "
        "that there who why when which has have be been any side effects safe work help about from not no at "
        "by as if so than more"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 5  # below this, a language cannot be told from its small words; chosen, unmeasured


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
    return tuple(_Rule(**entry) for entry in raw["rule"])


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


def _fires(rule: _Rule, text: str) -> bool:
    hits, stops = _compiled(rule.id)
    if not any(hit.search(text) for hit in hits) or any(stop.search(text) for stop in stops):
        return False
    return not rule.personal or _is_happening(text)


@cache
def _compiled(rule_id: str) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    rule = next(rule for rule in rules() if rule.id == rule_id)
    return (
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule.any),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in rule.none),
    )


def _is_happening(text: str) -> bool:
    """Say whether a sign is told of somebody, now: not of the past, and not asked about in general."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    for sentence in sentences:
        hits, _ = _compiled("emergency")
        if not any(hit.search(sentence) for hit in hits):
            continue
        if _NOT_NOW.search(sentence) and not re.search(
            r"\b(?:now|again|today|since|this morning)\b", sentence, re.IGNORECASE
        ):
            continue
        general = _ASKS_WHETHER.search(sentence) and sentence.rstrip().endswith("?")
        if (general or _STUDY_PEOPLE.search(sentence)) and not re.search(
            r"\b(?:i have|i'?ve got|i'?m having|am i|i feel|i am|my)\b", sentence, re.IGNORECASE
        ):
            continue
        return True
    return False


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
    if len(words) >= _ENOUGH_WORDS and not _ENGLISH.intersection(words):
        return "language"
    return None
