"""Known disagreements between sources, or inside one: an answer that touches one side shows the others."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from bot.errors import ArticleError
from bot.types import Article, Binding, Claim, DraftClaim, Part, Passage, Record


class ConflictKind(Enum):
    """What sort of disagreement it is; another version of a report makes what it says no less certain."""

    FIGURES = "figures"  # the same thing, told with other numbers
    VERSIONS = "versions"  # an earlier and a corrected report
    DIRECTIONS = "directions"  # one finds more, another less


class Side(Record):
    """One sentence that takes part in a disagreement."""

    binding: Binding
    text: str
    start: int
    end: int


class Conflict(Record):
    """What the sides disagree about, as the end of "The sources disagree about …"."""

    id: str
    about: str = Field(min_length=5)
    kind: ConflictKind
    sides: tuple[Side, ...] = Field(min_length=2)


def load_conflicts(path: Path, articles: Iterable[Article]) -> tuple[Conflict, ...]:
    """Read corpus/conflicts.toml; none if a corpus has no such file.

    Raises:
        ArticleError: the file is malformed, or a side is not the one sentence of a passage that holds its words.
    """
    if not path.exists():
        return ()
    passages = {passage.passage_id: passage for article in articles for passage in article.passages}
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_conflict(path, entry, passages) for entry in raw.get("conflict", []))
    except OSError as error:
        raise ArticleError(f"cannot read {str(path)!r} ({error.strerror}); check its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError, KeyError, TypeError, ValueError) as error:
        raise ArticleError(f"{path.name} is malformed: {error}; correct that entry") from error


def touched(conflicts: Iterable[Conflict], claims: Sequence[Claim]) -> tuple[Conflict, ...]:
    """Return the conflicts of which a claim quotes at least one side."""
    return tuple(each for each in conflicts if any(_is_quoted(side, claims) for side in each.sides))


def in_dispute(conflicts: Iterable[Conflict], claims: Sequence[Claim]) -> frozenset[str]:
    """Return the ids of the sources that these claims draw into a disagreement of figures or of directions."""
    return frozenset(
        side.binding.source_id
        for conflict in touched(conflicts, claims)
        if conflict.kind is not ConflictKind.VERSIONS
        for side in conflict.sides
    )


def untold_sides(conflicts: Iterable[Conflict], claims: Sequence[Claim]) -> tuple[DraftClaim, ...]:
    """Return the sides that no claim quotes yet. The caller verifies them."""
    return tuple(
        DraftClaim(text=side.text, part=Part.EVIDENCE, bindings=(side.binding,))
        for conflict in conflicts
        for side in conflict.sides
        if not _is_quoted(side, claims)
    )


def _is_quoted(side: Side, claims: Sequence[Claim]) -> bool:
    return any(
        cited.passage_id == side.binding.passage_id and cited.start < side.end and side.start < cited.end
        for claim in claims
        for cited in claim.citations
    )


def _conflict(path: Path, entry: dict[str, Any], passages: dict[str, Passage]) -> Conflict:
    sides = tuple(_side(path, entry["id"], side, passages) for side in entry["sides"])
    return Conflict(id=entry["id"], about=entry["about"], kind=ConflictKind(entry["kind"]), sides=sides)


def _side(path: Path, conflict: str, entry: dict[str, Any], passages: dict[str, Passage]) -> Side:
    """Find the one sentence of an article that holds the words of a side."""
    source_id, says = entry["source"], entry["says"]
    found = [
        Side(
            binding=Binding(passage_id=passage.passage_id, sentence=at),
            text=sentence.text,
            start=sentence.start,
            end=sentence.end,
        )
        for passage in passages.values()
        if passage.source_id == source_id and not passage.header
        for at, sentence in enumerate(passage.sentences)
        if says in sentence.text
    ]
    if len(found) != 1:
        raise ArticleError(
            f"{path.name}: {conflict}: {len(found)} sentences of {source_id!r} hold {says!r}; it must be exactly one: "
            "give more or other words of it"
        )
    return found[0]
