"""What becomes of one document: the fields and text of a draft article, and the reviewer's file beside it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from pydantic import Field

from bot.types import Record


class CheckKind(Enum):
    """What a reviewer should look at, most urgent first."""

    PLANTED = "text planted or hidden"
    OVERSTATED = "says more than its evidence"
    DISAGREES = "disagrees with itself"
    UNDECIDED = "can be read in more than one way"
    MISSING = "not found in the source"
    NAME = "name not in lexicon.toml"
    TABLE = "table left out"
    LABEL = "looks like a label or guideline"
    LOOKED_UP = "found by looking it up"
    RIGHTS = "rights"


class Check(Record):
    kind: CheckKind
    text: str
    why: str


class Quoted(Record):
    """A field of the card, as filled in, and the words of the source that support it."""

    field: str
    value: str
    quote: str


class HeldBack(Record):
    """A sentence of the source that the draft does not carry as evidence; a reviewer may put it in, reworded."""

    sentence: str
    why: str


class TakenOut(Record):
    text: str
    reason: str


class Event(Record):
    what: str
    when: str
    by: str | None = None
    why: str | None = None


class ReviewFile(Record):
    """Everything about a draft that is not evidence: `<corpus>/reviews/<id>.json`. The bot never reads it."""

    id: str
    file: str
    format: str
    sha256: str = Field(description="of the ingested file: the same content is never ingested twice")
    quotes: tuple[Quoted, ...]
    checklist: tuple[Check, ...]
    held_back: tuple[HeldBack, ...]
    removed: tuple[TakenOut, ...]
    why_not_served: str | None = None
    history: tuple[Event, ...]


class Prepared(Record):
    """A draft before it has an id and a place."""

    slug: str
    fields: dict[str, Any] = Field(description="front matter, without the id")
    body: str
    format: str
    pages: int
    quotes: tuple[Quoted, ...]
    checklist: tuple[Check, ...]
    held_back: tuple[HeldBack, ...]
    removed: tuple[TakenOut, ...]
    why_not_served: str | None = Field(default=None, description="why --accept cannot serve it; None if it can")
    doi: str = ""
    pmid: str = ""
