"""Tables that came out of a PDF as loose lines: put together again row by row, or not trusted and left out.

What can be relied on: the rows are numbered 1, 2, 3, …; each is a line that starts with the next number, and all
lines until the following number belong to it. "4 1 22.2 1.1 N" inside row 6 is therefore no row 4. Where the
numbering can be read in two ways, or the rows do not have the same shape, the table is left out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ingest.document import Reason, Removed, Table
from bot.ingest.repair import on_one_line
from bot.ingest.row_shapes import header_of, merged, shape_rows

_CAPTION = re.compile(r"^\s*Table\s+(?:S?\d{1,2}|[IVX]{1,4})\s*(?:[.:]|[–—-])?\s+(?=[A-Z(])")
TABLE_MARK = "\ue000"  # of the private use area: stands for a table that was read elsewhere
_FIGURE = re.compile(r"^\s*(?:Figure|Fig\.?)\s*\d+\s*[.:]", re.IGNORECASE)
_LEGEND = re.compile(r"^\s*(?:[A-Za-z][\w ./-]{0,20}:\s[^:;]{1,80};\s|Notes?[.:]|Abbreviations?[.:]|[*†‡§]\s?\S)")
_MOST_HEADER_LINES = 40
_FEWEST_ROWS = 3
_COLUMNS_APART = re.compile(r"\t+|\s{2,}|\s*\|\s*")
_MOST_LINES = 1_200  # of one table


@dataclass(frozen=True)
class Region:
    """Lines `start` to `end` (excluded) of a text are a table: read, or left out with the reason."""

    start: int
    end: int
    table: Table | None
    removed: tuple[Removed, ...]


def find_tables(lines: Sequence[str]) -> list[Region]:
    """Return the tables among lines, in order, none overlapping."""
    regions: list[Region] = []
    at = 0
    while at < len(lines):
        if not _is_caption(lines, at):
            at += 1
            continue
        region = _region(lines, at)
        if region is None:
            at += 1
            continue
        regions.append(region)
        at = region.end
    return regions


def _is_caption(lines: Sequence[str], at: int) -> bool:
    """Say whether a line is a caption, and not a sentence that starts with "Table 2 shows"."""
    line = lines[at]
    if not _CAPTION.match(line) or any(TABLE_MARK in each for each in lines[at + 1 : at + 5]):
        return False
    marked = re.match(r"^\s*Table\s+\S+?\s*[.:]\s", line) is not None
    return marked or (
        len(line.strip()) < 100
        and not line.rstrip().endswith(".")
        and not re.search(r"\b(?:shows?|lists?|gives?)\b", line)
    )


def _region(lines: Sequence[str], start: int) -> Region | None:
    rest = lines[start + 1 : start + 1 + _MOST_LINES]
    numbered = _numbered(rest)
    if numbered is None:
        return _spaced(lines, start)
    firsts, end = numbered
    header_lines = rest[: firsts[0]]
    caption, groups = _caption_and_groups(lines[start], header_lines)
    ends = [*firsts[1:], end]
    texts = [on_one_line(" ".join(rest[a:b])) for a, b in zip(firsts, ends, strict=True)]
    stop, note = _legend(rest, end)
    notes = (Removed(text=note, reason=Reason.TABLE_NOTE),) if note else ()
    shaped = shape_rows(texts)
    header = header_of(groups, shaped) if shaped else None
    if shaped and header is None:
        shaped = merged(shaped)
        header = header_of(groups, shaped)
    raw = on_one_line(" ".join(lines[start : start + 1 + end]))
    if shaped is None or header is None:
        return Region(start, start + 1 + stop, None, (Removed(text=raw, reason=Reason.TABLE), *notes))
    table = Table(caption=caption, header=header, rows=shaped.rows)
    return Region(start, start + 1 + stop, table, notes)


def _numbered(lines: Sequence[str]) -> tuple[list[int], int] | None:
    """Return at which lines the rows 1, 2, 3, … start, and where the last one ends; None if they are not numbered."""
    starts: dict[int, list[int]] = {}
    limit = next(
        (at for at, line in enumerate(lines) if at and (_is_caption(lines, at) or _FIGURE.match(line))), len(lines)
    )
    for at, line in enumerate(lines[:limit]):
        match = re.match(r"^\s*(\d{1,3})(?:[.)]?\s+\S|[.)]?\s*$)", line)
        if match:
            starts.setdefault(int(match.group(1)), []).append(at)
    if not starts.get(1) or starts[1][0] > _MOST_HEADER_LINES:
        return None
    chain = _chain(lines, starts)
    if len(chain) < _FEWEST_ROWS:
        return None
    return chain, _end_of_last(lines, chain, limit)


def _chain(lines: Sequence[str], starts: dict[int, list[int]]) -> list[int]:
    """Return the lines at which rows start, choosing among lines that start with the same number by their shape."""
    chain = [starts[1][0]]
    number = 2
    while number in starts:
        later = [at for at in starts[number] if at > chain[-1]]
        following = [at for at in starts.get(number + 1, []) if later and at > later[0]]
        before_next = [at for at in later if not following or at < following[0]] or later[:1]
        if not before_next:
            break
        chain.append(_likest(lines, chain, before_next))
        number += 1
    return chain


def _likest(lines: Sequence[str], chain: Sequence[int], choices: Sequence[int]) -> int:
    """Return the line that starts as the rows before it do: a word or "15 mg" where they have it."""
    if len(choices) == 1:
        return choices[0]
    patterns = {_start_shape(lines, at) for at in chain}
    fitting = [at for at in choices if _start_shape(lines, at) in patterns]
    return (fitting or list(choices))[0]


def _start_shape(lines: Sequence[str], at: int) -> str:
    """Return of what kind the two words after a row's number are, on its line or on those below."""
    words = " ".join(lines[at : at + 4]).split()[1:3]
    return " ".join("9" if word[0].isdigit() else "A" for word in words)


