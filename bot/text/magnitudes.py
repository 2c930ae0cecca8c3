"""Whether one quantity carries another: rounding, units, parts, bounds, and shares against counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.text.measures import Bound, Part, Quantity, Unit
from bot.text.numerals import ALL, MOST

# Chosen, unmeasured: three months against 12 weeks differ by 8%; 16 weeks against 3 months by 23%.
_DURATION_TOLERANCE = 0.09
_ABOUT_TOLERANCE = 0.05
_ABOUT_SHARE = 2.5  # percentage points: "about 70%" for 71.4%
_ABOUT_SMALL_SHARE = 0.45  # "about 2%" for 1.6%, and not for 3%; "1 in 100" not for 1.5%
_ABOUT_OF_A_SHARE = 0.1
_BOUND_SLACK = 0.15  # "more than 70%" for 71.4%, not for 95%


def carries(offered: Quantity, claimed: Quantity) -> bool:
    """Return whether a passage that states `offered` may be told as `claimed`."""
    if not _same_unit(offered, claimed) or not _same_part(offered, claimed):
        return False
    if claimed.group and offered.group != claimed.group and (offered.group or claimed.group != "adult"):
        return False
    if claimed.unit is Unit.YEAR:
        return offered.value == claimed.value and claimed.month in {"", offered.month}
    if claimed.of_people is not None and offered.of_people is not None and claimed.of_people != offered.of_people:
        return False
    if claimed.total is not None and offered.total is not None and claimed.bound is Bound.EXACT:
        return (claimed.count, claimed.total) == (offered.count, offered.total)
    if claimed.text.lower() in MOST:
        return offered.value > 50 and offered.bound is not Bound.AT_MOST
    return _same_value(offered, claimed)


def carried_by_any(claimed: Quantity, window: Sequence[Quantity], setting: Sequence[Quantity] = ()) -> bool:
    """Return whether `window` carries `claimed`, alone or by a safe sum.

    Safe sums: a count over a stated total, and the relative fall or rise between a stated start and end.
    `setting` holds quantities that stand elsewhere in the source and may serve as totals.
    """
    if any(carries(offered, claimed) for offered in window):
        return True
    if claimed.unit is not Unit.PERCENT:
        return _is_part_of_fraction(claimed, window)
    # Beside shares that a sentence tells, one made of two counts is a coincidence.
    told = any(offered.unit is Unit.PERCENT and offered.of_people is not False for offered in window)
    return any(carries(share, claimed) for share in _derived(claimed, window, setting, of_counts=not told))


def _is_part_of_fraction(claimed: Quantity, window: Iterable[Quantity]) -> bool:
    if claimed.unit not in {Unit.PERSON, Unit.PLAIN} or claimed.decimals:
        return False
    return any(offered.total is not None and claimed.value in {offered.count, offered.total} for offered in window)


def _derived(
    claimed: Quantity, window: Sequence[Quantity], setting: Sequence[Quantity], *, of_counts: bool
) -> Iterable[Quantity]:
    people = _counts(window)
    totals = _counts((*window, *setting))
    if claimed.of_people is not False and of_counts:
        for part in people:
            for total in totals:
                if part.value < total.value:
                    yield _as_share(
                        claimed,
                        100 * part.value / total.value,
                        of_people=True,
                        count=part.value,
                        total=total.value,
                        group=part.group,
                    )
    if claimed.of_people is not True:
        starts = [q for q in window if q.part is Part.START and q.value > 0]
        ends = [q for q in window if q.part is Part.END]
        for start, end in zip(starts, ends, strict=False):
            yield _as_share(claimed, 100 * abs(end.value - start.value) / start.value, of_people=False)


_MOST_COUNTS = 15  # distinct counts of people that are combined; a passage has a handful


def _counts(quantities: Iterable[Quantity]) -> list[Quantity]:
    distinct = {(q.value, q.group): q for q in quantities if q.unit is Unit.PERSON and not q.decimals}
    return list(distinct.values())[:_MOST_COUNTS]


def _as_share(
    claimed: Quantity,
    value: float,
    *,
    of_people: bool,
    count: float | None = None,
    total: float | None = None,
    group: str = "",
) -> Quantity:
    return Quantity(
        value,
        Unit.PERCENT,
        claimed.text,
        decimals=6,
        of_people=of_people,
        count=count,
        total=total,
        group=group,
    )


def _same_unit(offered: Quantity, claimed: Quantity) -> bool:
    if offered.unit is claimed.unit:
        return True
    pair = (offered.unit, claimed.unit)
    if pair in {
        (Unit.PLAIN, Unit.PERSON),
        (Unit.PERSON, Unit.PLAIN),
        (Unit.PLAIN, Unit.AGE),
        (Unit.AGE, Unit.PLAIN),
    }:
        return offered.decimals == claimed.decimals or Unit.AGE in pair
    if pair in {(Unit.PLAIN, Unit.STUDY), (Unit.PLAIN, Unit.P_VALUE), (Unit.P_VALUE, Unit.PLAIN)}:
        return True
    if set(pair) == {Unit.AGE, Unit.DAY}:
        return "year" in offered.written_in or "year" in claimed.written_in
    return set(pair) == {Unit.PLAIN, Unit.FOLD}


def _same_part(offered: Quantity, claimed: Quantity) -> bool:
    if Part.SPREAD in {offered.part, claimed.part}:
        return offered.part is claimed.part
    return {offered.part, claimed.part} != {Part.START, Part.END}


def _same_value(offered: Quantity, claimed: Quantity) -> bool:
    have, want = _value(offered, claimed), _value(claimed, offered)
    if claimed.bound in {Bound.AT_LEAST, Bound.AT_MOST} and want % 5 and have != want:
        return False  # only a round number is a bound of its own
    if claimed.bound is Bound.AT_LEAST and offered.bound is not Bound.AT_MOST:
        return want <= have <= want * (1 + _BOUND_SLACK) + 1e-9
    if claimed.bound is Bound.AT_MOST and offered.bound is not Bound.AT_LEAST:
        return want * (1 - _BOUND_SLACK) - 1e-9 <= have <= want
    if Bound.AT_LEAST in {claimed.bound, offered.bound} and Bound.AT_MOST in {claimed.bound, offered.bound}:
        return False
    if claimed.unit is Unit.DAY and claimed.written_in != offered.written_in:
        return abs(have - want) <= _DURATION_TOLERANCE * max(have, want)
    gap = abs(have - want)
    if gap < 1e-9:
        return True
    if claimed.bound is Bound.ABOUT:
        if claimed.unit is Unit.PERCENT:
            return gap <= min(_ABOUT_SHARE, max(_ABOUT_SMALL_SHARE, _ABOUT_OF_A_SHARE * max(have, want)))
        return gap <= _ABOUT_TOLERANCE * max(have, want)
    if claimed.text.lower() in ALL or offered.bound is Bound.ABOUT:
        return False
    return (
        claimed.decimals < offered.decimals
        and (
            gap < 0.5 * 10.0**-claimed.decimals - 1e-9 or (want > have and gap <= 0.5 * 10.0**-claimed.decimals + 1e-9)
        )
        and (claimed.decimals > 0 or want >= 10 or claimed.unit is Unit.PERCENT)
    ) or _is_fraction_rounded(offered, claimed, gap)


def _is_fraction_rounded(offered: Quantity, claimed: Quantity, gap: float) -> bool:
    """20 of 28 is 71.4…%: exact on one side, so the other side's precision decides."""
    if offered.unit is not Unit.PERCENT or claimed.unit is not Unit.PERCENT:
        return False
    if offered.total is not None:
        return gap <= 0.5 * 10.0**-claimed.decimals + 1e-9
    return claimed.total is not None and gap <= 0.5 * 10.0**-offered.decimals + 1e-9


def _value(quantity: Quantity, other: Quantity) -> float:
    if Unit.AGE in {quantity.unit, other.unit} and quantity.unit is Unit.DAY:
        return quantity.value / 365.25
    return quantity.value
