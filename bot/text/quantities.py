"""Text → the quantities it states, and whether one stated quantity carries another.

A quantity is a value with its unit and its part in the sentence: "from 17.69 ± 11.29 to 1.27" is a start, a
spread and an end, and none of the three stands for another. Percentages, counts out of a total and words
("half", "one in five") share one scale, 0 to 100.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.text.measures import (
    ABOUT,
    CHANGES,
    CHANGING,
    DAYS,
    HAVING,
    LABEL_WORDS,
    MG,
    MONTHS,
    PEOPLE,
    ROW_WORDS,
    Around,
    Bound,
    Part,
    Quantity,
    Unit,
    mentions_age,
    people_after,
    singular,
    unit_of,
)
from bot.text.numerals import ALL, FRACTIONS, MOST, Token, read_number, tokenize


def read_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of `text` in order; identifiers such as "IL-17" and citation marks are none."""
    tokens = tokenize(text)
    found: list[Quantity] = []
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at)
        if number is None:
            at += 1
            continue
        around = Around(tokens, at, number.end)
        read = _fraction(around, number.value) or _measure(around, number.value, number.decimals, number.is_word)
        if read is None:
            at = number.end
            continue
        found.append(replace(read.quantity, at=at, bound=_bound(around, read.quantity.bound)))
        at = max(read.end, at + 1)
    return _share_units(found, tokens)


@dataclass(frozen=True)
class _Read:
    quantity: Quantity
    end: int  # first token after the quantity


def _fraction(around: Around, value: float) -> _Read | None:
    """Read "20 of 28", "20/28", "one in five", "6 out of the 20 patients"."""
    at = around.end
    words = [around.after(ahead) for ahead in range(4)]
    skip = 0
    if words[0] == "of" or (words[0] == "in" and value <= 10):
        skip = 1
    elif words[0] == "out" and words[1] == "of":
        skip = 2
    elif words[0] == "/":
        if around.before() == "/" or (at + 2 < len(around.tokens) and around.tokens[at + 2].word == "/"):
            return None
        skip = 1
    if not skip:
        return None
    if words[0] != "/" and around.tokens[at + skip : at + skip + 1]:
        while around.after(skip) in {"the", "our", "these", "those", "all", "every", "them"} and skip < 4:
            skip += 1
    total = read_number(around.tokens, at + skip)
    if total is None or total.value < value or total.value < 2 or value % 1 or total.value % 1:
        return None
    end = Around(around.tokens, around.start, total.end)
    if end.after() in {"%", "mg", "percent"} or (words[0] == "in" and unit_of(end) not in {None, Unit.PERSON}):
        return None
    if words[0] == "of" and unit_of(end) not in {None, Unit.PERSON, Unit.STUDY}:
        return None
    about = words[0] == "in" or (total.value == 10 and words[0] == "out")
    quantity = Quantity(
        100 * value / total.value,
        Unit.PERCENT,
        _written(around.tokens, around.start, total.end),
        of_people=True,
        bound=Bound.ABOUT if about else Bound.EXACT,
        count=None if about else value,
        total=None if about else total.value,
        decimals=0,
        group=people_after(end) or "",
    )
    return _Read(quantity, total.end)