def _end_of_last(lines: Sequence[str], chain: Sequence[int], limit: int) -> int:
    """Return where the last row ends: at a note, or at the first blank line after which it has the others' shape."""
    texts = [on_one_line(" ".join(lines[a:b])) for a, b in itertools.pairwise(chain)]
    for at in range(chain[-1] + 1, limit + 1):
        if at == limit or _LEGEND.match(lines[at]):
            return at
        if not lines[at].strip():
            last = on_one_line(" ".join(lines[chain[-1] : at]))
            legend_near = any(_LEGEND.match(line) for line in lines[at : at + 8])
            if not legend_near and shape_rows([*texts, last]) is not None:
                return at
    return limit


def _legend(lines: Sequence[str], end: int) -> tuple[int, str]:
    """Return where the note under a table ends, and its text; it goes on to the next blank line."""
    at = end
    while at < len(lines) and not lines[at].strip():
        at += 1
    if at >= len(lines) or not _LEGEND.match(lines[at]):
        return end, ""
    stop = at
    while stop < len(lines) and lines[stop].strip():
        stop += 1
    return stop, on_one_line(" ".join(lines[at:stop]))


def _caption_and_groups(first: str, header_lines: Sequence[str]) -> tuple[str, list[str]]:
    """Return the caption (to the first blank line) and the header's pieces, parted by blank lines."""
    groups: list[list[str]] = [[]]
    for line in [first, *header_lines]:
        if line.strip():
            groups[-1].append(line.strip())
        elif groups[-1]:
            groups.append([])
    pieces = [" ".join(group) for group in groups if group]
    if len(pieces) > 1:
        return on_one_line(pieces[0]), [on_one_line(piece) for piece in pieces[1:]]
    lines = groups[0]
    return on_one_line(lines[0]), [on_one_line(" ".join(lines[1:]))] if len(lines) > 1 else []


def _spaced(lines: Sequence[str], start: int) -> Region:
    """Read a table whose columns stand apart by tabs, bars or several spaces; without such columns leave it out."""
    at = start + 1
    while at < len(lines) and not lines[at].strip():
        at += 1
    rows: list[tuple[str, ...]] = []
    first = at
    while at < len(lines) and lines[at].strip() and not _LEGEND.match(lines[at]):
        cells = tuple(_COLUMNS_APART.split(lines[at].strip().strip("|").strip()))
        if len(cells) > 1 and not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            rows.append(cells)
        elif len(cells) < 2:
            break
        at += 1
    whole = (
        len(rows) >= _FEWEST_ROWS
        and len({len(row) for row in rows}) == 1
        and (at >= len(lines) or not lines[at].strip() or _LEGEND.match(lines[at]))
    )
    stop, note = _legend(lines, at)
    notes = (Removed(text=note, reason=Reason.TABLE_NOTE),) if note else ()
    if whole:
        table = Table(caption=on_one_line(lines[start]), header=rows[0], rows=tuple(rows[1:]))
        return Region(start, stop, table, notes)
    while not rows and at < len(lines) and lines[at].strip():
        at += 1
    raw = on_one_line(" ".join(lines[start : max(at, first)]))
    return Region(start, max(stop, at), None, (Removed(text=raw, reason=Reason.TABLE), *notes))
