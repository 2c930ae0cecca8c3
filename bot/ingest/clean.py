"""Document → what of it may be evidence, block by block under its headings, and what was taken out and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pydantic import Field

from bot.errors import DocumentError
from bot.ingest.document import Block, BlockKind, Document, Format, Metadata, Reason, Removed, heading
from bot.ingest.furniture import is_title_like, kind_of, opened_by
from bot.ingest.lines import joined
from bot.ingest.planted import is_planted
from bot.ingest.repair import SECTION_WORDS, on_one_line, repair
from bot.ingest.tongues import ENGLISH, language_of
from bot.text.sentences import split_sentences
from bot.types import Record

_SECTION = re.compile(
    rf"^(?:\d+\.?\d*\.?\s+)?(?:(?:{'|'.join(SECTION_WORDS)})(?:\s+and\s+\w+)?|Case (?:report|"
    rf"presentation)|Patients? and methods|Adverse events)\s*[:.]?$",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"^({'|'.join(SECTION_WORDS)})\s*(?::|\.\s*[–—-]|\s[–—-])\s+(?=[A-Z0-9])")
_STRUCTURED = {Format.HTML, Format.JATS, Format.DOCX, Format.MARKDOWN}
_FEWEST_CHARS = 120  # of what is left; less is no article
_LONGEST_HEADING = 90


class Piece(Record):
    """A block that may be evidence, and the heading that it stands under."""

    block: Block
    under: str = ""


class Cleaned(Record):
    format: Format
    metadata: Metadata
    pieces: tuple[Piece, ...]
    opening: tuple[str, ...] = Field(description="the first blocks as they came, furniture too: titles and names")
    removed: tuple[Removed, ...]
    planted: tuple[str, ...] = Field(description="instructions for a program, and hidden text")
    pages: int

    @property
    def text(self) -> str:
        return "\n".join(piece.block.text for piece in self.pieces if piece.block.kind is not BlockKind.TABLE)

    @property
    def tables(self) -> tuple[Block, ...]:
        return tuple(piece.block for piece in self.pieces if piece.block.table)


def clean(document: Document) -> Cleaned:
    """Return what of a document may be evidence.

    Raises:
        DocumentError: nothing of it is, or it is not in English.
    """
    removed = list(document.removed)
    blocks = list(_without_planted(_labelled(document.blocks), removed))
    _refuse_other_languages(blocks, document.metadata)
    blocks = list(_in_english(blocks, removed))
    blocks = list(_promoted(blocks))
    opening = tuple(block.text for block in blocks[:12])
    kept = list(_without_furniture(blocks, removed, structured=document.format in _STRUCTURED))
    pieces = tuple(_placed(joined(kept)))
    told = " ".join(piece.block.text for piece in pieces)
    tables = any(piece.block.table for piece in pieces)
    if len(told) < _FEWEST_CHARS and not tables:
        found = f"; {len(removed)} pieces were taken out as no part of an article" if removed else ""
        raise DocumentError(f"holds no article text{found}; check that the file is the whole article")
    planted = tuple(each.text for each in removed if each.reason in {Reason.PLANTED, Reason.HIDDEN})
    return Cleaned(
        format=document.format,
        metadata=document.metadata,
        pieces=pieces,
        opening=opening,
        removed=tuple(removed),
        planted=planted,
        pages=document.pages,
    )


def _labelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Part "Methods: We asked …" into a heading and its text."""
    for block in blocks:
        match = _LABELLED.match(block.text) if block.kind is BlockKind.PARAGRAPH else None
        if match:
            yield heading(match.group(1), 3)
            yield block.model_copy(update={"text": block.text[match.end() :]})
        else:
            yield block


