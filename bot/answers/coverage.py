"""What the corpus can and cannot answer: its sources as a list, and a map of drug x condition x kind of question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from bot.evidence import rate
from bot.lexicon import Lexicon
from bot.strength.claims import read
from bot.types import Article, Certainty, ClaimKind, Passage, Record, Role, Strength, StudyCard

# The kinds of question that the map has a column for, and the sections that answer them.
_BENEFIT = "does it work"
COLUMNS: dict[str, frozenset[Role]] = {
    _BENEFIT: frozenset({Role.FOUND, Role.SUMMARY}),
    "what harms": frozenset({Role.HARMS}),
    "approval and dose": frozenset({Role.REGULATORY}),
}
_MARKS = {
    Certainty.HIGH: "high",
    Certainty.MODERATE: "moderate",
    Certainty.LOW: "low",
    Certainty.VERY_LOW: "very low",
}
NOTHING = "—"


class Cell(Record):
    """How many sources answer one kind of question about one drug in one condition, and the surest of them."""

    sources: int
    certainty: Certainty | None


class Row(Record):
    drug: str
    condition: str
    cells: tuple[Cell, ...]  # in the order of COLUMNS


def coverage(articles: Sequence[Article], lexicon: Lexicon) -> tuple[Row, ...]:
    """Return one row for each drug and condition that a source is about, drugs and conditions in alphabetical order."""
    pairs = sorted(
        {
            (drug, condition)
            for article in articles
            for drug in article.card.drugs
            for condition in article.card.conditions
            if drug in lexicon.names
        }
    )
    return tuple(
        Row(
            drug=drug,
            condition=condition,
            cells=tuple(_cell(articles, drug, condition, roles, name) for name, roles in COLUMNS.items()),
        )
        for drug, condition in pairs
    )


def coverage_table(articles: Sequence[Article], lexicon: Lexicon) -> str:
    """Return the map as a Markdown table: the surest certainty and, in brackets, how many sources."""
    lines = [
        "| treatment | condition | " + " | ".join(COLUMNS) + " |",
        "| --- | --- | " + " | ".join("---" for _ in COLUMNS) + " |",
    ]
    for row in coverage(articles, lexicon):
        cells = " | ".join(_told(cell) for cell in row.cells)
        lines.append(f"| {lexicon.plain(row.drug)} | {lexicon.plain(row.condition)} | {cells} |")
    return "\n".join(lines)


def sources_table(articles: Iterable[Article]) -> str:
    """Return the sources as a Markdown table, made from their cards."""
    lines = [
        "| source | what it is | people | certainty | year | read | how much was read | licence |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for article in articles:
        card = article.card
        second_hand = ", second-hand" if card.second_hand else ""
        topline = ", company's first figures" if card.topline else ""
        lines.append(
            f"| [{_plain(card.title)}]({card.link}) `{card.id}` | {card.design.value}{second_hand}{topline} | "
            f"{card.participants or NOTHING} | {_MARKS[rate(card).certainty]} | {card.year or NOTHING} | "
            f"{card.retrieved} | {card.access.value} | {_plain(card.licence)} |"
        )
    return "\n".join(lines)


def stale(articles: Iterable[Article], *, days: int, today: date) -> tuple[StudyCard, ...]:
    """Return the cards whose facts were read more than `days` days before `today`, the oldest first."""
    old = [article.card for article in articles if (today - article.card.retrieved).days > days]
    return tuple(sorted(old, key=lambda card: (card.retrieved, card.id)))


def listing(articles: Iterable[Article]) -> str:
    """Return the sources as plain columns for a terminal."""
    rows = [("source", "what it is", "people", "certainty", "year", "read")]
    for article in articles:
        card = article.card
        people, year = str(card.participants or NOTHING), str(card.year or NOTHING)
        certainty = _MARKS[rate(card).certainty]
        rows.append((card.id, card.design.value, people, certainty, year, str(card.retrieved)))
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _cell(articles: Sequence[Article], drug: str, condition: str, roles: frozenset[Role], column: str) -> Cell:
    telling = [
        article.card
        for article in articles
        if drug in article.card.drugs
        and condition in article.card.conditions
        and any(passage.role in roles for passage in article.passages)
        and (column != _BENEFIT or _tells_a_benefit(article.passages))
    ]
    surest = max((rate(card).certainty for card in telling), default=None)
    return Cell(sources=len(telling), certainty=surest)


@lru_cache(maxsize=1024)
def _tells_a_benefit(passages: tuple[Passage, ...]) -> bool:
    """Say whether a digest tells that something got better; a study of harms alone does not."""
    told = (s.text for p in passages if p.role in COLUMNS[_BENEFIT] and not p.header for s in p.sentences)
    readings = (read(text) for text in told)
    return any(each.kind is ClaimKind.EFFICACY and each.strength > Strength.UNCERTAIN for each in readings)


def _told(cell: Cell) -> str:
    return f"{_MARKS[cell.certainty]} ({cell.sources})" if cell.certainty else NOTHING


def _plain(text: str) -> str:
    return text.replace("|", "/").replace("[", "(").replace("]", ")")
