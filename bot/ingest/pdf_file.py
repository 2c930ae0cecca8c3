"""Reads PDF: words with their places → columns in reading order, tables by their lines, furniture by its repetition."""

from __future__ import annotations

import io
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any

from bot.errors import DocumentError
from bot.ingest import limits
from bot.ingest.document import Block, BlockKind, Document, Format, Metadata, Reason, Removed, Table
from bot.ingest.grids import Cell, table_of
from bot.ingest.line_tables import TABLE_MARK
from bot.ingest.lines import blocks_of
from bot.ingest.page_layout import Line, Word, lines_in_order, spaced_text
from bot.ingest.repair import on_one_line, repair

_SCAN_CHARS = 60  # a page: fewer letters than a running head and a page number have
_SMALLEST_POINTS = 2.0
_MARGIN = 0.09  # of the page's height, where headers and footers stand
_TITLE_RATIO = 1.15  # of the size of most letters
_PALE = 0.97


def read_pdf(raw: bytes) -> Document:
    """Return a PDF's blocks.

    Raises:
        DocumentError: it is encrypted, damaged, a scan, or has too many pages.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(io.BytesIO(raw)) as pdf:
            if len(pdf.pages) > limits.MAX_PAGES:
                raise DocumentError(
                    f"has {len(pdf.pages)} pages, more than {limits.MAX_PAGES}; ingest the chapter that matters"
                )
            return _document(pdf.pages)
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise DocumentError("is password-protected; save it without a password") from error
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect | PDFEncryptionError):
            raise DocumentError("is password-protected; save it without a password") from error
        raise DocumentError("is a damaged PDF; download or print it to PDF again") from error
    except (MemoryError, RecursionError, DocumentError):
        raise
    except Exception as error:  # reason: pdfminer raises whatever a broken file makes it raise
        raise DocumentError("is a damaged PDF; download or print it to PDF again") from error


def _document(pages: Sequence[Any]) -> Document:
    removed: list[Removed] = []
    read: list[tuple[list[Line], float]] = []
    tables: dict[str, Table] = {}
    letters = pictures = 0
    open_table: str | None = None
    for page in pages:
        letters += len(page.chars)
        pictures += len(page.images)
        lines, open_table = _page(page, removed, tables, open_table)
        read.append((lines, float(page.height)))
        page.close()
    if letters < _SCAN_CHARS * len(read):
        what = "is a scan: pictures of pages without letters" if pictures else "holds no text"
        raise DocumentError(f"{what}; run text recognition (OCR) on it, check the text, and ingest that")
    furniture = _repeated(read)
    body = _body_size(read)
    out: list[str] = []
    for lines, height in read:
        kept = [line for line in lines if not _is_furniture(line, lines, height, furniture, removed)]
        out += _told(kept, body)
    text = repair("\n".join(out)).text
    blocks, left_out = blocks_of(text.split("\n"), always_wrapped=True)
    return Document(
        format=Format.PDF,
        metadata=Metadata(title=_title(read[0][0], body, furniture)),
        blocks=tuple(_with_tables(blocks, tables)),
        removed=(*removed, *left_out),
        pages=len(read),
    )


def _page(
    page: Any, removed: list[Removed], tables: dict[str, Table], open_table: str | None
) -> tuple[list[Line], str | None]:
    """Return the lines of a page in reading order, marks for its tables among them, and the table that it ends with."""
    chars, hidden = _visible(page)
    if hidden:
        removed.append(Removed(text=hidden, reason=Reason.HIDDEN))
    found = [table for table in page.find_tables() if len(table.rows) > 1 and len(table.rows[0].cells) > 1]
    boxes = [table.bbox for table in found]
    page = page.filter(lambda item: item["object_type"] != "char" or id(item) in chars or _key(item) in chars)
    outside = page.filter(lambda item: item["object_type"] != "char" or not any(_inside(item, box) for box in boxes))
    words = [
        Word(each["text"].replace(TABLE_MARK, ""), each["x0"], each["x1"], each["top"], each["bottom"], each["size"])
        for each in outside.extract_words(x_tolerance=1.5, y_tolerance=2, extra_attrs=["size"], use_text_flow=False)
    ]
    last: str | None = None
    marks: list[Word] = []
    for number, table in enumerate(sorted(found, key=lambda each: each.bbox[1])):
        rows = [
            [Cell(on_one_line(cell or "")) for cell in row]
            for row in page.crop(_clipped(table.bbox, page)).extract_table() or table.extract()
        ]
        read = table_of(rows)
        x0, top, x1, _ = table.bbox
        if isinstance(read, Removed):
            removed.append(read)
        elif number == 0 and open_table and _continues(tables[open_table], rows, words, top):
            tables[open_table] = _longer(tables[open_table], rows)
            last = open_table
        elif read:
            last = f"{TABLE_MARK}{len(tables)}{TABLE_MARK}"
            tables[last] = read
            marks.append(Word(last, x0, x1, top, top + 8, 8.0))
    ends_with_table = last if last and found and max(box[3] for box in boxes) > 0.8 * float(page.height) else None
    return lines_in_order([*words, *marks], float(page.width)), ends_with_table


def _key(char: dict[str, Any]) -> tuple[Any, ...]:
    return (char["text"], round(char["x0"], 2), round(char["top"], 2), char["size"])


def _clipped(box: tuple[float, float, float, float], page: Any) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = page.bbox
    return max(box[0] - 0.5, x0), max(box[1] - 0.5, top), min(box[2] + 0.5, x1), min(box[3] + 0.5, bottom)


def _inside(char: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _visible(page: Any) -> tuple[set[Any], str]:
    """Return the letters that a person sees, and the text of those that nobody does."""
    grounds = [rect for rect in page.rects if rect.get("fill") and not _is_pale(rect.get("non_stroking_color"))]
    shown: set[Any] = set()
    hidden: list[str] = []
    for char in page.chars:
        outside = (
            char["x1"] < 0 or char["top"] < 0 or char["x0"] > float(page.width) or char["bottom"] > float(page.height)
        )
        pale = _is_pale(char.get("non_stroking_color")) and not any(_inside(char, _box(rect)) for rect in grounds)
        if (char["size"] < _SMALLEST_POINTS or pale or outside) and char["text"].strip():
            hidden.append(char["text"])
        else:
            shown.add(_key(char))
            if hidden and hidden[-1] != " ":
                hidden.append(" ")
    return shown, on_one_line("".join(hidden))


def _box(rect: dict[str, Any]) -> tuple[float, float, float, float]:
    return rect["x0"], rect["top"], rect["x1"], rect["bottom"]


def _is_pale(colour: Any) -> bool:
    if colour is None:
        return False
    parts = [colour] if isinstance(colour, int | float) else list(colour) if isinstance(colour, list | tuple) else []
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    if len(parts) == 4:
        return all(part <= 1 - _PALE for part in parts)
    return all(part >= _PALE for part in parts)


def _continues(table: Table, rows: Sequence[Sequence[Cell]], words: Sequence[Word], top: float) -> bool:
    """Say whether a table at the top of a page goes on from the one before: as many columns, and no caption."""
    width = {len(row) for row in rows}
    above = " ".join(word.text for word in sorted(words, key=lambda each: (each.top, each.x0)) if word.bottom <= top)
    return width == {len(table.header)} and not re.search(r"\bTable\s+\w+[.:](?!\s*\(?continued)", above)


def _longer(table: Table, rows: Sequence[Sequence[Cell]]) -> Table:
    more = [tuple(cell.text for cell in row) for row in rows]
    if more and more[0] == table.header:
        more = more[1:]
    return table.model_copy(update={"rows": (*table.rows, *more)})


def _repeated(read: Sequence[tuple[list[Line], float]]) -> frozenset[str]:
    """Return the lines near the edges that stand on several pages, their numbers aside."""
    counts: Counter[str] = Counter()
    for lines, height in read:
        counts.update({_shape(line.text) for line in lines if _at_edge(line, height)})
    fewest = 2 if len(read) < 6 else max(3, len(read) // 4)
    return frozenset(shape for shape, count in counts.items() if count >= fewest)


def _at_edge(line: Line, height: float) -> bool:
    return line.top < _MARGIN * height or line.bottom > (1 - _MARGIN) * height


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold()).strip()


def _is_furniture(
    line: Line, lines: Sequence[Line], height: float, furniture: frozenset[str], removed: list[Removed]
) -> bool:
    """Say whether a line stands at a page's edge, apart from the text, on several pages, or is a page's number."""
    if TABLE_MARK in line.text or not _at_edge(line, height):
        return False
    numbered = re.fullmatch(r"\W*(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\W*", line.text, re.IGNORECASE)
    is_it = numbered is not None or (_shape(line.text) in furniture and _stands_apart(line, lines))
    if is_it:
        removed.append(Removed(text=line.text, reason=Reason.FURNITURE))
    return is_it


def _stands_apart(line: Line, lines: Sequence[Line]) -> bool:
    """Say whether no line of the text follows or comes before at the distance of lines of one text."""
    near = 0.6 * line.size
    return not any(
        -near < gap < near
        for other in lines
        if other is not line and other.x0 < line.words[-1].x1 and line.x0 < other.words[-1].x1
        for gap in (other.top - line.bottom, line.top - other.bottom)
    )


def _body_size(read: Sequence[tuple[list[Line], float]]) -> float:
    sizes: Counter[float] = Counter()
    for lines, _ in read:
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _title(lines: Sequence[Line], body: float, furniture: frozenset[str]) -> str:
    """Return the largest lines of the first page that stand together, if they are larger than its text."""
    large = [line for line in lines if line.size >= _TITLE_RATIO * body and _shape(line.text) not in furniture]
    if not large:
        return ""
    largest = max(line.size for line in large)
    first = next(at for at, line in enumerate(lines) if abs(line.size - largest) < 0.3 and line in large)
    told: list[str] = []
    for line in lines[first:]:
        if abs(line.size - largest) > 0.3:
            break
        told.append(line.text)
    title = on_one_line(" ".join(told))
    return title if 3 <= len(title.split()) <= 40 else ""


def _told(lines: Sequence[Line], body: float) -> Iterator[str]:
    """Yield the lines as text, a blank line wherever the page starts a new paragraph."""
    gaps = [b.top - a.top for a, b in itertools.pairwise(lines) if 0 < b.top - a.top < 4 * body]
    step = min(median(gaps), 1.25 * body) if gaps else 1.2 * body  # few lines have no typical distance
    before: Line | None = None
    for line in lines:
        if before is not None:
            jumped = line.top - before.top > 1.35 * step * max(1.0, line.size / body) or line.top < before.top
            resized = abs(line.size - before.size) > 0.8
            indented = (
                line.x0 - before.x0 > 0.8 * body
                and line.column == before.column
                and before.text.rstrip().endswith((".", ":", "?", "!"))
            )
            captioned = re.match(r"^(?:Table|Figure|Fig\.)\s+\w+\s*[.:]", line.text) is not None
            if TABLE_MARK in line.text or TABLE_MARK in before.text or captioned or jumped or resized or indented:
                yield ""
        yield spaced_text(line)
        before = line
    yield ""


def _with_tables(blocks: Sequence[Block], tables: dict[str, Table]) -> Iterator[Block]:
    """Put each table where its mark stands, under the caption before it."""
    held: Block | None = None
    for block in blocks:
        found = tables.get(block.text.strip())
        if found:
            is_caption = held is not None and re.match(r"^Table\s+\w+", held.text) is not None
            if held and not is_caption:
                yield held
            caption = held.text if held and is_caption else found.caption
            yield Block(kind=BlockKind.TABLE, text=caption, table=found.model_copy(update={"caption": caption}))
            held = None
            continue
        if held:
            yield held
        held = block
    if held:
        yield held
