"""A case: a question, what a right answer conveys, and what it must never say."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.types import Outcome, Strength

_HELD_OUT_BELOW = "1a"  # of "00" to "ff": 26 of 256


class Case(BaseModel):
    """One line of `eval/cases/*.jsonl`. Patterns are regular expressions, no regard to case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    question: str
    history: tuple[tuple[str, str], ...] = ()
    category: str
    facet: str = Field(default="", description="drug x condition, or what else it is about, in a few words")
    outcome: tuple[Outcome, ...] = Field(description="any of these is right")
    conveys: tuple[str, ...] = Field(default=(), description="each must match the answer's text")
    never: tuple[str, ...] = Field(default=(), description="none may match what the claims say")
    sources: tuple[str, ...] = Field(
        default=(), description="the only sources that may be cited; empty: no claim at all"
    )
    strongest: Strength | None = Field(default=None, description="the strongest licensed wording of the direct claim")
    pair: str | None = Field(default=None, description="id of the twin that asks the same in another mood")
    why: str = Field(min_length=10, description="the author's reason")

    @field_validator("conveys", "never")
    @classmethod
    def _compile(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression ({error})") from error
        return patterns

    @property
    def held_out(self) -> bool:
        """A tenth of the cases, by hash of the id: reported apart, and never worked on."""
        return hashlib.sha256(self.id.encode()).hexdigest()[:2] < _HELD_OUT_BELOW


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Return the cases of every *.jsonl of a folder, in order.

    Raises:
        SystemExit: a line is not a case, an id stands twice, or there is none; names file, line and fault.
    """
    cases: list[Case] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                try:
                    cases.append(Case.model_validate_json(line))
                except ValueError as error:
                    raise SystemExit(f"{path.name}, line {number}: {error}") from error
                if any(each.id == cases[-1].id for each in cases[:-1]):
                    raise SystemExit(f"{path.name}, line {number}: id {cases[-1].id!r} stands twice; give it another")
    if not cases:
        raise SystemExit(f"no cases in {str(folder)!r}; give a folder with *.jsonl files by --cases")
    return tuple(cases)
