"""Reads plain text and Markdown."""

from __future__ import annotations

import re

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.ingest.document import Block, BlockKind, Document, Format, Metadata, Removed, Table, heading, paragraph
from bot.ingest.document import Reason as Why
from bot.ingest.lines import blocks_of
from bot.ingest.repair import decode, on_one_line, repair, without_reference_numbers

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^>\n]{1,300}>")


def read_text(raw: bytes) -> Document:
    """Return a plain text's blocks.

    Raises:
        DocumentError: it is not text.
    """
    repaired = repair(decode(raw))
    blocks, removed = blocks_of(repaired.text.splitlines())
    hidden = [Removed(text=repaired.hidden, reason=Why.HIDDEN)] if repaired.hidden else []
    return Document(format=Format.TEXT, blocks=tuple(blocks), removed=(*hidden, *removed))


def read_markdown(raw: bytes) -> Document:
    """Return a Markdown file's blocks; its front matter is read for title, authors and the like, never as text.

    Raises:
        DocumentError: it is not text.
    """
    repaired = repair(decode(raw))
    text = repaired.text
    front = _FRONT_MATTER.match(text)
    metadata = _metadata(front.group(1)) if front else Metadata()
    text = text[front.end() :] if front else text
    removed = [Removed(text=repaired.hidden, reason=Why.HIDDEN)] if repaired.hidden else []
    removed += [Removed(text=comment, reason=Why.HIDDEN) for comment in _HTML_COMMENT.findall(text)]
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(_HTML_COMMENT.sub("", text))
    blocks, left_out = _blocks(tokens)
    return Document(format=Format.MARKDOWN, metadata=metadata, blocks=tuple(blocks), removed=tuple(removed + left_out))


def _blocks(tokens: list[Token]) -> tuple[list[Block], list[Removed]]:
    blocks: list[Block] = []
    removed: list[Removed] = []
    level, in_item, rows, row = 0, 0, list[tuple[str, ...]](), list[str]()
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in {"list_item_open", "list_item_close"}:
            in_item += token.nesting
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            rows.append(tuple(row))
        elif token.type == "table_close":
            if len(rows) > 1 and rows[0]:
                table = Table(header=rows[0], rows=tuple(rows[1:]))
                blocks.append(Block(kind=BlockKind.TABLE, text="", table=table))
        elif token.type == "html_block":
            removed.append(Removed(text=on_one_line(token.content), reason=Why.HIDDEN))
        elif token.type == "inline":
            text = without_reference_numbers(_inline(token))
            if at and tokens[at - 1].type in {"td_open", "th_open"}:
                row.append(text)
            elif text:
                blocks.append(_block(text, level, in_item=bool(in_item)))
    return blocks, removed


def _block(text: str, level: int, *, in_item: bool) -> Block:
    if level:
        return heading(text, level)
    return Block(kind=BlockKind.ITEM, text=text) if in_item else paragraph(text)


def _inline(token: Token) -> str:
    parts = [
        " " if child.type in {"softbreak", "hardbreak"} else child.content
        for child in token.children or []
        if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
    ]
    return on_one_line(_TAG.sub("", "".join(parts)))


def _metadata(front: str) -> Metadata:
    try:
        fields = yaml.safe_load(front)
    except yaml.YAMLError:
        return Metadata()
    if not isinstance(fields, dict):
        return Metadata()
    authors = fields.get("authors") or fields.get("author") or ()
    named = (
        [authors] if isinstance(authors, str) else [str(each) for each in authors] if isinstance(authors, list) else []
    )
    year = str(fields.get("year") or fields.get("date") or "")[:4]
    return Metadata(
        title=str(fields.get("title") or ""),
        authors=tuple(named),
        doi=str(fields.get("doi") or ""),
        year=int(year) if year.isdigit() else None,
        journal=str(fields.get("journal") or fields.get("container") or ""),
        url=str(fields.get("url") or ""),
    )
