"""Document → the fields of a study card, each with its quote; what is not stated stays unknown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.ingest import counts, facts, wording
from bot.ingest.bibliography import Bibliography, bibliography
from bot.ingest.clean import Cleaned
from bot.ingest.counts import Fact
from bot.ingest.document import Format, Reason
from bot.ingest.draft_records import Quoted
from bot.ingest.names import Names, names_of
from bot.ingest.rules_on_use import GUIDELINE, LABEL
from bot.lexicon import Lexicon, NameKind
from bot.text.sentences import split_sentences
from bot.types import Access, Design, SourceKind, Status

_ABSTRACT_CHARS = 3_500  # a structured abstract is shorter, an article longer


class Card:
    """What was found for a card, with its quotes, while it is put together."""

    def __init__(self, cleaned: Cleaned, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.sentences = tuple(
            span.text for piece in cleaned.pieces if not piece.block.table for span in split_sentences(piece.block.text)
        )
        everything = (
            *self.sentences,
            *(each.text for each in cleaned.removed if each.reason is Reason.FRONT),
            *cleaned.opening,
        )
        headings = [piece.under for piece in cleaned.pieces]
        counted = isinstance(counts.participants(self.sentences), Fact)
        told = facts.second_hand(self.sentences, headings if counted else ())
        if cleaned.format is Format.JATS:
            told = Fact[bool](value=False, quote="the file is the publisher's own JATS XML")
        self.second_hand = told
        self.books: Bibliography = bibliography(cleaned, second_hand=told is None or told.value)
        title = self.books.title.value if self.books.title else ""
        self.text = tuple(each for each in self.sentences if each != title)
        self.names: Names = names_of(title, self.text, lexicon)
        self.design: Fact[Design] | None = facts.design(title, everything)
        kind = self.design.value if self.design else None
        self.comparator = facts.comparator(self.sentences, controlled=facts.is_controlled(kind))
        self.participants = counts.participants((title, *self.text))
        self.duration = counts.duration_weeks(self.text)
        self.centres = facts.centres(self.sentences, title)
        paid = self._under_funding(cleaned) or facts.funding(
            (*(each.text for each in cleaned.removed if each.reason is Reason.FRONT), *self.sentences)
        )
        stated = cleaned.metadata.funding
        self.funding = Fact[str](value=stated, quote=f"the file's own field: {stated}") if stated else paid
        self.open_label = facts.open_label(self.text)

    def _under_funding(self, cleaned: Cleaned) -> Fact[str] | None:
        told = next((piece.block.text for piece in cleaned.pieces if piece.under.casefold() == "funding"), None)
        return Fact[str](value=told, quote=f"Funding: {told}") if told else None

    def names_a_drug(self, sentence: str) -> bool:
        """Say whether a sentence is about a treatment at all; what a disease is, is no claim of an effect."""
        return any(each.kind is NameKind.DRUG for each in self._lexicon.mentions(sentence, fuzzy=True))


def title_of(found: Card) -> str:
    if found.books.title:
        return found.books.title.value
    about = " and ".join((*found.names.drugs[:1], *found.names.conditions[:1]))
    return f"Untitled text about {about}" if about else "Untitled text"


def fields_of(found: Card, cleaned: Cleaned, title: str, disagreements: Sequence[str], read_on: date) -> dict[str, Any]:
    books, unstated = found.books, "not stated"
    design = found.design.value if found.design else None
    second_hand = found.second_hand is None or found.second_hand.value
    compared = found.comparator
    own = "\n".join(found.sentences)
    is_rule = LABEL.search(own) is not None or GUIDELINE.search(title) is not None
    if is_rule or design is None:
        # A label licenses words that nothing else does; that a text calls itself one is not enough.
        design = Design.WEB_PAGE if cleaned.format is Format.HTML else Design.REFERENCE
    studies = design not in {Design.WEB_PAGE, Design.REFERENCE}
    kind = SourceKind.REVIEW if design is Design.SYSTEMATIC_REVIEW else SourceKind.STUDY if studies else SourceKind.NEWS
    if (
        second_hand
        and cleaned.format in {Format.HTML, Format.TEXT}
        and not (books.journal and design is Design.CASE_REPORT)
    ):
        kind = SourceKind.NEWS
    doi = books.doi.value if books.doi else None
    is_abstract = len(own) < _ABSTRACT_CHARS and {piece.under for piece in cleaned.pieces} >= {"Methods", "Results"}
    return {
        "title": title[:400],
        "authors": list(books.authors.value) if books.authors else unstated,
        "container": books.journal.value if books.journal else unstated,
        "year": books.year.value if books.year else None,
        "doi": doi,
        "url": _address(books, doi, second_hand=second_hand),
        "licence": books.licence.value if books.licence else "not stated; the sections hold the source's own words",
        "retrieved": read_on,
        "status": Status.UNREVIEWED.value,
        "kind": kind.value,
        "design": design.value,
        "participants": found.participants.value if isinstance(found.participants, Fact) else None,
        "comparator": (compared.value or None) if compared else None,
        "duration_weeks": found.duration.value if isinstance(found.duration, Fact) else None,
        "centres": found.centres.value if found.centres else None,
        "peer_reviewed": bool(not second_hand and books.journal and (doi or cleaned.format is Format.JATS)),
        "second_hand": second_hand,
        "access": (Access.ABSTRACT if is_abstract else Access.WHOLE).value,
        "open_label": found.open_label is not None,
        "funding": found.funding.value[:400] if found.funding else None,
        "drugs": list(found.names.drugs or found.names.unlisted),
        "conditions": list(found.names.conditions),
        "population": None,
        "region": None,
        "inconsistencies": list(disagreements),
        "provenance": [wording.DRAFTED],
    }


def _address(books: Bibliography, doi: str | None, *, second_hand: bool) -> str:
    if books.url and re.match(r"^https?://[^\s<>\"']+$", books.url.value):
        return books.url.value
    if doi and not second_hand:
        return f"https://doi.org/{doi}"
    return wording.NO_ADDRESS


def quotes_of(found: Card) -> tuple[Quoted, ...]:
    named: list[tuple[str, Any]] = [
        *(
            (name, getattr(found.books, name))
            for name in ("title", "authors", "doi", "pmid", "year", "journal", "url", "licence")
        ),
        ("design", found.design),
        ("participants", found.participants),
        ("comparator", found.comparator),
        ("duration_weeks", found.duration),
        ("centres", found.centres),
        ("funding", found.funding),
        ("open_label", found.open_label),
        ("second_hand", found.second_hand),
    ]
    quotes = [
        Quoted(field=field, value=_shown(fact.value), quote=fact.quote[:600])
        for field, fact in named
        if isinstance(fact, Fact)
    ]
    for field, names in (("drugs", found.names.drugs), ("conditions", found.names.conditions)):
        quotes += [Quoted(field=field, value=name, quote=found.names.quotes[name][:600]) for name in names]
    return tuple(quotes)


def _shown(value: Any) -> str:
    if isinstance(value, Design):
        return value.value
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value) or "none"


def slug_of(found: Card, title: str) -> str:
    authors = found.books.authors.value[0] if found.books.authors else ""
    surname = re.sub(r"^original by ", "", authors)
    surname = (
        surname.split(",")[0]
        if "," in surname
        else re.sub(r" et al$", "", surname).split()[-1]
        if surname.split()
        else ""
    )
    words = [word for word in re.findall(r"[a-z0-9]+", title.casefold()) if len(word) > 3]
    parts = [
        *re.findall(r"[a-z0-9]+", surname.casefold())[:1],
        str(found.books.year.value) if found.books.year else "",
        *words[:4],
    ]
    slug = "-".join(part for part in parts if part)[:48].strip("-")
    return slug or "untitled"
