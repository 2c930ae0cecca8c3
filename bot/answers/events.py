"""What a stream of an answer tells while it is made: stages, then verified sentences, then the answer."""

from __future__ import annotations

from enum import Enum

from pydantic import Field

from bot.types import Answer, Certainty, Citation, Part, Record


class Stage(Enum):
    """Where a question is; each is told once, in this order."""

    SEARCHING = "searching"
    READING = "reading"
    WRITING = "writing"
    CHECKING = "checking"


class Progress(Record):
    """A stage has begun. It says nothing about the treatment."""

    stage: Stage
    text: str = Field(description="for a reader: 'reading 7 passages'")


class Told(Record):
    """One sentence of the answer, verified: nothing that was not checked ever stands here."""

    part: Part | None = Field(description="where it stands in the answer; None: a fixed sentence of ours")
    text: str
    citations: tuple[Citation, ...] = ()
    certainty: Certainty | None = Field(default=None, description="of the source, where it is a claim")


class Done(Record):
    """The whole answer, disclaimers included; always the last event."""

    answer: Answer


Event = Progress | Told | Done
