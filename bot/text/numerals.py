"""Text → tokens, and the numbers among them: figures ("1,200", ".05") and words ("twenty-eight", "half")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.text.wordlists import word_set


class Token(NamedTuple):
    text: str
    word: str  # lower case; a figure without its thousands commas


class Number(NamedTuple):
    value: float
    end: int  # index of the first token after it
    decimals: int
    is_word: bool


# Identifiers (IL-17, JAK1, COVID-19) are one token, so their digits are never read as a number. Words that
# only introduce a number ("mid-2023", "n20") are not identifiers.
_TOKEN = re.compile(
    r"(?P<label>(?!(?:mid|non|pre|post|under|over|aged?|ages|week|day|month|year|n|p|to|and|or|case|early|late)-?\d)"
    r"[A-Za-zα-ωΑ-Ω]{1,12}-?\d[A-Za-z0-9/-]{0,12})"
    r"|(?P<word>[^\W\d_]+(?:['’][a-z]+)?)"
    r"|(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)"
    r"|(?P<mark>\S)"
)
_NOISE = re.compile(
    r"https?://\S+|\bdoi:?\s*\S+|\b10\.\d{4,9}/\S+|\[\d{1,3}(?:\s*[,–-]\s*\d{1,3}){0,8}\]"
    r"|(?<=[a-z)%\]])\.\d{1,2}(?:[,–]\d{1,2}){0,4}(?=\s|$)"  # a reference mark stuck to a full stop
)
_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * (index + 2)
    for index, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"])
}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ORDINALS = {
    word: value + 1
    for value, word in enumerate(
        [
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
        ]
    )
}
_SPANS = frozenset({"day", "week", "month", "year"})
_PARTS = {
    "half": 50.0,
    "halves": 50.0,
    "third": 100 / 3,
    "thirds": 100 / 3,
    "quarter": 25.0,
    "quarters": 25.0,
    "fifth": 20.0,
    "fifths": 20.0,
    "tenth": 10.0,
    "tenths": 10.0,
}
_PEOPLE_NEXT = word_set(
    "person patient participant case man woman child adult boy girl individual subject year week "
    "month day infant male female study trial report hour"
)

FRACTIONS = frozenset(
    {*_PARTS, "halved", "halve", "halving", "all", "everyone", "everybody", "every", "most", "majority"}
)
ALL = frozenset({"all", "everyone", "everybody", "every"})
MOST = frozenset({"most", "majority"})


_SPELLED = re.compile(
    rf"\b(?:({'|'.join(word for word, value in _ONES.items() if value > 12)})"
    rf"|({'|'.join(_TENS)})(?:[- ]({'|'.join(word for word, value in _ONES.items() if 0 < value < 10)}))?)\b",
    re.IGNORECASE,
)


_TURNED = re.compile(r"\bof (the |these |those )?(\d[\d,]* \w+), (\d[\d,]*) (?=[a-z])", re.IGNORECASE)


_EVERY_OTHER = re.compile(r"\bevery (?:other|second) (day|week|month)\b", re.IGNORECASE)


def in_figures(text: str) -> str:
    """Return a text with the numbers from thirteen to ninety-nine in figures, and a part before what it is of.

    "Of the 128 pregnancies, 80 were from trials" reads like "80 of the 128 pregnancies were from trials".
    """

    def value(match: re.Match[str]) -> str:
        if match[1]:
            return str(_ONES[match[1].lower()])
        return str(_TENS[match[2].lower()] + (_ONES[match[3].lower()] if match[3] else 0))

    return _TURNED.sub(r"\3 of \1\2 ", _SPELLED.sub(value, _EVERY_OTHER.sub(r"every 2 \1s", text)))


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of `text`; web addresses and citation marks are left out."""
    tokens = []
    for match in _TOKEN.finditer(_NOISE.sub(" ", text)):
        written = match.group()
        word = written.replace(",", "") if match.lastgroup == "figure" else written.lower()
        tokens.append(Token(written, word))
    return tuple(tokens)


def read_number(tokens: Sequence[Token], at: int) -> Number | None:
    """Return the number that starts at token `at`, if one does; "half" is 50 on the scale of a share."""
    if not 0 <= at < len(tokens):
        return None
    word = tokens[at].word
    if word[0].isdecimal() or (word[0] == "." and len(word) > 1):
        return _figure(tokens, at)
    if word in _ORDINALS and _word(tokens, at + 1) in _SPANS:
        return Number(float(_ORDINALS[word]), at + 1, 0, True)
    if word in {"a", "an", "one", "two", "three", "four"} or word in _PARTS:
        share = _share_in_words(tokens, at)
        if share is not None:
            return share
    if word in {"single"} and _word(tokens, at + 1).rstrip("s") in _PEOPLE_NEXT:
        return Number(1.0, at + 1, 0, True)
    if word in {"halved", "halve", "halving"}:
        return Number(50.0, at + 1, 0, True)
    return _quantifier(tokens, at) or _words(tokens, at)


