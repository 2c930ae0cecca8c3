"""Reads DOCX, a zip archive: looked into before it is unpacked, so that no small file can grow large."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from bot.errors import DocumentError
from bot.ingest import limits
from bot.ingest.document import Block, BlockKind, Document, Format, Metadata, Reason, Removed, heading, paragraph
from bot.ingest.grids import Cell, table_of
from bot.ingest.repair import on_one_line, without_reference_numbers

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"^heading\s*(\d)", re.IGNORECASE)
_SMALLEST_HALF_POINTS = 4  # letters of two points nobody reads
_PALE = re.compile(r"^(?:f[cdef]){3}$", re.IGNORECASE)
_BROKEN = "is a damaged DOCX file; open and save it again in a word processor"


def read_docx(raw: bytes) -> Document:
    """Return a document's blocks.

    Raises:
        DocumentError: it is damaged, encrypted, or unpacks to more than the limits.
    """
    _look_into(raw)
    import docx
    from docx.opc.exceptions import OpcError

    try:
        opened = docx.Document(io.BytesIO(raw))
        removed: list[Removed] = []
        blocks = list(_blocks(opened, removed))
        metadata = _metadata(opened)
    except (
        OpcError,
        KeyError,
        ValueError,
        AttributeError,
        SyntaxError,
        zipfile.BadZipFile,
        OSError,
        EOFError,
        zlib.error,
    ) as error:
        raise DocumentError(_BROKEN) from error
    return Document(format=Format.DOCX, metadata=metadata, blocks=tuple(blocks), removed=tuple(removed))


def _look_into(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if any(part.flag_bits & 1 for part in parts):
                raise DocumentError("is password-protected; save it without a password")
            if len(parts) > limits.MAX_PARTS or sum(part.file_size for part in parts) > limits.MAX_UNPACKED_BYTES:
                raise DocumentError("unpacks to far more than an article; it may be an attack: ask where it comes from")
            names = {part.filename for part in parts}
            unpacked = 0
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        # What a part says of its size may be a lie.
                        unpacked += len(file.read(limits.MAX_UNPACKED_BYTES - unpacked + 1))
                    if unpacked > limits.MAX_UNPACKED_BYTES:
                        raise DocumentError(
                            "unpacks to far more than an article; it may be an attack: ask where it comes from"
                        )
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        NotImplementedError,  # a compression that zipfile does not know
        RuntimeError,
        ValueError,
        zlib.error,
    ) as error:
        raise DocumentError(_BROKEN) from error
    if "word/document.xml" not in names:
        raise DocumentError("is an Office file, but no Word document; save it as DOCX or PDF")


def _metadata(opened: Any) -> Metadata:
    core = opened.core_properties
    authors = tuple(
        name.strip() for name in re.split(r"[;,]", core.author or "") if name.strip() and name.strip() != "python-docx"
    )
    return Metadata(title=on_one_line(core.title or ""), authors=authors)


def _blocks(opened: Any, removed: list[Removed]) -> Iterator[Block]:
    styles = {style.style_id: style.name or "" for style in opened.styles}
    for section in opened.sections:
        for part in (section.header, section.footer):
            text = on_one_line(" ".join(each.text for each in part.paragraphs))
            if text and not part.is_linked_to_previous:
                removed.append(Removed(text=text, reason=Reason.FURNITURE))
    caption = ""
    for element in opened.element.body.iterchildren():
        if element.tag == f"{_W}p":
            for block in _paragraph(element, styles, removed):
                if re.match(r"^Table\s+\w+[.:]", block.text) and len(block.text) < 300:
                    caption = block.text
                else:
                    yield block
        elif element.tag == f"{_W}tbl":
            rows = [
                [_cell(cell, removed) for cell in row.iterchildren(f"{_W}tc")]
                for row in element.iterchildren(f"{_W}tr")
            ]
            table = table_of(_merged_down(rows, element), caption=caption)
            caption = ""
            if isinstance(table, Removed):
                removed.append(table)
            elif table:
                yield Block(kind=BlockKind.TABLE, text=table.caption, table=table)


def _merged_down(rows: list[list[Cell]], table: Any) -> list[list[Cell]]:
    """Fill the cells that continue the one above them with its text."""
    filled: list[list[Cell]] = []
    for row, element in zip(rows, table.iterchildren(f"{_W}tr"), strict=True):
        out: list[Cell] = []
        at = 0
        for cell, one in zip(row, element.iterchildren(f"{_W}tc"), strict=True):
            merge = one.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") in {None, "continue"}
            above = _at(filled[-1], at) if goes_on and filled else None
            out.append(Cell(above, cell.columns) if above is not None else cell)
            at += cell.columns
        filled.append(out)
    return filled


def _at(row: list[Cell], column: int) -> str | None:
    at = 0
    for cell in row:
        if at <= column < at + cell.columns:
            return cell.text
        at += cell.columns
    return None


def _cell(element: Any, removed: list[Removed]) -> Cell:
    span = element.find(f"{_W}tcPr/{_W}gridSpan")
    width = span.get(f"{_W}val") if span is not None else "1"
    text = on_one_line(" ".join(_visible(each, removed) for each in element.iter(f"{_W}p")))
    return Cell(text, int(width) if str(width).isdigit() else 1)


def _paragraph(element: Any, styles: dict[str, str], removed: list[Removed]) -> Iterator[Block]:
    text = without_reference_numbers(on_one_line(_visible(element, removed)))
    if not text:
        return
    style = element.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    is_item = element.find(f"{_W}pPr/{_W}numPr") is not None or name.casefold().startswith("list")
    if match := _HEADING.match(name):
        yield heading(text, int(match.group(1)))
    elif name.casefold() == "title":
        yield heading(text, 1)
    elif name.casefold() == "caption" and not re.match(r"^Table\b", text):
        removed.append(Removed(text=text, reason=Reason.CAPTION))
    else:
        yield Block(kind=BlockKind.ITEM, text=text) if is_item else paragraph(text)


def _visible(element: Any, removed: list[Removed]) -> str:
    """Return a paragraph's text; what was deleted or hidden in it is not its text."""
    shown: list[str] = []
    hidden: list[str] = []
    for run in element.iter(f"{_W}r"):
        if any(parent.tag == f"{_W}del" for parent in run.iterancestors()):
            continue
        pieces = []
        for child in run:
            if child.tag == f"{_W}t":
                pieces.append(child.text or "")
            elif child.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
                pieces.append(" ")
        (hidden if _is_hidden(run) else shown).append("".join(pieces))
    if text := on_one_line("".join(hidden)):
        removed.append(Removed(text=text, reason=Reason.HIDDEN))
    return "".join(shown)


def _is_hidden(run: Any) -> bool:
    look = run.find(f"{_W}rPr")
    if look is None:
        return False
    vanish, colour, size = (look.find(f"{_W}{name}") for name in ("vanish", "color", "sz"))
    if vanish is not None and vanish.get(f"{_W}val") not in {"0", "false"}:
        return True
    if (
        size is not None
        and (size.get(f"{_W}val") or "24").isdigit()
        and int(size.get(f"{_W}val")) <= _SMALLEST_HALF_POINTS
    ):
        return True
    ground = look.find(f"{_W}shd") is not None or look.find(f"{_W}highlight") is not None
    return colour is not None and _PALE.match(colour.get(f"{_W}val") or "") is not None and not ground
