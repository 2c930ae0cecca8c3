"""The steps from a question to its answer, and the events that are told on the way.

Nothing is told before the whole answer has been checked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.answers.events import Done, Event, Progress, Stage, Told
from bot.answers.turns import Turn
from bot.types import Answer, Part
from bot.verify.verdicts import Verdict

_PARTS = tuple(Part)


@dataclass(frozen=True)
class Step:
    """What is done to a question: the first step takes a caller's input, the last returns the `Answer`."""

    name: str
    run: Callable[[Any], Any]
    arun: Callable[[Any], Awaitable[Any]] | None = None  # where it waits for something; else `run` in a thread


async def events_of(steps: Sequence[Step], given: Any) -> AsyncIterator[Event]:
    """Yield what happens to a question on its way; closing the iterator cancels what has not begun."""
    turn = given
    verdicts: tuple[Verdict, ...] = ()
    for step in steps:
        turn = await (step.arun(turn) if step.arun else asyncio.to_thread(step.run, turn))
        if isinstance(turn, Turn):
            verdicts = turn.verdicts
            for progress in _progress(step.name, turn):
                yield progress
    for told in _told(turn, verdicts):
        yield told
    yield Done(answer=turn)


def _progress(finished: str, turn: Turn) -> Iterator[Progress]:
    """Yield the stages that begin when one has finished; none once the question has ended."""
    if turn.ending:
        return
    if finished == "triage":
        yield Progress(stage=Stage.SEARCHING, text="searching")
    if finished == "retrieve" and turn.evidence:
        count = len(turn.evidence.ranked)
        yield Progress(stage=Stage.READING, text=f"reading {count} passage{'' if count == 1 else 's'}")
        yield Progress(stage=Stage.WRITING, text="writing")
    if finished == "write":
        yield Progress(stage=Stage.CHECKING, text="checking claims")


def _told(answer: Answer, verdicts: tuple[Verdict, ...]) -> Iterator[Told]:
    """Yield the sentences of an answer in the order in which its text has them: by part, then as written."""
    certainty = {source.source_id: source.certainty for source in answer.sources}
    if answer.urgent:
        yield Told(part=None, text=f"{answer.urgent.heading} {answer.urgent.action}")
    kept = [verdict for verdict in verdicts if verdict.claim in answer.claims]
    for verdict in sorted(kept, key=lambda each: _PARTS.index(each.part)):
        if claim := verdict.claim:
            yield Told(
                part=verdict.part,
                text=claim.text,
                citations=claim.citations,
                certainty=certainty[claim.citations[0].source_id],
            )
