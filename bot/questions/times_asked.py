"""Which point in time a question asks about, "at week 52", and which sentences are of that time."""

from __future__ import annotations

import re

_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()
_COUNT = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)}|an?)"
_WEEKS_IN = {"week": 1.0, "month": 52 / 12, "year": 52.0}
_AT = re.compile(
    rf"\b(week|month|year) (\d{{1,3}})\b|\b(half )?{_COUNT}[- ](week|month|year)s?\b( and a half\b)?", re.IGNORECASE
)
# What somebody's age, illness or own treatment has lasted, and when something happened to them, is no time of a study.
_OF_A_PERSON_BEFORE = re.compile(
    r"\b(?:for|since|been|last|past|every|each|another|per|once|twice|over|than|about|only|just|i'?m|is|aged?|am)\W+$",
    re.IGNORECASE,
)
_OF_A_PERSON_AFTER = re.compile(
    r"^[- ]?(?:olds?|ago|pregnant|along|of age|into|on (?:it|rinvoq|dupixent)|now|later|before)\b", re.IGNORECASE
)
_SAME = 1.0  # weeks; "12 months" and "52 weeks"
_SAME_SHARE = 0.08  # of what is told in months or years: "half a year" is week 24; chosen, unmeasured


def time_asked(question: str) -> str | None:
    """Return the point in time that a question asks about, as it is written; None where it asks about none."""
    for match in _AT.finditer(question):
        before, after = question[: match.start()], question[match.end() :]
        if not _OF_A_PERSON_BEFORE.search(before) and not _OF_A_PERSON_AFTER.search(after):
            return match.group()
    return None


def is_of_time(text: str, asked: str) -> bool:
    """Say whether a text names the point in time that was asked about, in whatever unit."""
    margin = 0.0 if "week" in asked.casefold() else _SAME_SHARE
    return any(abs(each - want) <= max(_SAME, margin * want) for each in _weeks(text) for want in _weeks(asked))


def _weeks(text: str) -> list[float]:
    found = []
    for unit_first, number, half_of, count, unit, and_a_half in _AT.findall(text):
        written = (number or count).casefold()
        told = _NUMBERS.index(written) + 1 if written in _NUMBERS else 1 if written in {"a", "an"} else int(written)
        exact = told / 2 if half_of else told + 0.5 if and_a_half else told
        found.append(exact * _WEEKS_IN[(unit_first or unit).casefold()])
    return found
