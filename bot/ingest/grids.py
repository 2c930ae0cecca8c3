"""Cells with spans → a table whose rows are whole, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ingest.document import Reason, Removed, Table
from bot.ingest.repair import on_one_line

_MOST_CELLS = 20_000
_MOST_SPAN = 60


@dataclass(frozen=True)
class Cell:
    text: str
    columns: int = 1
    rows: int = 1
    is_heading: bool = False


def table_of(rows: Sequence[Sequence[Cell]], *, caption: str = "", heading_rows: int = 0) -> Table | Removed | None:
    """Return the table that rows of cells make.

    A cell over several columns or rows stands in each of them. Headings of several rows become one. A table whose rows
    are not equally long is returned as removed, one without rows of data as None.
    """
    grid = _spread(rows)
    grid = [row for row in grid if any(row)]
    if len(grid) < 2 or len(grid[0]) < 2:
        return None
    heads = heading_rows or max(1, _leading_headings(rows))
    if len({len(row) for row in grid}) != 1 or heads >= len(grid):
        return Removed(
            text=f"{caption} {' / '.join(' | '.join(row) for row in grid)}"[:4_000].strip(), reason=Reason.TABLE
        )
    header = tuple(
        _joined([row[at] for row in grid[:heads]]) or ("Item" if at == 0 else f"Column {at + 1}")
        for at in range(len(grid[0]))
    )
    data = [row for row in grid[heads:] if len(set(row)) > 1 or len(row) == 1]
    if not data:
        return None
    return Table(caption=on_one_line(caption), header=header, rows=tuple(tuple(row) for row in data))


def _spread(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    grid: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    cells = 0
    for row in rows:
        out: list[str] = []
        queue = list(row)
        while queue or len(out) in below:
            if len(out) in below:
                left, text = below.pop(len(out))
                if left > 1:
                    below[len(out)] = (left - 1, text)
                out.append(text)
                continue
            cell = queue.pop(0)
            for _ in range(min(max(cell.columns, 1), _MOST_SPAN)):
                if cell.rows > 1:
                    below[len(out)] = (min(cell.rows, _MOST_SPAN) - 1, cell.text)
                out.append(cell.text)
            cells += cell.columns
            if cells > _MOST_CELLS:
                return []
        grid.append(out)
    return grid


def _leading_headings(rows: Sequence[Sequence[Cell]]) -> int:
    count = 0
    for row in rows:
        if not row or not all(cell.is_heading for cell in row):
            break
        count += 1
    return count


def _joined(texts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))