def _measure(around: Around, value: float, decimals: int, is_word: bool) -> _Read | None:
    """Read a number with the unit that follows, or the label that precedes it."""
    text = _written(around.tokens, around.start, around.end)
    end = around.end
    previous = around.before()
    unit = unit_of(around)
    base = Quantity(value, Unit.PLAIN, text, decimals=decimals)
    if is_word and any(token.word in FRACTIONS for token in around.tokens[around.start : end]):
        return _Read(_share(replace(base, unit=Unit.PERCENT), around), end)
    if unit is None and previous in LABEL_WORDS | {"covid", "sars", "cov"}:
        return None
    if unit is None and singular(previous) in ROW_WORDS and previous != "patients" and value % 1 == 0:
        return _Read(replace(base, unit=Unit.ROW), end)
    if previous in {"<", ">", "=", "≤", "≥"} and around.before(2) == "p":
        at_most = previous in {"<", "≤"}
        return _Read(replace(base, unit=Unit.P_VALUE, bound=Bound.AT_MOST if at_most else Bound.EXACT), end)
    if previous == "±":
        base = replace(base, part=Part.SPREAD)
    if unit is Unit.PERCENT:
        width = 2 if around.after() == "per" else 1
        wide = Around(around.tokens, around.start, end + width)
        if wide.after() in {"ci", "confidence", "cri", "credible"}:
            return _Read(replace(base, unit=Unit.CONFIDENCE, text=text + "%"), end + width)
        return _Read(_share(replace(base, unit=unit, text=text + "%"), wide), end + width)
    if unit in {Unit.DAY, Unit.MG, Unit.MG_PER_KG}:
        return _scaled(around, base, unit)
    if previous in {"week", "month", "day", "year"} and value < 1000 and unit is None:
        return _Read(replace(base, unit=Unit.DAY, value=value * DAYS[previous], written_in=previous), end)
    if unit is Unit.PERSON:
        return _Read(replace(base, unit=unit, group=people_after(around) or ""), end)
    if unit is None and previous == "=" and around.before(2) == "n":
        return _Read(replace(base, unit=Unit.PERSON), end)
    if (
        unit is None
        and around.after() in {"were", "was"}
        and singular(around.after(1)) in {"male", "female", "women", "men"}
    ):
        return _Read(replace(base, unit=Unit.PERSON, group=PEOPLE[singular(around.after(1))]), end)
    if unit is None and 1900 <= value <= 2100 and decimals == 0 and not is_word and "," not in text:
        month = previous if previous in MONTHS else ""
        return _Read(replace(base, unit=Unit.YEAR, month=month), end)
    in_years = previous in {"aged", "age", "to", "or"} and mentions_age(around)  # "aged 18 to 65 who had …"
    if unit is None and not decimals and not in_years and around.after() in HAVING - {"was", "have"}:
        return _Read(replace(base, unit=Unit.PERSON), end)
    if unit is None and mentions_age(around):
        return _Read(replace(base, unit=Unit.AGE), end)
    if is_word and value == 1 and unit is None:
        return None  # "one" is mostly a pronoun
    return _Read(replace(base, unit=unit or Unit.PLAIN), end)


def _scaled(around: Around, base: Quantity, unit: Unit) -> _Read:
    hyphen = around.after() in {"-", "‐", "–"}
    word = singular(around.after(1 if hyphen else 0))
    end = around.end + (2 if hyphen else 1)
    if unit is not Unit.DAY:
        scaled = replace(base, unit=unit, value=base.value * MG[word], text=f"{base.text} {word}", written_in=word)
        return _Read(scaled, end)
    after = Around(around.tokens, around.start, end)
    old = after.after() == "old" or (after.after() in {"-", "of"} and after.after(1) in {"old", "age"})
    if word in {"year", "yr"} and (old or mentions_age(around)):
        return _Read(replace(base, unit=Unit.AGE, text=f"{base.text} years old"), end)
    days = base.value * DAYS[word]
    return _Read(replace(base, unit=unit, value=days, text=f"{base.text} {word}", written_in=word), end)


def _share(quantity: Quantity, around: Around) -> Quantity:
    """Tell a share of people from a share of an amount by the words beside it."""
    ahead = [around.after(i) for i in range(6)]
    if ahead[0] in HAVING or quantity.text.lower() in ALL | MOST:
        return replace(quantity, of_people=True)
    if around.before() == "by" and any(around.before(back) in _DONE_BY for back in range(2, 30)):
        return replace(quantity, of_people=True, group=_group_of(around))
    if any(word in CHANGES for word in ahead[:3]) or around.before() in CHANGING or around.before(2) in CHANGING:
        return replace(quantity, of_people=False)
    if ahead[0] == "on":
        return replace(quantity, of_people=True)  # "70% on upadacitinib"
    if ahead[0] == "of" and ahead[1][:1].isdigit() and singular(ahead[2]) not in {*MG, *DAYS, "%", "ml"}:
        return replace(quantity, of_people=True)  # "61.6% of 348 adults"
    if ahead[0] in {"of", "the"}:
        following = Around(around.tokens, around.start, around.end + 1)
        if people_after(following) is not None or following.after() in {
            "them",
            "those",
            "whom",
            "us",
            "these",
        }:
            return replace(quantity, of_people=True, group=people_after(following) or "")
        return replace(quantity, of_people=None if ahead[0] == "the" else False)
    return quantity


