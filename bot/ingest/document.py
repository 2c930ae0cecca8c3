"""What a reader makes of a file, before anything is judged: blocks in reading order, and what was left out and why."""

from __future__ import annotations

from enum import Enum

from pydantic import Field

from bot.types import Record


class Format(Enum):
    PDF = "PDF"
    HTML = "HTML"
    JATS = "JATS XML"
    DOCX = "DOCX"
    MARKDOWN = "Markdown"
    TEXT = "plain text"


class BlockKind(Enum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE = "table"


class Reason(Enum):
    """Why a piece of a source is no evidence. The value is what a reviewer reads."""

    MENU = "menu or link of the page"
    RELATED = "pointer to other articles"
    FORUM = "forum post or reader's comment"
    COOKIES = "cookie or privacy notice"
    ADVERT = "advertisement"
    DISCLAIMER = "disclaimer of the publisher"
    LANGUAGE = "text in another language"
    CAPTION = "caption or picture placeholder"
    REFERENCES = "reference list"
    FURNITURE = "page header, footer or number"
    TABLE_NOTE = "note under a table"
    TABLE = "table whose rows could not be told apart for certain (not trusted)"
    HIDDEN = "hidden text"
    PLANTED = "instruction planted for a program"
    FRONT = "address, date or affiliation of the article"
    HEADLINE = "a website's own one-line summary"
    QUESTION = "question to the reader"
    BROKEN = "broken text"


class Table(Record):
    """Rows whole: every row has as many cells as the header."""

    caption: str = ""
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Block(Record):
    kind: BlockKind
    text: str
    level: int = Field(default=0, description="of a heading, 1 the highest; 0 for anything else")
    table: Table | None = None


class Removed(Record):
    text: str
    reason: Reason


class Metadata(Record):
    """What the file says about itself outside its text; empty where it says nothing."""

    title: str = ""
    authors: tuple[str, ...] = ()
    doi: str = ""
    pmid: str = ""
    year: int | None = None
    journal: str = ""
    url: str = ""
    licence: str = ""
    funding: str = ""
    language: str = ""


class Document(Record):
    format: Format
    metadata: Metadata = Metadata()
    blocks: tuple[Block, ...]
    removed: tuple[Removed, ...] = ()
    pages: int = 1


def paragraph(text: str) -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text)


def heading(text: str, level: int) -> Block:
    return Block(kind=BlockKind.HEADING, text=text, level=level)
