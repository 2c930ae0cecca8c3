"""Reads and validates `corpus/articles/*.md`; splits each digest into passages and sentences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.errors import ArticleError
from bot.text.sentences import Span, split_sentences
from bot.types import Article, Passage, Role, Sentence, StudyCard

# Chosen so that a passage with its title and section stays inside the 256 word pieces that
# all-MiniLM-L6-v2 reads (about 4 characters each, the title taking up to 40 of them).
MAX_PASSAGE_CHARS = 800

_YamlLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Written for None: a reader sees that somebody looked.
_UNSTATED = frozenset({"not stated", "none", "unknown"})
_NULLABLE = frozenset(
    ("authors year doi participants comparator duration_weeks centres funding population region").split()
)
_HEADING = re.compile(r"^##[ \t]+(.+?)[ \t]*$", re.MULTILINE)
_BLOCK = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)
_TABLE_RULE = re.compile(r"^\|(?:[ \t]*:?-+:?[ \t]*\|)+$")

_REMEDIES = {
    "missing": "add it to the front matter; write 'not stated' where the source does not say",
    "extra_forbidden": "remove it, or correct its spelling",
}


def read_corpus(articles_dir: Path) -> tuple[Article, ...]:
    """Return every article of a folder, sorted by id.

    Raises:
        ArticleError: the folder is missing or empty, or an article breaks the format. All articles are
            read before raising, so that one message names every fault.
    """
    if not articles_dir.is_dir():
        raise ArticleError(
            f"no corpus folder {str(articles_dir)!r}; point --corpus or LITOTES_CORPUS at a folder that has "
            "articles/*.md"
        )
    articles: list[Article] = []
    faults: list[str] = []
    for path in sorted(articles_dir.glob("*.md")):
        try:
            articles.append(read_article(path))
        except ArticleError as error:
            faults.append(str(error))
    if faults:
        raise ArticleError("\n".join(faults))
    if not articles:
        raise ArticleError(f"no articles in {str(articles_dir)!r}; add at least one .md file")
    return tuple(articles)


def read_article(path: Path) -> Article:
    """Read one article.

    Raises:
        ArticleError: names the file, the field and what to do.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8")
    except OSError as error:
        raise ArticleError(f"{path.name}: cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        raise ArticleError(f"{path.name}: is not UTF-8 text; save it as UTF-8") from error
    front, body = _split_front_matter(path, text)
    card = _read_card(path, front)
    passages = tuple(_passages(path, card.id, body))
    found = {passage.role for passage in passages}
    if Role.SUMMARY not in found or Role.LIMITS not in found:
        needed = f"'## {Role.SUMMARY.value}' and '## {Role.LIMITS.value}'"
        raise ArticleError(f"{path.name}: sections: an article needs {needed}, each with text; add them")
    return Article(card=card, passages=passages, digest=hashlib.sha256(raw).hexdigest())


def embedded_text(title: str, role: Role, text: str) -> str:
    """Return what is embedded for a passage or a sentence: it, with the title and section it stands under."""
    return f"{title}. {role.value}. {text}"


def _split_front_matter(path: Path, text: str) -> tuple[dict[str, Any], str]:
    parts = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise ArticleError(f"{path.name}: front matter: the file must start with '---', fields, '---'; add them")
    try:
        front = yaml.load(parts[1], Loader=_YamlLoader)  # noqa: S506  # because both loaders are safe ones
    except yaml.YAMLError as error:
        at = getattr(error, "problem_mark", None)
        where = f"line {at.line + 1}" if at else "front matter"
        reason = getattr(error, "problem", None) or "not valid YAML"
        raise ArticleError(
            f"{path.name}: {where}: {reason}; put quotation marks around a value that holds ': ' or '#'"
        ) from error
    if not isinstance(front, dict):
        raise ArticleError(f"{path.name}: front matter: must be fields written 'name: value'; correct it")
    return front, parts[2]


def _read_card(path: Path, front: dict[str, Any]) -> StudyCard:
    fields = {
        name: None if name in _NULLABLE and isinstance(value, str) and value.casefold() in _UNSTATED else value
        for name, value in front.items()
    }
    try:
        card = StudyCard.model_validate(fields)
    except ValidationError as error:
        faults = []
        for fault in error.errors():
            field = ".".join(str(part) for part in fault["loc"])
            remedy = _REMEDIES.get(fault["type"], f"got {fault['input']!r}; correct it")
            faults.append(f"{path.name}: {field}: {fault['msg'].lower()}; {remedy}")
        raise ArticleError("\n".join(faults)) from error
    if card.id != path.stem:
        raise ArticleError(f"{path.name}: id: is {card.id!r}, the file name says {path.stem!r}; make them agree")
    return card


def _passages(path: Path, source_id: str, body: str) -> Iterator[Passage]:
    headings = list(_HEADING.finditer(body))
    roles = {role.value: role for role in Role}
    if not headings or body[: headings[0].start()].strip():
        raise ArticleError(
            f"{path.name}: body: text stands before the first '## ' heading; move it under one of "
            f"{', '.join(repr(role) for role in roles)}"
        )
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        title = heading.group(1)
        if title not in roles:
            allowed = ", ".join(repr(role) for role in roles)
            raise ArticleError(f"{path.name}: heading {title!r}: is not of the format; use one of {allowed}")
        section = body[heading.end() : following.start() if following else len(body)]
        slug = title.casefold().replace(" ", "-")
        pieces = (piece for block in _BLOCK.finditer(section) for piece in _pieces(path, block.group().rstrip()))
        for number, (text, sentences, header) in enumerate(pieces, start=1):
            yield Passage(
                passage_id=f"{source_id}#{slug}-{number}",
                source_id=source_id,
                role=roles[title],
                text=text,
                sentences=sentences,
                header=header,
            )


_Piece = tuple[str, tuple[Sentence, ...], tuple[str, ...]]


def _pieces(path: Path, block: str) -> Iterator[_Piece]:
    """Yield a block as passages: prose cut between sentences, a table between rows, its header repeated."""
    in_table = [line.lstrip().startswith("|") for line in block.splitlines()]
    if all(in_table):
        yield from _table_pieces(path, block)
        return
    if any(in_table):
        raise ArticleError(f"{path.name}: table: text stands right beside it; put a blank line between them")
    group: list[Span] = []
    for span in split_sentences(block):
        if group and span.end - group[0].start > MAX_PASSAGE_CHARS:
            yield _prose_piece(block, group)
            group = []
        group.append(span)
    if group:
        yield _prose_piece(block, group)


def _prose_piece(block: str, spans: list[Span]) -> _Piece:
    offset = spans[0].start
    sentences = tuple(Sentence(text=span.text, start=span.start - offset, end=span.end - offset) for span in spans)
    return block[offset : spans[-1].end], sentences, ()


def _table_pieces(path: Path, block: str) -> Iterator[_Piece]:
    lines = block.splitlines()
    if len(lines) < 3 or not _TABLE_RULE.match(lines[1].strip()):
        raise ArticleError(f"{path.name}: table: needs a header line, a '| --- |' line and rows; correct it")
    header = table_cells(lines[0])
    for number, line in enumerate(lines[2:], start=1):
        if len(table_cells(line)) != len(header):
            raise ArticleError(
                f"{path.name}: table row {number}: has {len(table_cells(line))} cells, its header has "
                f"{len(header)}; correct the row"
            )
    top = "\n".join(lines[:2]) + "\n"
    rows: list[str] = []
    for row in lines[2:]:
        if rows and len(top) + sum(map(len, rows)) + len(rows) + len(row) > MAX_PASSAGE_CHARS:
            yield _table_piece(top, rows, header)
            rows = []
        rows.append(row)
    yield _table_piece(top, rows, header)


def _table_piece(top: str, rows: list[str], header: tuple[str, ...]) -> _Piece:
    sentences = []
    at = len(top)
    for row in rows:
        sentences.append(Sentence(text=row, start=at, end=at + len(row)))
        at += len(row) + 1
    return top + "\n".join(rows), tuple(sentences), header


def table_cells(line: str) -> tuple[str, ...]:
    """Return the cells of one Markdown table line, without the space around them."""
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
