"""Reads JATS XML, the format of PubMed Central. A file's own entities, and outside ones, are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bot.errors import DocumentError
from bot.ingest.document import Block, BlockKind, Document, Format, Metadata, Reason, Removed, heading, paragraph
from bot.ingest.grids import Cell, table_of
from bot.ingest.repair import on_one_line

_NAMESPACE = re.compile(r"\{[^}]*\}")
_SKIPPED = frozenset("graphic inline-graphic media alternatives-text tex-math object-id label-skip".split())
_CAPTIONS = frozenset("fig fig-group media supplementary-material boxed-text-caption".split())
_MAX_DEPTH = 150


def read_jats(raw: bytes) -> Document:
    """Return an article's blocks.

    Raises:
        DocumentError: it is malformed, or defines entities of its own, or is nested beyond reason.
    """
    try:
        root = fromstring(raw, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise DocumentError(
            "defines XML entities of its own, as attacks do; ingest the publisher's page or PDF instead"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise DocumentError(f"is malformed XML ({error}); download it again") from error
    article = (
        root if _name(root) == "article" else next((each for each in root.iter() if _name(each) == "article"), root)
    )
    removed: list[Removed] = []
    blocks: list[Block] = []
    front = _child(article, "front")
    meta = _child(front, "article-meta") if front is not None else None
    for abstract in _children(meta, "abstract"):
        blocks += _section(abstract, removed, 2, 0)
    body = _child(article, "body")
    if body is not None:
        blocks += _section(body, removed, 2, 0)
    for part in ("back", "sub-article", "response", "floats-group"):
        for element in _children(article, part):
            blocks += _back(element, removed)
    return Document(
        format=Format.JATS, metadata=_metadata(article, front, meta), blocks=tuple(blocks), removed=tuple(removed)
    )


def _name(element: Element) -> str:
    return _NAMESPACE.sub("", element.tag) if isinstance(element.tag, str) else ""


def _children(element: Element | None, name: str) -> list[Element]:
    return [each for each in element if _name(each) == name] if element is not None else []


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _all(element: Element | None, name: str) -> list[Element]:
    return [each for each in element.iter() if _name(each) == name] if element is not None else []


def _text(element: Element | None, depth: int = 0) -> str:
    """Return the text of an element without the numbers that point to references."""
    if element is None or depth > _MAX_DEPTH:
        return ""
    parts = [element.text or ""]
    for child in element:
        name = _name(child)
        is_reference = name == "xref" and child.get("ref-type") in {"bibr", "fn", "aff", "corresp"}
        if not is_reference and name not in _SKIPPED and not (name == "sup" and _points(child)):
            parts.append(_text(child, depth + 1))
            if name in {"p", "title", "break", "list-item"}:
                parts.append(" ")
        parts.append(child.tail or "")
    return "".join(parts)


def _points(element: Element) -> bool:
    inner = list(element)
    text = on_one_line("".join(element.itertext()))
    return bool(inner) and all(_name(each) == "xref" for each in inner) and not re.search(r"[A-Za-z]{2}", text)


def _section(element: Element, removed: list[Removed], level: int, depth: int) -> Iterator[Block]:
    if depth > _MAX_DEPTH:
        raise DocumentError("is nested beyond reason; ingest the publisher's page or PDF instead")
    for child in element:
        name = _name(child)
        if name == "title":
            if text := on_one_line(_text(child)):
                yield heading(text, level)
        elif name == "sec":
            yield from _section(child, removed, level + 1, depth + 1)
        elif name == "p":
            yield from _paragraph(child, removed, level, depth)
        elif name == "list":
            for item in _children(child, "list-item"):
                if text := on_one_line(_text(item)):
                    yield Block(kind=BlockKind.ITEM, text=text)
        elif name == "table-wrap":
            yield from _table(child, removed)
        elif name in _CAPTIONS or name == "ref-list":
            if text := on_one_line(_text(child)):
                removed.append(Removed(text=text, reason=Reason.REFERENCES if name == "ref-list" else Reason.CAPTION))
        elif name in {"disp-quote", "boxed-text", "statement", "fn-group", "ack", "glossary", "app"}:
            yield from _section(child, removed, level + 1, depth + 1)


def _paragraph(element: Element, removed: list[Removed], level: int, depth: int) -> Iterator[Block]:
    """Yield a paragraph, and after it the tables and figures that stand inside it."""
    inside = [each for each in element if _name(each) in {"table-wrap", "fig", "list", "disp-quote"}]
    for each in inside:
        tail = each.tail or ""
        at = list(element).index(each)
        element.remove(each)
        if at:
            element[at - 1].tail = (element[at - 1].tail or "") + tail
        else:
            element.text = (element.text or "") + tail
    if text := on_one_line(_text(element)):
        yield paragraph(text)
    if inside:
        holder = Element("sec")
        holder.extend(inside)
        yield from _section(holder, removed, level, depth + 1)


def _table(element: Element, removed: list[Removed]) -> Iterator[Block]:
    label, caption = on_one_line(_text(_child(element, "label"))), on_one_line(_text(_child(element, "caption")))
    for note in _children(element, "table-wrap-foot"):
        if text := on_one_line(_text(note)):
            removed.append(Removed(text=text, reason=Reason.TABLE_NOTE))
    for table in _all(element, "table"):
        heads = sum(len(_children(head, "tr")) for head in _children(table, "thead"))
        rows = [
            [
                Cell(
                    on_one_line(_text(cell)),
                    _span(cell, "colspan"),
                    _span(cell, "rowspan"),
                    is_heading=_name(cell) == "th",
                )
                for cell in row
                if _name(cell) in {"td", "th"}
            ]
            for row in _all(table, "tr")
        ]
        read = table_of(rows, caption=f"{label} {caption}".strip(), heading_rows=heads)
        if isinstance(read, Removed):
            removed.append(read)
        elif read:
            yield Block(kind=BlockKind.TABLE, text=read.caption, table=read)


def _span(cell: Element, name: str) -> int:
    value = cell.get(name) or "1"
    return int(value) if value.isdigit() and len(value) < 5 else 1


def _back(element: Element, removed: list[Removed]) -> Iterator[Block]:
    name = _name(element)
    if name == "floats-group":
        yield from _section(element, removed, 2, 0)
        return
    for child in element:
        reason = Reason.REFERENCES if _name(child) == "ref-list" else Reason.FRONT
        if text := on_one_line(_text(child)):
            removed.append(Removed(text=text[:4_000], reason=reason))


def _metadata(article: Element, front: Element | None, meta: Element | None) -> Metadata:
    ids = {each.get("pub-id-type"): on_one_line(_text(each)) for each in _children(meta, "article-id")}
    years = [
        int(text)
        for date in _children(meta, "pub-date")
        for year in _children(date, "year")
        if (text := on_one_line(_text(year))).isdigit()
    ]
    authors = []
    for group in _children(meta, "contrib-group"):
        for contrib in _children(group, "contrib"):
            if contrib.get("contrib-type") in {None, "author"}:
                named = next(iter(_all(contrib, "name")), None)
                if named is not None:
                    authors.append(
                        on_one_line(f"{_text(_child(named, 'given-names'))} {_text(_child(named, 'surname'))}")
                    )
    titles = _all(_child(meta, "title-group"), "article-title")
    licences = _all(meta, "license")
    paid = [on_one_line(_text(each)) for each in (*_all(meta, "funding-statement"), *_all(meta, "funding-source"))]
    journals = _all(_child(front, "journal-meta"), "journal-title")
    doi = ids.get("doi", "")
    return Metadata(
        title=on_one_line(_text(titles[0])) if titles else "",
        authors=tuple(authors[:60]),
        doi=doi,
        pmid=ids.get("pmid", ""),
        year=min(years) if years else None,
        journal=on_one_line(_text(journals[0])) if journals else "",
        licence=on_one_line(_text(licences[0]))[:300] if licences else "",
        funding=next((each for each in paid if each), ""),
        language=next((value for key, value in article.attrib.items() if key.endswith("lang")), ""),
    )
