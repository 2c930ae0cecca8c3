"""The rows of a source's table that a question points at: by number, by what stands in a cell, or as the oldest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from bot import wordings
from bot.articles import table_cells
from bot.types import Binding, DraftClaim, Evidence, Part, Passage, StudyCard

_I = re.IGNORECASE
_Row = tuple[Passage, int, tuple[str, ...]]  # where it stands, and its cells
_MOST_ROWS = 3  # more of them answer no question about one person
_FIGURE = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)")
# How people ask for a column, where they do not use its name.
_ASKED_AS = {
    "age": re.compile(r"\b(?:age[ds]?|years?[- ]old|yo|y/o|old(?:est)?|youngest)\b", _I),
    "dose": re.compile(r"\b(?:dos(?:e|es|age)|\d+ ?mg|mg)\b", _I),
}
_MOST = re.compile(r"\b(?:oldest|highest|biggest|largest|worst|most severe|maximum)\b", _I)
_LEAST = re.compile(r"\b(?:youngest|lowest|smallest|mildest|minimum)\b", _I)


def numbered_rows(evidence: Evidence) -> list[DraftClaim]:
    """Return the row of each table whose first cell is the case that was asked about."""
    case = str(evidence.query.case)
    return [
        _told(passage, at, cells)
        for ranked in evidence.ranked
        for passage, at, cells in _rows(ranked.passage)
        if cells[0] == case
    ]


def pointed_rows(evidence: Evidence, cards: Sequence[StudyCard]) -> list[DraftClaim]:
    """Return the few rows of these sources' tables that a question picks: "the woman aged 77", "the oldest"."""
    question = evidence.query.question
    figures = set(_FIGURE.findall(question))
    found: list[DraftClaim] = []
    for rows in _tables(evidence, {card.id for card in cards}):
        header = rows[0][0].header
        for column in (at for at in range(1, len(header)) if _asks_for(header[at], question)):
            values = [(float(match[0]), row) for row in rows if (match := _FIGURE.search(row[2][column]))]
            picked = [row for value, row in values if f"{value:g}" in figures]
            if not picked and values and (_MOST.search(question) or _LEAST.search(question)):
                best = (max if _MOST.search(question) else min)(value for value, _ in values)
                picked = [row for value, row in values if value == best]
            if 0 < len(picked) <= _MOST_ROWS:
                found += [_told(*row) for row in picked]
    return list({each.text: each for each in found}.values())


def _asks_for(header: str, question: str) -> bool:
    name = header.split()[0].casefold()
    pattern = _ASKED_AS.get(name) or re.compile(rf"\b{re.escape(name)}\b", _I)
    return pattern.search(question) is not None


def _tables(evidence: Evidence, sources: Collection[str]) -> list[list[_Row]]:
    """Return the rows of each table of these sources, its passages put together again."""
    tables: dict[tuple[str, tuple[str, ...]], list[_Row]] = {}
    for ranked in evidence.ranked:
        passage = ranked.passage
        if passage.source_id in sources and passage.header:
            tables.setdefault((passage.source_id, passage.header), []).extend(_rows(passage))
    return list(tables.values())


def _rows(passage: Passage) -> Iterator[_Row]:
    for at, sentence in enumerate(passage.sentences if passage.header else ()):
        yield passage, at, table_cells(sentence.text)


def _told(passage: Passage, at: int, cells: tuple[str, ...]) -> DraftClaim:
    binding = Binding(passage_id=passage.passage_id, sentence=at)
    return DraftClaim(text=wordings.table_row(passage.header, cells), part=Part.DIRECT, bindings=(binding,))