def _without_planted(blocks: Iterable[Block], removed: list[Removed]) -> Iterator[Block]:
    for block in blocks:
        repaired = repair(block.text)
        if repaired.hidden:
            removed.append(Removed(text=repaired.hidden, reason=Reason.HIDDEN))
        text = on_one_line(repaired.text)
        if block.table:
            cells = [*block.table.header, *(cell for row in block.table.rows for cell in row)]
            if any(is_planted(cell) for cell in cells if len(cell) > 20):
                removed.append(Removed(text=" | ".join(cells)[:2_000], reason=Reason.PLANTED))
            else:
                yield block
            continue
        spans = split_sentences(text)
        bad = [span.text for span in spans if is_planted(span.text)]
        bad = bad or ([text] if is_planted(text) else [])
        if not bad:
            yield block.model_copy(update={"text": text})
            continue
        removed.extend(Removed(text=each, reason=Reason.PLANTED) for each in bad)
        rest = " ".join(span.text for span in spans if span.text not in bad)
        if rest and bad != [text]:
            yield block.model_copy(update={"text": rest})


def _refuse_other_languages(blocks: Sequence[Block], metadata: Metadata) -> None:
    by_language: dict[str, int] = {}
    for block in blocks:
        if block.kind is not BlockKind.TABLE:
            code = language_of(block.text)
            by_language[code] = by_language.get(code, 0) + len(block.text)
    if not by_language:
        return
    main = max(by_language, key=lambda code: by_language[code])
    if main != ENGLISH:
        stated = f" ({metadata.language} by its own word)" if metadata.language else ""
        raise DocumentError(
            f"is mostly in another language than English ({main}{stated}); Litotes reads English: ingest an English "
            "version or a translation that somebody checked"
        )


def _in_english(blocks: Iterable[Block], removed: list[Removed]) -> Iterator[Block]:
    for block in blocks:
        if block.kind is not BlockKind.TABLE and language_of(block.text) != ENGLISH:
            removed.append(Removed(text=block.text, reason=Reason.LANGUAGE))
        else:
            yield block


def _promoted(blocks: Sequence[Block]) -> Iterator[Block]:
    """Take short lines that stand over a paragraph for the headings they are; only plain text has such."""
    for at, block in enumerate(blocks):
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        stands_over = following is not None and len(following.text) > len(block.text)
        is_line = block.kind is BlockKind.PARAGRAPH and len(block.text) <= _LONGEST_HEADING
        asks = block.text.endswith("?") and len(split_sentences(block.text)) == 1
        if is_line and at and _SECTION.match(block.text):
            yield heading(block.text.rstrip(":. "), 2)
        elif is_line and at and stands_over and asks and is_title_like(block) and kind_of(block) is None:
            yield heading(block.text, 3)
        else:
            yield block


def _without_furniture(blocks: Iterable[Block], removed: list[Removed], *, structured: bool) -> Iterator[Block]:
    opened: Reason | None = None
    level = 0
    for block in blocks:
        opens = None if block.kind is BlockKind.TABLE else opened_by(block)
        if opens:
            opened, level = opens, block.level
            removed.append(Removed(text=block.text, reason=opens))
            continue
        if opened and _closes(block, opened, level, structured=structured):
            opened = None
        if opened:
            removed.append(Removed(text=block.text, reason=opened))
            continue
        reason = None if block.kind is BlockKind.TABLE else kind_of(block)
        if reason:
            removed.append(Removed(text=block.text, reason=reason))
        else:
            yield block


def _closes(block: Block, opened: Reason, level: int, *, structured: bool) -> bool:
    """Say whether a block is the article again after something that is no part of it."""
    if block.kind is BlockKind.HEADING:
        named = _SECTION.match(block.text) is not None
        return named or (structured and bool(level) and block.level <= level)
    whole = len(split_sentences(block.text)) > 1 and kind_of(block) is None
    return opened is Reason.RELATED and whole and block.kind is BlockKind.PARAGRAPH


def _placed(blocks: Iterable[Block]) -> Iterator[Piece]:
    under = ""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            under = block.text
        else:
            yield Piece(block=block, under=under)
