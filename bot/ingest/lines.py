"""Lines of a text → blocks: wrapped paragraphs, items, tables; a sentence that a table cut in two is joined."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from bot.ingest.document import Block, BlockKind, Removed, heading, paragraph
from bot.ingest.line_tables import Region, find_tables
from bot.ingest.repair import on_one_line, unglued, without_reference_numbers

_ITEM = re.compile(r"^\s*(?:[•●▪◦‣–*·]|-(?=\s))\s*(?=\S)")
_SALUTATION = re.compile(r"^\s*(?:Dear (?:Sirs?|Madam|Editors?)\b[\w\s,/]*|To the Editors?)\s*[,:]?\s*$", re.IGNORECASE)
_MID_SENTENCE = re.compile(r"(?:,|\b(?:of|the|and|with|in|on|a|an|to|for|by|or|from|than|were|was|had|at))$")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*$")
_WRAP_WIDTH = 110  # characters; a line of a printed column or a mail is shorter, a paragraph on one line longer
_SHORT_LINE = 0.6  # of the widest line of a group: shorter lines were not wrapped but ended


def blocks_of(lines: Sequence[str], *, always_wrapped: bool = False) -> tuple[list[Block], list[Removed]]:
    """Return the blocks of a text and what of it was left out because its table could not be read for certain.

    `always_wrapped`: lines that no blank line parts are one paragraph, as in a PDF.
    """
    blocks: list[Block] = []
    removed: list[Removed] = []
    at = 0
    regions = find_tables(lines)
    for region in [*regions, None]:
        prose = lines[at : region.start if region else len(lines)]
        blocks += _prose_blocks(prose, always_wrapped=always_wrapped)
        if region:
            removed += region.removed
            if region.table:
                blocks.append(_table_block(region))
            at = region.end
    return list(_headed(blocks)), removed


def _table_block(region: Region) -> Block:
    table = region.table
    if table is None:
        raise ValueError("a region without a table has no block")
    return Block(kind=BlockKind.TABLE, text=table.caption, table=table)


def _prose_blocks(lines: Sequence[str], *, always_wrapped: bool) -> list[Block]:
    hyphenated = " ".join(lines)
    blocks: list[Block] = []
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and not _SALUTATION.match(line):
            group.append(line)
            continue
        blocks += _blocks_of_group(group, hyphenated, always_wrapped=always_wrapped)
        if line.strip():
            blocks.append(paragraph(on_one_line(line)))
        group = []
    return blocks


def _blocks_of_group(group: Sequence[str], whole: str, *, always_wrapped: bool) -> Iterator[Block]:
    """Yield the blocks of lines that no blank line parts."""
    if not group:
        return
    widest = max(len(line.strip()) for line in group)
    wrapped = always_wrapped or (
        len(group) > 1
        and widest <= _WRAP_WIDTH
        and median(len(line.strip()) for line in group[:-1]) >= _SHORT_LINE * widest
        and widest > 30
    )
    part: list[str] = []
    for line in group:
        if part and (_ITEM.match(line) or not wrapped):
            yield _block(part, whole)
            part = []
        part.append(line)
    yield _block(part, whole)


def _block(lines: Sequence[str], whole: str) -> Block:
    is_item = _ITEM.match(lines[0]) is not None
    text = join_lines([_ITEM.sub("", lines[0]), *lines[1:]], whole)
    return Block(kind=BlockKind.ITEM if is_item else BlockKind.PARAGRAPH, text=text)


def join_lines(lines: Iterable[str], whole: str = "") -> str:
    """Return wrapped lines as one; a hyphen at a line's end goes where the word stands elsewhere without it."""
    joined = ""
    for line in (each.strip() for each in lines):
        if joined.endswith("-") and len(joined) > 1 and joined[-2].isalpha() and line[:1].islower():
            left = re.split(r"[\s(/]", joined)[-1]
            right = re.split(r"[\s,.;:)]", line)[0]
            hyphenated = re.search(rf"{re.escape(left)}{re.escape(right)}", whole, re.IGNORECASE)
            joined = joined + line if hyphenated else joined[:-1] + line
        else:
            joined = f"{joined} {line}" if joined and not joined.endswith("-") else joined + line
    return on_one_line(joined)


def _headed(blocks: Iterable[Block]) -> Iterator[Block]:
    """Part headings that stand glued to their text, and take the numbers of references out."""
    for block in blocks:
        if block.kind in {BlockKind.TABLE, BlockKind.HEADING}:
            yield block
            continue
        for name, body in unglued(without_reference_numbers(block.text)):
            if name:
                yield heading(name, 2)
            if body:
                yield Block(kind=block.kind, text=body)


def joined(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join a paragraph that a page break or a table cut inside a sentence; the table goes after it.

    For blocks without the page furniture that stood between the two halves.
    """
    before: Block | None = None
    between: list[Block] = []
    for block in blocks:
        if before and block.kind is BlockKind.TABLE:
            between.append(block)
            continue
        if before and _goes_on(before, block):
            before = paragraph(join_lines([before.text, block.text]))
            continue
        if before:
            yield before
        yield from between
        before, between = (block, []) if block.kind is not BlockKind.TABLE else (None, [])
        if block.kind is BlockKind.TABLE:
            yield block
    if before:
        yield before
    yield from between


def _goes_on(before: Block, block: Block) -> bool:
    prose = before.kind is BlockKind.PARAGRAPH and block.kind is BlockKind.PARAGRAPH
    begun = len(before.text) > 40 and not _SENTENCE_END.search(before.text)
    return prose and begun and (block.text[:1].islower() or _MID_SENTENCE.search(before.text) is not None)
