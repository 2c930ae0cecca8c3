"""One question on its way through the pipeline, and how a caller's input becomes one."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from bot.answers.endings import Ending
from bot.errors import QuestionError
from bot.triage.findings import Finding
from bot.triage.privacy import masked
from bot.types import Draft, Evidence, Query, Record
from bot.verify.conflicts import Conflict
from bot.verify.verdicts import Verdict


class Turn(Record):
    """One question on its way. Stages fill it from left to right."""

    question: str
    history: tuple[tuple[str, str], ...] = ()
    finding: Finding | None = None
    query: Query | None = None
    evidence: Evidence | None = None
    parts: tuple[Evidence, ...] = Field(default=(), description="of each question of a message that asks several")
    draft: Draft | None = None
    verdicts: tuple[Verdict, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    ending: Ending | None = Field(default=None, description="set by the stage that ends the question")


def parse_turn(given: Any) -> Turn:
    """Read what a caller asks.

    Raises:
        QuestionError: neither a string nor {"question": string, "history": pairs of strings}.
    """
    if isinstance(given, str):
        return Turn(question=_well_formed(given))
    if isinstance(given, dict) and isinstance(given.get("question"), str):
        history = given.get("history") or ()
        if isinstance(history, list | tuple) and all(
            isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
            for pair in history
        ):
            pairs = tuple((_well_formed(q), _well_formed(a)) for q, a in history)
            return Turn(question=_well_formed(given["question"]), history=pairs)
    raise QuestionError(
        'a question is a string, or {"question": string, "history": [[question, answer], …]}; got '
        f"{type(given).__name__}"
    )


def _well_formed(text: str) -> str:
    """Mask what identifies a person, and replace halves of a character pair, which no output can carry."""
    return masked(text.encode("utf-8", "replace").decode("utf-8"))