_DONE_BY = {"reached", "achieved", "attained", "met", "reported", "shown"}


def _group_of(around: Around) -> str:
    of = around.after() == "of"
    return people_after(Around(around.tokens, around.start, around.end + 1) if of else around) or ""


_OLDER = {"older", "over", "more", "above", "longer", "higher"}
_OR_MORE = re.compile(
    r"(?:% )?(?:(?:years?|weeks?|months?|points?)(?: old| of age)? )?(?:or|and) "
    r"(older|over|more|above|longer|higher|younger|under|less|fewer|below)\b(?! (?:than|with|of) )"
)


def _bound(around: Around, default: Bound) -> Bound:
    if default is not Bound.EXACT:
        return default
    words = [around.before(back) for back in (1, 2, 3)]
    words = [word for word in words if word not in {"a", "an", "the", "only"}]
    first = words[0] if words else ""
    pair = " ".join(reversed(words[:2]))
    if pair in {"at least", "no less", "minimum of"} or first in {"≥", ">", "over", "above", "exceeding"}:
        return Bound.AT_LEAST
    if pair in {"more than", "greater than", "higher than"}:
        return Bound.AT_LEAST
    if pair in {"at most", "up to", "less than", "fewer than", "lower than"} or first in {
        "≤",
        "<",
        "under",
        "below",
    }:
        return Bound.AT_MOST
    ahead = " ".join(around.after(i) for i in range(6))
    if match := _OR_MORE.match(ahead):
        return Bound.AT_LEAST if match.group(1) in _OLDER else Bound.AT_MOST
    return Bound.ABOUT if first in ABOUT or pair.endswith("close to") else Bound.EXACT


def _share_units(found: list[Quantity], tokens: Sequence[Token]) -> tuple[Quantity, ...]:
    """Give the first end of a range the unit of the second ("5–20%"); mark starts and ends of a change."""
    for left in range(len(found) - 1):
        first, second = found[left], found[left + 1]
        between = [token.word for token in tokens[first.at : second.at] if not token.word[0].isdigit()]
        joint = between[-1] if between else ""
        if second.part is Part.SPREAD:
            continue
        if (
            joint in {"to", "–", "-", "−", "—", "and", "or"}
            and first.unit is Unit.PLAIN is not second.unit
            and second.at - first.at <= 3
        ):
            scale = second.value / (_plain_value(second) or 1)
            found[left] = replace(
                second,
                value=first.value * scale,
                decimals=first.decimals,
                text=first.text,
                at=first.at,
                bound=first.bound,
                part=first.part,
            )
    for index, quantity in enumerate(found):
        before = tokens[max(0, quantity.at - 3) : quantity.at]
        opener = next((token.word for token in reversed(before) if token.word in {"from", "to"}), "")
        if quantity.part is Part.SPREAD or quantity.unit not in {Unit.PLAIN, Unit.PERCENT}:
            continue
        if opener == "from":
            found[index] = replace(quantity, part=Part.START)
        elif opener == "to" and any(q.part is Part.START for q in found[max(0, index - 2) : index]):
            found[index] = replace(quantity, part=Part.END)
    return tuple(found)


def _plain_value(quantity: Quantity) -> float:
    match = re.match(r"[\d.]+", quantity.text.replace(",", ""))
    return float(match.group()) if match else quantity.value


def _written(tokens: Sequence[Token], start: int, end: int) -> str:
    return " ".join(token.text for token in tokens[start:end])
