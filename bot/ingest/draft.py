"""Document → draft article: the card with its quotes, the text in its sections, the reviewer's checklist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from bot.ingest import wording
from bot.ingest.card import Card, fields_of, quotes_of, slug_of, title_of
from bot.ingest.checklist import checklist_of, held_silence, why_not_served
from bot.ingest.checks import inconsistencies
from bot.ingest.clean import clean
from bot.ingest.counts import Fact
from bot.ingest.document import Document, Table
from bot.ingest.draft_records import Prepared, TakenOut
from bot.ingest.sections import Sorted, sort
from bot.lexicon import Lexicon
from bot.types import Role, StudyCard

_MOST_REMOVED = 40  # lines of `removed:`; all of it stands in the review file


def prepare(document: Document, lexicon: Lexicon, *, read_on: date) -> Prepared:
    """Return the draft of one document.

    Raises:
        DocumentError: it holds no article in English.
    """
    cleaned = clean(document)
    found = Card(cleaned, lexicon)
    title = title_of(found)
    prose = [piece for piece in cleaned.pieces if not piece.block.table and piece.block.text != title]
    tables = [block.table for block in cleaned.tables if block.table]
    people = found.participants.value if isinstance(found.participants, Fact) else None
    disagreements = inconsistencies(found.text, cleaned.tables, people)
    fields = fields_of(found, cleaned, title, disagreements, read_on)
    card = StudyCard.model_validate({**fields, "id": "draft"})
    sections = sort(prose, card)
    removed = [TakenOut(text=each.text, reason=each.reason.value) for each in (*cleaned.removed, *sections.removed)]
    fields["removed"] = _removed_lines(removed)
    fields["derived"] = [each.model_dump() for each in wording.derived(card, sections.no_harm)]
    quotes = quotes_of(found)
    return Prepared(
        slug=slug_of(found, title),
        fields=fields,
        body=_body(card, sections, tables, found),
        format=cleaned.format.value,
        pages=cleaned.pages,
        quotes=quotes,
        checklist=checklist_of(found, cleaned, sections, disagreements),
        held_back=(*sections.held_back, *(held_silence(each, card) for each in sections.no_harm)),
        removed=tuple(removed),
        why_not_served=why_not_served(found, cleaned),
        doi=found.books.doi.value if found.books.doi else "",
        pmid=found.books.pmid.value if found.books.pmid else "",
    )


def _removed_lines(removed: Sequence[TakenOut]) -> list[str]:
    lines = [f"{each.reason}: “{each.text[:117] + '…' if len(each.text) > 118 else each.text}”" for each in removed]
    more = len(lines) - _MOST_REMOVED
    return [*lines[:_MOST_REMOVED], *([f"and {more} more pieces, in the review file"] if more > 0 else [])]


def _body(card: StudyCard, sections: Sorted, tables: Sequence[Table], found: Card) -> str:
    by_role: dict[Role, list[str]] = {
        role: [" ".join(_safe(sentence) for sentence in paragraph) for paragraph in sections.by_role.get(role, ())]
        for role in Role
    }
    by_role[Role.SUMMARY] = wording.summary(card)
    by_role[Role.HARMS] = [*by_role[Role.HARMS], *wording.harms(card, sections.no_harm)]
    by_role[Role.LIMITS] = [*by_role[Role.LIMITS], *wording.limits(card, found.comparator is not None)]
    for table in tables:
        by_role[
            Role.HARMS
            if re.search(r"\b(?:adverse|side effects?|safety)\b", table.caption, re.IGNORECASE)
            else Role.FOUND
        ].append(_markdown(table))
    return "\n\n".join(f"## {role.value}\n\n" + "\n\n".join(by_role[role]) for role in Role if by_role[role]) + "\n"


def _safe(text: str) -> str:
    """Return a sentence that Markdown takes for prose, whatever it starts with."""
    return " ".join(text.split()).lstrip("#|>=-*+ ").replace("|", "/")


def _markdown(table: Table) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(" ".join(cell.replace("|", "/").split()) or "–" for cell in cells) + " |"

    return "\n".join(
        [line(table.header), "| " + " | ".join("---" for _ in table.header) + " |", *map(line, table.rows)]
    )
