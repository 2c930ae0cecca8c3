"""Files → drafts on the shelf: each file by itself, so that one that fails stops no other."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path

from bot.errors import ArticleError, DocumentError
from bot.ingest.draft_records import Prepared, ReviewFile
from bot.ingest.reading import digest_of, draft_of
from bot.ingest.shelf import Shelf
from bot.types import Record

SUFFIXES = frozenset(".pdf .html .htm .xhtml .xml .nxml .docx .md .markdown .txt .text".split())


class Done(Enum):
    DRAFTED = "drafted"
    SERVED = "served unreviewed"
    KNOWN = "already known"
    NOT_SERVED = "drafted, not served"
    FAILED = "failed"


class Ingested(Record):
    """What became of one file."""

    file: str
    done: Done
    source_id: str | None = None
    why: str | None = None
    checks: int = 0


LookUp = Callable[[Prepared], Prepared]
# Of files that may need a draft, the lexicon and today: what drafts one of them, asked in their order.
Drafting = Callable[[Iterable[Path], Path, date], Callable[[Path], Prepared]]


def one_by_one(_files: Iterable[Path], lexicon: Path, read_on: date) -> Callable[[Path], Prepared]:
    """Draft each file when it is asked for, on this machine."""
    return lambda path: draft_of(path, lexicon, read_on=read_on)


def files_of(paths: Sequence[str]) -> list[Path]:
    """Return the files that paths, folders and patterns name, each once, in order.

    A folder gives its documents, those below it too; its other files are left alone.

    Raises:
        DocumentError: a path leads nowhere.
    """
    found: list[Path] = []
    for given in paths:
        path = Path(given)
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if _is_document(each, path))
        elif path.exists():
            found.append(path)
        elif matches := sorted(glob.glob(given, recursive=True)):  # noqa: PTH207  # because a pattern may be absolute
            found += [Path(each) for each in matches if Path(each).is_file()]
        else:
            raise DocumentError(f"no such file or folder: {given!r}; check the path")
    return list(dict.fromkeys(found))


def _is_document(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.suffix.casefold() in SUFFIXES and path.is_file() and not hidden


def ingest(
    files: Sequence[Path],
    shelf: Shelf,
    *,
    accept: bool,
    look_up: LookUp | None = None,
    drafting: Drafting = one_by_one,
) -> Iterator[Ingested]:
    """Yield what became of each file, as it is done."""
    with shelf.held():
        known = {each.sha256: each for each in shelf.review_files() if shelf.place_of(each.id)}
        new = (path for path in files if _needs_a_draft(path, known, shelf))
        draft = drafting(new, shelf.lexicon, datetime.now(tz=UTC).date())
        for path in files:
            yield _ingested(path, shelf, known, draft, accept=accept, look_up=look_up)


def _needs_a_draft(path: Path, known: dict[str, ReviewFile], shelf: Shelf) -> bool:
    try:
        before = known.get(digest_of(path))
    except DocumentError:
        return False  # it is told when its turn comes
    return before is None or _is_worth_another_draft(before, shelf)


def _ingested(
    path: Path,
    shelf: Shelf,
    known: dict[str, ReviewFile],
    draft: Callable[[Path], Prepared],
    *,
    accept: bool,
    look_up: LookUp | None,
) -> Ingested:
    name = shown(path)
    try:
        sha256 = digest_of(path)
        before = known.get(sha256)
        if before and not _is_worth_another_draft(before, shelf):
            return _again(name, before, shelf, accept=accept)
        prepared = draft(path)
        if look_up:
            prepared = look_up(prepared)
        serve = accept and prepared.why_not_served is None
        review = shelf.add(prepared, file=name, sha256=sha256, serve=serve, source_id=before.id if before else None)
        known[sha256] = review
    except DocumentError as error:
        return Ingested(file=name, done=Done.FAILED, why=str(error))
    except ArticleError as error:
        return Ingested(
            file=name, done=Done.FAILED, why=f"its draft breaks the article format ({error}); please report it"
        )
    done = Done.SERVED if serve else Done.NOT_SERVED if accept else Done.DRAFTED
    why = prepared.why_not_served if accept else None
    return Ingested(file=name, done=done, source_id=review.id, why=why, checks=len(review.checklist))


def _is_worth_another_draft(review: ReviewFile, shelf: Shelf) -> bool:
    """Say whether a draft could not be served as it was, and nobody has worked on it: its lexicon may know more now."""
    untouched = all(event.what == "ingested" for event in shelf.events(review.id))
    return review.why_not_served is not None and untouched and shelf.place_of(review.id) == "drafts"


def _again(name: str, review: ReviewFile, shelf: Shelf, *, accept: bool) -> Ingested:
    place = shelf.place_of(review.id)
    if accept and place == "drafts" and review.why_not_served is None:
        shelf.serve_unreviewed(review.id)
        return Ingested(file=name, done=Done.SERVED, source_id=review.id, checks=len(review.checklist))
    where = {"articles": "it is served", "drafts": "it waits for review"}.get(place or "", f"it was {place}")
    return Ingested(file=name, done=Done.KNOWN, source_id=review.id, why=where)


def shown(path: Path) -> str:
    """Return a file's name as it may be shown and kept: one line, no control characters."""
    name = path.name.encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char.isprintable() else "�" for char in name)[:200]