def _word(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].word if 0 <= at < len(tokens) else ""


def _figure(tokens: Sequence[Token], at: int) -> Number:
    word = tokens[at].word
    decimals = len(word.partition(".")[2])
    value = float(word[:15])
    following = _word(tokens, at + 1)
    if following in _SCALES:
        return Number(value * _SCALES[following], at + 2, 0, False)
    if following in {"st", "nd", "rd", "th"} and _word(tokens, at + 2) in _SPANS:
        return Number(value, at + 2, 0, False)
    return Number(value, at + 1, decimals, False)


def _share_in_words(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "half", "a third", "two thirds", "three quarters"; "the third week" is not a share."""
    word = tokens[at].word
    before = _word(tokens, at - 1)
    if word in {"half", "halves"}:
        return Number(50.0, at + 1, 0, True)
    if word == "quarter" and before not in {"first", "second", "third", "fourth"}:
        return Number(25.0, at + 1, 0, True)
    if word in _PARTS:
        return None
    step = 2 if _word(tokens, at + 1) in {"-", "‐"} else 1
    part = _word(tokens, at + step)
    if part not in _PARTS or (part in {"third", "fifth", "tenth"} and _word(tokens, at + step + 1) not in _AFTER_SHARE):
        return None
    times = 1 if word in {"a", "an"} else _ONES[word]
    return Number(min(100.0, times * _PARTS[part]), at + step + 1, 0, True)


_AFTER_SHARE = frozenset({"of", "had", "were", "have", "saw", "improved", "got", "did", "reported", ".", ",", ""})


def _quantifier(tokens: Sequence[Token], at: int) -> Number | None:
    word, before, after = tokens[at].word, _word(tokens, at - 1), _word(tokens, at + 1)
    if word in ALL:
        if before in {"not", "at", "after", "above", "overall", "of"} or after in {
            "-",
            "other",
            "types",
            "kinds",
            "causes",
        }:
            return None
        if word == "every" and after.rstrip("s") not in _PEOPLE_NEXT - _SPANS - {"hour"}:
            return None
        return Number(100.0, at + 1, 0, True)
    if word == "majority" or (
        word == "most"
        and after
        in {
            "of",
            "people",
            "patients",
            "participants",
            "women",
            "men",
            "had",
            "adults",
            "children",
            "were",
            "saw",
        }
    ):
        return Number(51.0, at + 1, 0, True)
    return None


def _words(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "twenty-eight", "one hundred and five", "three"; a lone "one" only before what it counts."""
    value, group, here, seen = 0.0, 0.0, at, False
    while here < len(tokens):
        word = tokens[here].word
        if word in _TENS and group % 100 == 0:
            group += _TENS[word]
        elif word in _ONES and (group == 0 or (group % 10 == 0 and group % 100 >= 20) or group % 100 == 0):
            group += _ONES[word]
        elif word in _SCALES and seen:
            value, group = (value, group * 100) if word == "hundred" else (value + group * _SCALES[word], 0.0)
        elif not (seen and word in {"-", "‐", "and"} and _continues(tokens, here)):
            break
        seen = True
        here += 1
    if not seen:
        return None
    if here == at + 1 and tokens[at].word == "one" and not _counts(tokens, at):
        return None
    return Number(value + group, here, 0, True)


def _continues(tokens: Sequence[Token], at: int) -> bool:
    left, right = _word(tokens, at - 1), _word(tokens, at + 1)
    if tokens[at].word == "and":
        return left in _SCALES and (right in _ONES or right in _TENS)
    return left in _TENS and right in _ONES


def _counts(tokens: Sequence[Token], at: int) -> bool:
    ahead = [_word(tokens, at + step).replace("patients", "patient") for step in (1, 2, 3)]
    if _word(tokens, at - 1) in {"no", "any", "this", "that", "the", "every", "each"}:
        return False
    return ahead[0] in _PEOPLE_NEXT or ahead[1] in _PEOPLE_NEXT or ahead[0] in {"in", "of", "out", "hundred", "-"}
