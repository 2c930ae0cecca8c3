"""What a file is, by its first bytes; its name decides only between kinds of text."""

from __future__ import annotations

import re
from pathlib import Path

from bot.errors import DocumentError
from bot.ingest.document import Format

_XML_HEAD = re.compile(
    rb"\A\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*(?:<!DOCTYPE\s+(\w+)[^>\[]*(?:\[.*?\])?\s*>\s*)?(?:<!--.*?-->\s*)*<([\w:-]+)",
    re.DOTALL | re.IGNORECASE,
)
_HTML_TAG = re.compile(rb"<(?:!doctype html|html|head|body|article|main|div|table|nav|script)\b[^>]*>", re.IGNORECASE)
_JATS = {b"article", b"pmc-articleset", b"articles"}
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old Word file (.doc) or a password-protected Office file; save it as DOCX without a password",
    ),
    (b"\x89PNG", "is a picture; Litotes reads text: ingest the PDF or the page itself"),
    (b"\xff\xd8\xff", "is a picture; Litotes reads text: ingest the PDF or the page itself"),
    (b"GIF8", "is a picture; Litotes reads text: ingest the PDF or the page itself"),
    (b"\x1f\x8b", "is a compressed file; unpack it and ingest what is in it"),
    (b"{\\rtf", "is an RTF file; save it as DOCX and ingest that"),
)
_HEAD_BYTES = 65_536


def format_of(raw: bytes, path: Path) -> Format:
    """Return what a file is.

    Raises:
        DocumentError: it is none of the formats that can be ingested.
    """
    if not raw.strip():
        raise DocumentError("is empty; check that it was saved or downloaded whole")
    head = raw[:_HEAD_BYTES]
    if b"%PDF-" in head[:1024]:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        if b"word/" in raw or b"[Content_Types].xml" in raw:
            return Format.DOCX
        raise DocumentError("is a ZIP archive and no DOCX; unpack it and ingest what is in it")
    for mark, why in _OTHERS:
        if head.startswith(mark):
            raise DocumentError(why)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        match = _XML_HEAD.match(head)
        root = match.group(2).lower() if match else b""
        if root.rpartition(b":")[2] in _JATS and (match and match.group(1) != b"html") and b"<front" in raw:
            return Format.JATS
        if _HTML_TAG.search(head):
            return Format.HTML
        if path.suffix.casefold() in {".xml", ".nxml"} or root:
            raise DocumentError(
                "is XML, but no JATS article (<article> with <front>); ingest the page or the PDF instead"
            )
    if len(_HTML_TAG.findall(head)) > 2:
        return Format.HTML
    is_markdown = path.suffix.casefold() in {".md", ".markdown"}
    return Format.MARKDOWN if is_markdown else Format.TEXT
