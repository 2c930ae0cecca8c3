"""What a page says about itself in its head: the fields that journals, libraries and sites use."""

from __future__ import annotations

import re

from lxml import html

from bot.ingest.document import Metadata
from bot.ingest.repair import on_one_line

_TITLES = ("citation_title", "dc.title", "og:title")
_SITE_NAME = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,40}$")
_ADDRESS = re.compile(r"^https?://[^\s<>\"']+$")


def metadata_of(page: html.HtmlElement) -> Metadata:
    """Return a page's own description of itself; for a title its heading, if it has exactly one."""
    fields: dict[str, list[str]] = {}
    for meta in page.xpath("//meta[@content]"):
        name = (meta.get("name") or meta.get("property") or "").casefold()
        fields.setdefault(name, []).append(on_one_line(meta.get("content")))

    def first(*names: str) -> str:
        return next((value for name in names for value in fields.get(name, []) if value), "")

    headings = page.xpath("//h1")
    head = on_one_line(" ".join(headings[0].itertext())) if len(headings) == 1 else ""
    dated = re.search(
        r"\b(19[5-9]\d|20[0-4]\d)\b",
        first("citation_publication_date", "citation_date", "dc.date", "article:published_time", "date"),
    )
    doi = re.search(r"10\.\d{4,9}/\S+", first("citation_doi", "dc.identifier", "prism.doi"))
    links = page.xpath("//link[@rel='canonical']/@href")
    url = next(
        (str(each) for each in (*links, first("og:url", "citation_public_url")) if _ADDRESS.match(str(each))), ""
    )
    titles = [str(each) for each in page.xpath("//title/text()")][:1]
    return Metadata(
        title=first(_TITLES[0], _TITLES[1])
        or head
        or _SITE_NAME.sub("", first(_TITLES[2]))
        or _SITE_NAME.sub("", on_one_line(" ".join(titles))),
        authors=tuple(fields.get("citation_author", []) or fields.get("dc.creator", []) or fields.get("author", []))[
            :60
        ],
        doi=doi.group() if doi else "",
        pmid=first("citation_pmid"),
        year=int(dated.group(1)) if dated else None,
        journal=first("citation_journal_title", "prism.publicationname", "og:site_name"),
        url=url,
        licence=first("dc.rights", "citation_license"),
        language=(page.get("lang") or "")[:5],
    )
