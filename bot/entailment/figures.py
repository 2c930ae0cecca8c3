"""Are the claim's figures the source's: same value, unit, row, time and dose, beside the same people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.entailment.statements import Statement
from bot.entailment.windows import NEAR, SAME_TOPIC, Setting, Window, judgement, listed, not_found
from bot.text.magnitudes import carried_by_any
from bot.text.measures import Quantity, Unit
from bot.text.numerals import ALL
from bot.types import Judgement, Support

_A_YEAR = re.compile(r"\b(?:for|after|than|to|in|within|over) (?:a|an|one) (year|month|decade)\b", re.IGNORECASE)
_EACH = re.compile(r"\b(?:each|every|all|both)\b", re.IGNORECASE)
_MOST_TOTALS = 50  # counts elsewhere in the source that may serve as totals


def check_figures(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    figures = [q for q in claim.quantities if q.unit is not Unit.ROW]
    if claim.rows - {s.row for s in window.statements} - frozenset().union(*(s.rows for s in window.statements)):
        return not_found(f"The source has no row for {listed(claim.rows)}.")
    spans = {match.group(1).lower() for s in setting.all for match in _A_YEAR.finditer(s.text)}
    long = [match.group(1) for match in _A_YEAR.finditer(claim.text) if match.group(1).lower() not in spans]
    if long:
        return not_found(f"The source does not speak of “a {long[0]}”.")
    card = setting.card.quantities
    elsewhere = tuple(q for s in setting.all for q in s.quantities[:100])
    of_drug = tuple(q for s in setting.all if not s.drugs or s.drugs & claim.drugs for q in s.quantities)
    totals = tuple(q for q in elsewhere if q.unit is Unit.PERSON)[:_MOST_TOTALS]
    here = window.quantities
    by_row = bool(claim.rows)
    shares = [q for q in figures if q.unit is Unit.PERCENT]
    own = [q for q in window.anchor.quantities if q.unit is Unit.PERCENT]
    for figure in figures:
        dose_of = figure.unit is Unit.MG and bool(claim.drugs)
        around = of_drug if dose_of else elsewhere
        # A share told alone is that of its own sentence, where this has one; its neighbour's is another harm's.
        if shares == [figure] and own and not carried_by_any(figure, window.anchor.quantities, totals):
            said = ", ".join(q.text for q in own[:3])
            told_otherwise = f"The claim says {figure.text}; the source says {said}."
            near = window.shared >= SAME_TOPIC
            return judgement(Support.NO, told_otherwise, window) if near else not_found(told_otherwise)
        if carried_by_any(figure, [q for q in here if q in of_drug] if dose_of else here, totals):
            continue
        if (not dose_of and carried_by_any(figure, card)) or (
            figure.is_frame and not by_row and carried_by_any(figure, around)
        ):
            continue
        if figure.text.lower() in ALL and any(_EACH.search(s.text) for s in window.statements):
            continue
        alike = [q for q in window.anchor.quantities if q.unit is figure.unit]
        rivals = [q for q in alike if q.part is figure.part]
        told = (
            window.shared >= SAME_TOPIC
            and rivals
            and not any(carried_by_any(other, here) for other in figures if other.unit is figure.unit)
        )
        if told:
            stated = ", ".join(q.text for q in rivals[:3])
            return judgement(Support.NO, f"The claim says {figure.text}; the source says {stated}.", window)
        left = [
            q
            for q in alike
            if not any(carried_by_any(other, [q]) or carried_by_any(q, [other]) for other in figures)
            and q.decimals == figure.decimals
        ]
        others = [other for other in figures if other is not figure and other.unit is figure.unit]
        if left and others and window.shared >= SAME_TOPIC and all(carried_by_any(other, here) for other in others):
            given = " to ".join(q.text for q in alike[:2])
            return judgement(Support.NO, f"The source gives {given}, not {figure.text}.", window)
        return not_found(f"The source does not give {figure.text}.")
    return (
        _repeated(figures, window)
        or _time_points(figures, window, setting)
        or _exchanged(figures, window, card)
        or _pairs(figures, window, totals)
    )


def _repeated(figures: Sequence[Quantity], window: Window) -> Judgement | None:
    """ "600 mg and then 600 mg" for "600 mg and then 300 mg": a figure told twice, in the place of another."""
    stated = window.anchor.quantities[:100]
    for at, figure in enumerate(figures):
        twice = any(other.unit is figure.unit and other.value == figure.value for other in figures[:at])
        if not twice or sum(carried_by_any(figure, [q]) for q in stated) != 1:
            continue
        left_out = [q for q in stated if q.unit is figure.unit and not carried_by_any(q, figures)]
        if left_out and window.shared >= SAME_TOPIC:
            return judgement(
                Support.NO, f"The claim says {figure.text} twice; the source says {left_out[0].text}.", window
            )
    return None


def _time_points(figures: Sequence[Quantity], window: Window, setting: Setting) -> Judgement | None:
    """A finding told at another time, or for another dose, than its own sentence gives."""
    for unit in (Unit.DAY, Unit.MG, Unit.PERSON):
        claimed = [q for q in figures if q.unit is unit]
        stated = [q for q in window.anchor.quantities if q.unit is unit]
        if not claimed or not stated or any(carried_by_any(q, stated) for q in claimed):
            continue
        if any(carried_by_any(q, setting.card.quantities) for q in claimed) and (
            window.shared < SAME_TOPIC or unit is Unit.PERSON
        ):
            continue
        said = ", ".join(q.text for q in stated[:3])
        return judgement(Support.NO, f"The claim says {claimed[0].text}; its sentence says {said}.", window)
    return None


def _exchanged(figures: Sequence[Quantity], window: Window, card: Sequence[Quantity]) -> Judgement | None:
    """A retold sentence in which one figure has been put in the place of another."""
    stated = window.anchor.quantities[:100]
    if window.shared < NEAR:
        return None
    added = [q for q in figures if not carried_by_any(q, stated) and not (q.is_frame and carried_by_any(q, card))]
    left_out = [
        q for q in stated if not carried_by_any(q, figures) and not any(carried_by_any(f, [q]) for f in figures)
    ]
    for new in added:
        for old in left_out:
            if new.unit is old.unit or {new.unit, old.unit} == {Unit.PLAIN, Unit.PERSON}:
                return judgement(Support.NO, f"The claim says {new.text}; the source says {old.text}.", window)
    return None


def _pairs(figures: Sequence[Quantity], window: Window, totals: Sequence[Quantity]) -> Judgement | None:
    """ "Half had a 90% fall": the 90% must stand beside half in the source, not beside another share."""
    stated = window.anchor.quantities[:100]
    for who, what in pairwise(figures):
        if not _counts_people(who) or not (what.unit is Unit.MG or what.of_people is False):
            continue
        holders = [
            [q for q in stated[:at] if _counts_people(q)][-1:]
            for at, offered in enumerate(stated)
            if carried_by_any(what, [offered])
        ]
        beside = [q for holder in holders for q in holder]
        if beside and not any(carried_by_any(who, [q], totals) or _count(q) == _count(who) for q in beside):
            why = f"The source gives {what.text} for {beside[0].text}, not for {who.text}."
            return judgement(Support.NO, why, window)
    return None


def _counts_people(quantity: Quantity) -> bool:
    return quantity.unit is Unit.PERSON or quantity.of_people is True


def _count(quantity: Quantity) -> float:
    return quantity.count if quantity.count is not None else quantity.value
