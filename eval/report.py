"""Verdicts → a table with Wilson intervals, and the failing answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bot.types import Answer
from eval.cases import Case
from eval.judges import JUDGES
from eval.judging import Verdict

Row = tuple[Case, Answer, dict[str, Verdict]]
_Z = 1.959964  # 95%, two-sided


def wilson(passed: int, scored: int) -> tuple[float, float] | None:
    """Return the 95% interval of a share; None for an empty set, which has none.

    Source: Wilson, J Am Stat Assoc 1927;22:209.
    """
    if not scored:
        return None
    share = passed / scored
    spread = _Z * math.sqrt(share * (1 - share) / scored + _Z**2 / (4 * scored**2))
    middle = share + _Z**2 / (2 * scored)
    whole = 1 + _Z**2 / scored
    return (middle - spread) / whole, (middle + spread) / whole


def table(rows: Sequence[Row]) -> str:
    """Return the verdicts as text: by judge, the held-out tenth apart, by category, and each failure."""
    worked_on = [row for row in rows if not row[0].held_out]
    held_out = [row for row in rows if row[0].held_out]
    lines = [f"{len(rows)} cases, {len(held_out)} of them held out", "", *_by_judge(worked_on)]
    if held_out:
        lines += ["", "held out", "", *_by_judge(held_out)]
    lines += ["", "| category | cases | all judges passed |", "| --- | --- | --- |"]
    for category in dict.fromkeys(case.category for case, _, _ in worked_on):
        own = [verdicts for case, _, verdicts in worked_on if case.category == category]
        whole = sum(all(verdict.passed is not False for verdict in verdicts.values()) for verdicts in own)
        lines.append(f"| {category} | {len(own)} | {whole} |")
    for case, _, verdicts in worked_on:  # what is held out stays unread
        lines += [f"FAILED {case.id} {name}: {v.why}" for name, v in verdicts.items() if v.passed is False]
    return "\n".join(lines)


def _by_judge(rows: Sequence[Row]) -> list[str]:
    lines = ["| judge | passed | scored | 95% interval | unscored |", "| --- | --- | --- | --- | --- |"]
    for name in JUDGES:
        passed, scored = tally(rows, name)
        interval = wilson(passed, scored)
        told = f"{interval[0]:.1%} to {interval[1]:.1%}" if interval else "n/a"
        lines.append(f"| {name} | {passed} | {scored} | {told} | {len(rows) - scored} |")
    return lines


def tally(rows: Sequence[Row], judge: str) -> tuple[int, int]:
    """Return how many verdicts of a judge passed, and how many there were; unscored ones are neither."""
    scored = [verdicts[judge] for _, _, verdicts in rows if verdicts[judge].passed is not None]
    return sum(verdict.passed is True for verdict in scored), len(scored)


def gates_missed(rows: Sequence[Row], gates: dict[str, float]) -> list[str]:
    """Return one line for each judge whose share lies under its gate: the lower bound of the 95% interval counts."""
    missed = []
    for judge, least in gates.items():
        interval = wilson(*tally(rows, judge))
        if interval is None or interval[0] < least:
            told = f"{interval[0]:.1%}" if interval else "n/a"
            missed.append(f"GATE {judge}: the lower bound is {told}, the gate {least:.1%}")
    return missed


def summarise(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [
        {
            "id": case.id,
            "question": case.question,
            "outcome": answer.outcome.value,
            "text": answer.text,
            "verdicts": {name: {"passed": v.passed, "why": v.why} for name, v in verdicts.items()},
        }
        for case, answer, verdicts in rows
    ]
