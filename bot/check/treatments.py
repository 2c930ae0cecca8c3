"""The treatments that a source text compares, read from its own words: for drugs that no lexicon knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

_FLAGS = re.IGNORECASE
_WORD = r"[A-Za-z][\w-]{2,}"
_NAME = rf"((?:{_WORD} ){{0,3}}?{_WORD})"
_DOSE = r"(?: [\d.,/-]+ ?(?:mg|g|ml|mcg|µg|IU|%)[^.;,(]{0,40}?)?"
_AFTER = (
    r"(?=\s*(?:\(|,|;|\.|\d|$|(?:for|or|and|once|twice|daily|weekly|every|plus|alone|in|at|with|was|were|over|after|group"
    r"|arm)\b))"
)
_TO = r"(?:randomi[sz]ed|randomly (?:assigned|allocated)|assigned|allocated|received?|given|allocation)"
_PAIR = re.compile(
    rf"\b{_TO}\b[^.]{{0,60}}?\b(?:to|receive|received?|get|either|given)\b"
    rf" (?:receive |get |either |take |undergo |\d:\d )*{_NAME}{_DOSE}(?: \([^)]*\))?,?"
    rf" (?:or|versus|vs\.?|and) (?:to )?(?:receive )?(?:an? |the )?(?:matching )?{_NAME}{_AFTER}",
    _FLAGS,
)
_VERSUS = re.compile(
    rf"\b{_NAME}{_DOSE}(?: \([^)]*\))?,? (?:versus|vs?\.?|compared (?:with|to)|in comparison with)"
    rf" (?:an? |the |matching )?{_NAME}{_AFTER}",
    _FLAGS,
)
_LISTED = re.compile(rf"\b{_NAME}{_DOSE} \(n ?= ?[\d,]+\)", _FLAGS)
_COMPARED_WITH = re.compile(
    rf"\bcompar(?:ed?|ing|ison of) (?:the )?{_NAME} (?:with|to|and)"
    rf" (?:an? |the |those (?:given|on|taking) )?{_NAME}{_AFTER}",
    _FLAGS,
)
_GROUP = re.compile(rf"\b(?:the )?({_WORD})(?:-treated)? (?:group|arm)s?\b", _FLAGS)
_NOTHING_GIVEN = {"placebo", "vehicle", "sham"}
_USED = 2  # times that a name stands in a text before it is taken for a treatment


def treatments_in(text: str) -> tuple[str, ...]:
    """Return the names of what a text gives to people, lower case: by their endings, and as arms of a comparison."""
    names = {match.group().casefold() for match in _stems().finditer(text)}
    for arm in _arms(text):
        names |= {
            word for word in [arm.split()[-1]] if len(re.findall(rf"\b{re.escape(word)}\b", text, _FLAGS)) >= _USED
        }
    return tuple(sorted(names - _no_names()))


def comparator_in(text: str) -> str | None:
    """Return what a text compares with: nothing real by its usual name, else the second arm of its first comparison."""
    listed = [name for match in _LISTED.finditer(text) if (name := _trimmed(match.group(1)))]
    pairs = [_trimmed(match.group(2)) for pattern in (_PAIR, _COMPARED_WITH) for match in pattern.finditer(text)]
    known = next((name for name, pattern in _comparators() if pattern.search(text)), None)
    if known in _NOTHING_GIVEN:
        return known
    versus = [_trimmed(match.group(2)) for match in _VERSUS.finditer(text)]
    return next(filter(None, [*listed[1:2], *pairs, known, *versus]), None)


def _arms(text: str) -> Iterator[str]:
    for pattern in (_PAIR, _VERSUS, _COMPARED_WITH):
        for match in pattern.finditer(text):
            yield from filter(None, (_trimmed(match.group(1)), _trimmed(match.group(2))))
    yield from (name for match in _LISTED.finditer(text) if (name := _trimmed(match.group(1))))
    yield from (name for match in _GROUP.finditer(text) if (name := _trimmed(match.group(1))))


def _trimmed(name: str) -> str:
    words = name.casefold().split()
    while words and words[0] in _no_names():
        words = words[1:]
    while words and words[-1] in _no_names():
        words = words[:-1]
    return " ".join(words)


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("bot") / "data" / "treatments.toml").read_text(encoding="utf-8"))


@cache
def _stems() -> re.Pattern[str]:
    return re.compile(rf"\b[a-z]{{2,}}(?:{'|'.join(_raw()['stems'].split())})\b", _FLAGS)


@cache
def _no_names() -> frozenset[str]:
    return frozenset(_raw()["no_names"].split())


@cache
def _comparators() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(each), _FLAGS)) for name, each in _raw()["comparators"].items())
