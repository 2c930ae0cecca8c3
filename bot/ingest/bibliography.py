"""Who wrote a source, where and when it appeared: from what the file says of itself, then from its first lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.ingest.clean import Cleaned
from bot.ingest.counts import Fact
from bot.ingest.document import BlockKind, Reason, paragraph
from bot.ingest.furniture import is_reference, is_title_like, kind_of
from bot.ingest.persons import persons_in
from bot.types import Record

_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>,;]+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:?\s*(\d{6,9})\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(19[5-9]\d|20[0-4]\d)\b")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATED = re.compile(
    rf"(?:\b{_MONTH}(?: \d{{1,2}},?)? |©\s*|\bpublished[^.]{{0,30}}|\bposted[^.]{{0,20}}|"
    rf"\bcopyright\s*(?:\(c\)|©)?\s*)((?:19[5-9]|20[0-4])\d)\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b((?:(?:The |New |British |American |European |International |Indian |Acta |Annals of |Archives of |"
    r"Frontiers in |Journal of |JAMA |BMJ |Lancet )"
    r"(?:[A-Z][\w&'’-]*|of|the|and|in|for|&)(?:,? (?:[A-Z][\w&'’-]*|of|the|and|in|for|&)){0,8}))"
)
_IN_JOURNAL = re.compile(rf"^{_MONTH} (?:19|20)\d\d in [“\"”‘']?\s?([A-Z][\w &'’-]{{3,60}})[”\"’']?\s*$")
_PUBLISHED_IN = re.compile(
    r"\bpublished (?:\w+ ){0,6}?in (?:the )?((?:[A-Z][\w&'’-]*|of|the|and|in|for)(?: (?:[A-Z][\w&'’-]*|of|the|"
    r"and|in|for|&)){1,8})"
)
_ET_AL = re.compile(r"^([A-Z][\w'’-]+,? et al)\b\.?")
_REFERENCE = re.compile(
    r"^(?P<authors>.+?)\s*\((?P<year>(?:19|20)\d\d)[a-z]?\)\.?\s*(?P<title>[^.?]+[.?])\s*(?P<journal>[A-Z][^,.\d]+)"
)
_CC = re.compile(r"\b(?:Creative Commons[^.]{0,80}|CC[ -]BY(?:-N[CD])?(?:-(?:ND|SA))?(?: \d\.\d)?)", re.IGNORECASE)


class Bibliography(Record):
    title: Fact[str] | None = None
    authors: Fact[tuple[str, ...]] | None = None
    doi: Fact[str] | None = None
    pmid: Fact[str] | None = None
    year: Fact[int] | None = None
    journal: Fact[str] | None = None
    url: Fact[str] | None = None
    licence: Fact[str] | None = None


def bibliography(cleaned: Cleaned, *, second_hand: bool) -> Bibliography:
    """Return what is known of a source as a publication.

    A second-hand source that names its original in one reference has that reference's DOI, year and authors: they are
    those of what it tells of. Which is why a card with `second_hand` never links to its DOI.
    """
    meta, opening = cleaned.metadata, cleaned.opening
    front = [each.text for each in cleaned.removed if each.reason in {Reason.FRONT, Reason.FURNITURE}]
    references = [each.text for each in cleaned.removed if each.reason is Reason.REFERENCES and is_reference(each.text)]
    only = references[0] if len(references) == 1 and second_hand else ""
    near = [*opening, *front]
    cited = _REFERENCE.match(only) if only else None
    return Bibliography(
        title=_stated(meta.title) or _title(cleaned),
        authors=_authors(meta.authors, near, cited, only),
        doi=_doi(meta.doi, [*near, *([only] if only else [])]),
        pmid=_stated(meta.pmid) or _matched(_PMID, near),
        year=_year(meta.year, near, cited, only),
        journal=_stated(meta.journal) or _journal(near, cleaned, cited, only),
        url=_stated(meta.url),
        licence=_stated(meta.licence) or _matched(_CC, [*near, *(each.text for each in cleaned.removed)], whole=True),
    )


def _stated(value: str) -> Fact[str] | None:
    value = " ".join(value.split())
    return Fact[str](value=value, quote=f"the file's own field: {value}") if value else None


def _title(cleaned: Cleaned) -> Fact[str] | None:
    """Return the first block that could be a title and stands before any text; none where the text comes first."""
    for piece in cleaned.opening:
        block = paragraph(piece)
        if len(piece.split()) > 40:
            return None
        if kind_of(block) is None and is_title_like(block) and len(piece.split()) > 2 and _is_first(piece, cleaned):
            return Fact[str](value=piece, quote=piece)
    return None


def _is_first(piece: str, cleaned: Cleaned) -> bool:
    prose = [
        each.block.text
        for each in cleaned.pieces
        if each.block.kind is not BlockKind.TABLE and each.block.text != piece
    ]
    longest = next((text for text in prose if len(text.split()) > 40), "")
    order = list(cleaned.opening)
    return longest not in order or order.index(piece) < order.index(longest)


def _authors(
    stated: Sequence[str], near: Iterable[str], cited: re.Match[str] | None, only: str
) -> Fact[tuple[str, ...]] | None:
    if stated:
        return Fact[tuple[str, ...]](value=tuple(stated), quote=f"the file's own field: {', '.join(stated)}")
    lines = list(near)
    for line in lines:
        if names := persons_in(line):
            return Fact[tuple[str, ...]](value=names, quote=line)
    if cited:
        return Fact[tuple[str, ...]](value=(f"original by {cited['authors']}",), quote=only)
    running = next((line for line in lines if _ET_AL.match(line)), None)
    if running:
        first = _ET_AL.match(running)
        return Fact[tuple[str, ...]](value=(first.group(1).replace(",", "") if first else "",), quote=running)
    return None


def _doi(stated: str, near: Iterable[str]) -> Fact[str] | None:
    if match := _DOI.search(stated):
        return Fact[str](value=match.group(1).rstrip("."), quote=f"the file's own field: {stated}")
    found = {match.group(1).rstrip(".)"): line for line in near for match in _DOI.finditer(line)}
    if len(found) != 1:
        return None
    doi, quote = next(iter(found.items()))
    return Fact[str](value=doi, quote=quote)


def _year(stated: int | None, near: Sequence[str], cited: re.Match[str] | None, only: str) -> Fact[int] | None:
    if stated:
        return Fact[int](value=stated, quote=f"the file's own field: {stated}")
    dated = {int(match.group(1)): line for line in near if len(line) < 200 for match in _DATED.finditer(line)}
    if dated:
        year = max(dated) if len(dated) > 1 and max(dated) - min(dated) <= 1 else next(iter(dated))
        return Fact[int](value=year, quote=dated[year]) if len(dated) == 1 or max(dated) - min(dated) <= 1 else None
    if cited:
        return Fact[int](value=int(cited["year"]), quote=only)
    return None


def _journal(near: Sequence[str], cleaned: Cleaned, cited: re.Match[str] | None, only: str) -> Fact[str] | None:
    for line in near:
        if match := _IN_JOURNAL.match(line):
            return Fact[str](value=match.group(1).strip(), quote=line)
    for line in near:
        if len(line) < 160 and _YEAR.search(line) and (match := _JOURNAL.search(line.lstrip("0123456789 "))):
            return Fact[str](value=match.group(1).strip(" ,"), quote=line)
    if cited:
        return Fact[str](value=cited["journal"].strip(), quote=only)
    match = _PUBLISHED_IN.search(cleaned.text)
    return Fact[str](value=match.group(1), quote=match.group()) if match else None


def _matched(pattern: re.Pattern[str], lines: Iterable[str], *, whole: bool = False) -> Fact[str] | None:
    for line in lines:
        if match := pattern.search(line):
            return Fact[str](value=match.group(0 if whole else 1).strip(), quote=line[:300])
    return None
