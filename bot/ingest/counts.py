"""How many people, for how long: numbers in figures and words, each with the sentence that states it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Generic, TypeVar

from pydantic import Field

from bot.types import Record

Value = TypeVar("Value")


_I = re.IGNORECASE


_UNITS = "one two three four five six seven eight nine".split()


_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()


_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


NUMBER_WORDS = (
    {word: at for at, word in enumerate((*_UNITS, *_TEENS), start=1)}
    | {word: 10 * at for at, word in enumerate(_TENS, start=2)}
    | {f"{ten}-{unit}": 10 * at + more for at, ten in enumerate(_TENS, 2) for more, unit in enumerate(_UNITS, 1)}
)


_WORDS = "|".join(sorted((word.replace("-", "[- ]") for word in NUMBER_WORDS), key=len, reverse=True))


# "one hundred and five" is neither one nor five: numbers beyond ninety-nine are read in figures only.
NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?<!hundred and )(?<!thousand and )(?<!-)(?:{_WORDS})(?![- ](?:hundred|thousand)))"
)


_PEOPLE = (
    r"(?:patients?|participants?|subjects?|people|persons?|adults?|children|individuals|volunteers|women|men|"
    r"adolescents|"
    r"cases)"
)


_ABOUT = r"(?:(?!and\b|or\b|with\b)[\w/-]+ ){0,4}?"


# How a study tells of everybody in it, surest first. A part ("20 patients achieved") is not among them.
_ENROLLED = (
    rf"\b(?:total of|in total,?|overall,?) ({NUMBER}) {_ABOUT}{_PEOPLE}\b",
    rf"\b({NUMBER}) {_ABOUT}{_PEOPLE}(?: \([^)]*\))? (?:\w+ ){{0,3}}?(?:were|was) (?:\w+ )?(?:enrolled|"
    rf"randomi[sz]ed|randomly|"
    r"included|recruited|analy[sz]ed|assigned|allocated|studied|followed|treated)\b",
    rf"^({NUMBER}) {_ABOUT}{_PEOPLE} (?:with [\w -]{{3,40}}? )?(?:took|received|were given|got)\b",
    rf"\b(?:enrolled|randomi[sz]ed|included|recruited|involved|involving|comprised|followed|studied|"
    rf"analy[sz]ed|randomly assigned|"
    rf"allocated|assigned)"
    rf" (?:the )?(?:data (?:of|from) )?({NUMBER}) {_ABOUT}{_PEOPLE}\b",
    rf"\b(?:data|records|charts|notes) (?:of|from|on) ({NUMBER}) {_ABOUT}{_PEOPLE}\b",
    rf"\b(?:report|series|letter|study|trial|analysis|experience) (?:of|on|in|with|"
    rf"among) ({NUMBER}) {_ABOUT}{_PEOPLE}\b",
    rf"\bof (?:the|these|our|all) ({NUMBER}) {_ABOUT}{_PEOPLE}\b",
)


_ONE_PERSON = re.compile(
    r"\b(?:an?|the) (?:\d{1,3}[- ]years?[- ]old|\w+-year-old) (?:[\w-]+ )?(?:wom[ae]n|m[ae]n|girl|boy|female|"
    r"male|patient|lady|gentleman)\b",
    _I,
)


_A_CASE = re.compile(
    r"\b(?:case report|(?:a|one|this|single|the) case (?:is|of|was|report)|we (?:report|"
    r"describe|present) (?:a|the|one) (?:\w+ )?(?:case|patient)|a case is presented)\b",
    _I,
)


_TIME = rf"({NUMBER})[- ](weeks?|months?|years?|days?)"


_LASTED = (
    rf"\b(?:for|over|during|through|lasted|lasting|throughout|of) (?:the |a |an |up to )?(?:\w+ )?{_TIME}\b",
    rf"\b(?:after|at|by(?: the end of)?|until) (?:the )?{_TIME}\b",
    rf"\b{_TIME} (?:(?:randomi[sz]ed|study|trial|treatment|follow|period|double|open|course|of (?:treatment|"
    rf"follow))\b)",
    rf"\bfollow(?:ed)?[- ]?up (?:period )?(?:of |was |for |\(?median:? )*{_TIME}\b",
    r"\b(?:at|by|to|through|until) week ()(\d+)\b",
)


_NOT_THE_STUDY = re.compile(
    r"\b(?:history|previous(?:ly)?|prior|before|earlier|aged?|old|ago|for at least|every|half[- ]life|"
    r"disease duration|exclu\w+|wash(?:ed)?-?out)\b",
    _I,
)


_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0}


PLANNED = re.compile(
    r"\b(?:needed|required|warranted|future|larger|further|should be|will be|are planned|lack(?:ing)? of|no|"
    r"without|until)\b.{0,60}$",
    _I,
)


class Fact(Record, Generic[Value]):
    """A value and the words of the source that state it."""

    value: Value
    quote: str = Field(min_length=1)


class Undecided(Record):
    """The source can be read in more than one way; nothing was chosen."""

    field: str
    readings: tuple[str, ...]


def number(text: str) -> int:
    return NUMBER_WORDS.get(text.casefold().replace(" ", "-")) or int(text.replace(",", ""))


def participants(sentences: Sequence[str]) -> Fact[int] | Undecided | None:
    """Return how many people the study had; the surest way of saying it decides, if it gives one number only."""
    for pattern in _ENROLLED:
        found: dict[int, str] = {}
        for sentence in sentences:
            for match in re.finditer(pattern, sentence, _I):
                value = number(match.group(1))
                if not PLANNED.search(sentence[: match.start()]) and "other" not in match.group().split():
                    found.setdefault(value, sentence)
        if len(found) == 1:
            value, quote = next(iter(found.items()))
            return Fact[int](value=value, quote=quote)
        if found:
            largest = max(found)
            parts = [value for value in found if value != largest]
            if sum(parts) == largest and len(parts) > 1:
                return Fact[int](value=largest, quote=found[largest])
            return Undecided(
                field="participants", readings=tuple(f"{value}: {quote}" for value, quote in found.items())
            )
    one = next((each for each in sentences if _ONE_PERSON.search(each)), None)
    if one and any(_A_CASE.search(each) for each in sentences):
        return Fact[int](value=1, quote=one)
    return None


def duration_weeks(sentences: Sequence[str]) -> Fact[float] | Undecided | None:
    """Return for how many weeks people were followed: the length that the text gives most often."""
    found: Counter[float] = Counter()
    quotes: dict[float, str] = {}
    in_weeks: set[float] = set()
    for sentence in sentences:
        for pattern in _LASTED:
            for match in re.finditer(pattern, sentence, _I):
                around = sentence[max(0, match.start() - 40) : match.end() + 12]
                if _NOT_THE_STUDY.search(around) or PLANNED.search(sentence[: match.start()]):
                    continue
                if match.group(1):
                    unit = match.group(2).casefold().rstrip("s")
                    weeks = round(number(match.group(1)) * _WEEKS[unit], 1)
                else:
                    unit, weeks = "week", float(match.group(2))
                if unit == "week":
                    in_weeks.add(weeks)
                if weeks > 0:
                    found[weeks] += 1
                    quotes.setdefault(weeks, sentence)
    if not found:
        return None
    chosen = {weeks: count for weeks, count in found.items() if weeks in in_weeks} or dict(found)
    ordered = sorted(chosen.items(), key=lambda each: -each[1])
    if len(ordered) > 1 and ordered[0][1] == ordered[1][1]:
        return Undecided(field="duration_weeks", readings=tuple(f"{weeks:g}: {quotes[weeks]}" for weeks, _ in ordered))
    return Fact[float](value=ordered[0][0], quote=quotes[ordered[0][0]])
