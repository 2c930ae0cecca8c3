"""Verdicts → a table with Wilson intervals, and the failing answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bot.types import Answer
from eval.cases import Case
from eval.judges import JUDGES, Verdict

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
    lines = [
        f"{len(rows)} cases",
        "",
        "| judge | passed | scored | 95% interval | unscored |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in JUDGES:
        scored = [verdicts[name] for _, _, verdicts in rows if verdicts[name].passed is not None]
        passed = sum(verdict.passed is True for verdict in scored)
        interval = wilson(passed, len(scored))
        told = f"{interval[0]:.1%} to {interval[1]:.1%}" if interval else "n/a"
        lines.append(f"| {name} | {passed} | {len(scored)} | {told} | {len(rows) - len(scored)} |")
    for case, _, verdicts in rows:
        lines += [f"FAILED {case.id} {name}: {v.why}" for name, v in verdicts.items() if v.passed is False]
    return "\n".join(lines)


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
