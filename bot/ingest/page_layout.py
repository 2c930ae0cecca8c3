"""Words with their places on a page → lines in the order in which a person reads them, column after column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

_GUTTER_POINTS = 8.0
_FEWEST_LINES = 6  # of a column
_MOST_CROSSING = 0.4  # of a page's rows: titles and tables run over both columns, text does not
_BETWEEN = (0.3, 0.7)  # of the page's width, where the gap between two columns is looked for
_COLUMN_CHARS = 22  # in the middle line of a column of text; the cells of a table are shorter
_WIDE_GAP = 1.6  # letters' sizes: so far apart stand the cells of a table without lines
_WORD_GAP = 0.6  # of a letter's size: two words of one line stand no farther apart
_SAME_LINE = 0.25  # of a letter's size: so far apart may the base lines of one line be
_RAISED = 0.9  # of a line's size: smaller and raised is a superscript


@dataclass(frozen=True)
class Word:
    """A word and its box in points, from the top left corner of the page."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True)
class Line:
    words: tuple[Word, ...]
    column: int  # 0 over the whole width, 1 left, 2 right

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)


def lines_in_order(words: Sequence[Word], width: float) -> list[Line]:
    """Return the lines of a page in reading order."""
    rows = _rows(words)
    gutter = _gutter(rows, width)
    if gutter is None:
        return [Line(tuple(_without_superscripts(row)), 0) for row in rows]
    ordered: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for row in rows:
        halves = ([word for word in row if word.x1 <= gutter + 1], [word for word in row if word.x0 >= gutter - 1])
        if len(halves[0]) + len(halves[1]) < len(row) or _is_one(halves):
            ordered += [*left, *right, Line(tuple(_without_superscripts(row)), 0)]
            left, right = [], []
            continue
        for half, column, lines in ((halves[0], 1, left), (halves[1], 2, right)):
            if half:
                lines.append(Line(tuple(_without_superscripts(half)), column))
    return [*ordered, *left, *right]


def spaced_text(line: Line) -> str:
    """Return a line's text; where two words stand far apart, as cells of a table do, with several spaces between."""
    parts = [line.words[0].text]
    for before, word in zip(line.words, line.words[1:], strict=False):
        wide = word.x0 - before.x1 > _WIDE_GAP * max(line.size, 4.0)
        parts += ["   " if wide else " ", word.text]
    return "".join(parts)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Return words that stand on one base line together, from top to bottom, each row from left to right.

    The lines of two columns often stand a little higher or lower than each other: they are rows of their own.
    """
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.bottom, each.x0)):
        row = rows[-1] if rows else None
        if row and abs(_base(row) - word.bottom) <= _SAME_LINE * max(word.size, row[0].size):
            row.append(word)
        else:
            rows.append([word])
    rows = [sorted(row, key=lambda each: each.x0) for row in rows]
    return _with_raised(rows)


def _with_raised(rows: list[list[Word]]) -> list[list[Word]]:
    """Put words that stand a little higher, smaller, right beside a word of a row, into that row."""
    kept: list[list[Word]] = []
    for at, row in enumerate(rows):
        near = rows[max(0, at - 4) : at] + rows[at + 1 : at + 5]
        homes = [next((other for other in near if _is_raised(word, other)), None) for word in row]
        alone = [word for word, home in zip(row, homes, strict=True) if home is None]
        if alone:
            kept.append(row)  # because a row of which one word stands by itself is no superscript
            continue
        for word, home in zip(row, homes, strict=True):
            if home is not None:
                home.append(word)
                home.sort(key=lambda each: each.x0)
    return kept


def _is_raised(word: Word, row: Sequence[Word]) -> bool:
    beside = [
        each
        for each in row
        if each is not word and each.size * _RAISED > word.size and abs(word.x0 - each.x1) <= each.size
    ]
    return any(each.top - 0.5 * each.size < word.bottom < each.bottom - 0.5 for each in beside)


def _base(row: Sequence[Word]) -> float:
    return max(row, key=lambda each: each.size).bottom


def _gutter(rows: Sequence[Sequence[Word]], width: float) -> float | None:
    """Return the middle of the gap between two columns; None on a page of one column."""
    places = range(int(_BETWEEN[0] * width), int(_BETWEEN[1] * width), 2)
    crossing = {place: sum(_crosses(row, place) for row in rows) for place in places}
    fewest = min(crossing.values(), default=len(rows))
    if not rows or fewest > _MOST_CROSSING * len(rows):
        return None
    best = median(place for place, count in crossing.items() if count == fewest)
    parted = [row for row in rows if not _crosses(row, best)]
    lefts = [half for row in parted if (half := [word for word in row if word.x1 <= best])]
    rights = [half for row in parted if (half := [word for word in row if word.x0 >= best])]
    if min(len(lefts), len(rights)) < _FEWEST_LINES:
        return None
    starts = [round(half[0].x0) for half in rights]
    lengths = [sum(len(word.text) + 1 for word in half) for half in (*lefts, *rights)]
    # In columns of text the right one starts at one place; the cells of a table do, too, but are short.
    common = max(starts.count(start) for start in set(starts))
    return best if common >= 0.5 * len(starts) and median(lengths) >= _COLUMN_CHARS else None


def _crosses(row: Sequence[Word], place: float) -> bool:
    """Say whether a row goes on over a place: a word stands on it, or two words too near to each other around it."""
    left = [word.x1 for word in row if word.x1 <= place]
    right = [word.x0 for word in row if word.x0 >= place]
    if len(left) + len(right) < len(row):
        return True
    return bool(left and right) and min(right) - max(left) < _GUTTER_POINTS


def _is_one(halves: tuple[list[Word], list[Word]]) -> bool:
    """Say whether a row runs over both columns: its words go on without the gap."""
    left, right = halves
    return bool(left and right) and right[0].x0 - left[-1].x1 < max(_GUTTER_POINTS / 2, _WORD_GAP * left[-1].size)


def _without_superscripts(row: Sequence[Word]) -> list[Word]:
    size = median(word.size for word in row)
    kept = [
        word
        for at, word in enumerate(row)
        if not (
            at
            and word.size < _RAISED * size
            and re.fullmatch(r"[\d,;–*†‡§a-z-]{1,8}", word.text)
            and word.bottom < _base(row) - 1.2
        )
    ]
    return kept or list(row)
