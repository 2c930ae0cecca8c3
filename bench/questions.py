"""The questions that speed is measured with: those of the eval's cases that are to be answered, first turns alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_CASES = Path(__file__).parent.parent / "eval" / "cases" / "patients.jsonl"


@dataclass(frozen=True)
class Questions:
    """`measured` are new to a bot that has been warmed up with `before`."""

    before: tuple[str, ...]
    measured: tuple[str, ...]


def questions() -> Questions:
    """Return every sixth answerable question to measure with, and the others to warm up."""
    cases = [json.loads(line) for line in _CASES.read_text(encoding="utf-8").splitlines()]
    answerable = [case["question"] for case in cases if case["outcome"] == ["answered"] and not case["history"]]
    return Questions(
        before=tuple(each for at, each in enumerate(answerable) if at % 6),
        measured=tuple(answerable[::6]),
    )
