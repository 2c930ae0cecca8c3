"""One run of the chain → the events of its answer. Nothing is told before the whole answer has been checked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from langchain_core.runnables import Runnable

from bot.events import Done, Event, Progress, Stage, Told
from bot.turns import Turn
from bot.types import Answer, Part
from bot.verify import Verdict

_PARTS = tuple(Part)


async def events_of(runnable: Runnable[Any, Answer], given: Any) -> AsyncIterator[Event]:
    """Yield what happens to a question on its way; closing the iterator cancels the run.

    The stages come from the chain's own callbacks, so that what is told is what runs.
    """
    verdicts: tuple[Verdict, ...] = ()
    root: str | None = None
    run = runnable.astream_events(given, version="v2")
    try:
        async for event in run:
            root = root or event["run_id"]
            if event["event"] != "on_chain_end":
                continue
            output = event["data"].get("output")
            if isinstance(output, Turn):
                verdicts = output.verdicts
                for progress in _progress(event["name"], output):
                    yield progress
            elif event["run_id"] == root and isinstance(output, Answer):
                for told in _told(output, verdicts):
                    yield told
                yield Done(answer=output)
    finally:
        await run.aclose()  # type: ignore[attr-defined]  # because it is an async generator, typed as an iterator


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
