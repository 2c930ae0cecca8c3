"""The corpus folder as ingesting sees it: drafts, reviews, articles, and what was rejected or retracted.

    articles/<id>.md     served
    drafts/<id>.md       waiting for a reviewer; never read by the bot
    reviews/<id>.json    everything about a draft that is not evidence; never read by the bot
    rejected/, retracted/
    history.jsonl        who did what and when, one line each, only ever added to

Each file appears whole or not at all: it is written under another name, flushed to the disk, and renamed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import yaml
from filelock import FileLock, Timeout
from pydantic import ValidationError

from bot.articles import read_article
from bot.errors import ArticleError, DocumentError, OperationError
from bot.ingest.draft_records import Event, Prepared, ReviewFile
from bot.ingest.wording import NO_ADDRESS, as_reviewed
from bot.settings import default_corpus
from bot.types import Article, Status

_LOCK_TIMEOUT_S = 30.0
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_STATUS = re.compile(r"^status:[ \t]*\S+[ \t]*$", re.MULTILINE)
_TEMPORARY = ".part-"
_FOLDERS = ("articles", "drafts", "rejected", "retracted")


class Shelf:
    """One corpus folder. Commands that change it hold its lock."""

    def __init__(self, corpus: Path) -> None:
        self.corpus = corpus
        self.articles = corpus / "articles"
        self.drafts = corpus / "drafts"
        self.reviews = corpus / "reviews"
        self.rejected = corpus / "rejected"
        self.retracted = corpus / "retracted"
        self.history = corpus / "history.jsonl"

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder against other processes, made ready: folders, a lexicon, no leftovers of a killed process.

        Raises:
            OperationError: it cannot be written to, or another process holds it.
        """
        try:
            for folder in (self.articles, self.drafts, self.reviews):
                folder.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.corpus / ".ingest.lock", timeout=_LOCK_TIMEOUT_S)
            with lock:
                for folder in (self.corpus, self.articles, self.drafts, self.reviews, self.rejected, self.retracted):
                    for leftover in folder.glob(f"{_TEMPORARY}*"):
                        leftover.unlink()
                if not self.lexicon.exists():
                    write_whole(self.lexicon, (default_corpus() / "lexicon.toml").read_text(encoding="utf-8"))
                yield
        except Timeout as error:
            raise OperationError(
                f"another process is working on {str(self.corpus)!r}; try again when it is done"
            ) from error
        except OSError as error:
            raise OperationError(
                f"cannot write to the corpus {str(self.corpus)!r} ({error.strerror}); give a folder of your "
                f"own with --corpus"
            ) from error

    @property
    def lexicon(self) -> Path:
        return self.corpus / "lexicon.toml"

    def known(self, sha256: str) -> ReviewFile | None:
        """Return the review file of a content that was ingested before; None for one that was not, or broke off."""
        return next((each for each in self.review_files() if each.sha256 == sha256 and self.place_of(each.id)), None)

    def review_files(self) -> list[ReviewFile]:
        return [each for path in sorted(self.reviews.glob("*.json")) if (each := _read_review(path))]

    def review_file(self, source_id: str) -> ReviewFile | None:
        path = self.reviews / f"{checked(source_id)}.json"
        return _read_review(path) if path.is_file() else None

    def place_of(self, source_id: str) -> str | None:
        """Return where an article is: "articles", "drafts", "rejected" or "retracted"; the first that holds it."""
        return next((name for name in _FOLDERS if (self.corpus / name / f"{source_id}.md").is_file()), None)

    def waiting(self) -> list[str]:
        """Return the ids of drafts, and of served articles that no person has reviewed, sorted."""
        served = {path.stem for path in self.articles.glob("*.md") if _is_unreviewed(path)}
        drafted = {path.stem for path in self.drafts.glob("*.md") if not (self.articles / path.name).exists()}
        return sorted(served | drafted)

    def path_of(self, source_id: str) -> Path:
        """Return the file of an article that waits for review or is served.

        Raises:
            DocumentError: there is none.
        """
        for folder in (self.articles, self.drafts):
            path = folder / f"{checked(source_id)}.md"
            if path.is_file():
                return path
        where = self.place_of(source_id)
        raise DocumentError(
            f"article {source_id!r} was {where}; ingest a corrected file instead"
            if where
            else f"no article {source_id!r} in {str(self.corpus)!r}; `litotes review --list` and `litotes "
            f"sources` name them"
        )

    def add(
        self, prepared: Prepared, *, file: str, sha256: str, serve: bool, source_id: str | None = None
    ) -> ReviewFile:
        """Put a draft on the shelf, or among the served articles; its review file first, so nothing is half done.

        `source_id` is that of a draft that this one takes the place of.
        """
        source_id = source_id or self._free_id(prepared.slug, sha256)
        event = Event(what="accepted without review" if serve else "ingested", when=now())
        review = ReviewFile(
            id=source_id,
            file=file,
            format=prepared.format,
            sha256=sha256,
            quotes=prepared.quotes,
            checklist=prepared.checklist,
            held_back=prepared.held_back,
            removed=prepared.removed,
            why_not_served=prepared.why_not_served,
            history=(event,),
        )
        text = as_article(source_id, prepared)
        check_article(source_id, text)
        write_whole(self.reviews / f"{source_id}.json", review.model_dump_json(indent=1))
        write_whole((self.articles if serve else self.drafts) / f"{source_id}.md", text)
        if serve:
            (self.drafts / f"{source_id}.md").unlink(missing_ok=True)
        self.record(source_id, event)
        return review

    def _free_id(self, slug: str, sha256: str) -> str:
        for number in range(1, 1_000):
            source_id = slug if number == 1 else f"{slug}-{number}"
            review = self.review_file(source_id)
            if self.place_of(source_id) is None and (review is None or review.sha256 == sha256):
                return source_id
        raise OperationError(f"a thousand articles are named {slug!r}; give the file another title")

    def serve_unreviewed(self, source_id: str) -> None:
        """Move a draft to the served articles as it is."""
        (self.drafts / f"{source_id}.md").replace(self.articles / f"{source_id}.md")
        self.record(source_id, Event(what="accepted without review", when=now()))

    def accept(self, source_id: str, *, by: str) -> Article:
        """Mark an article as reviewed and serve it.

        Raises:
            ArticleError: it breaks the format, or has no address.
            DocumentError: there is no such draft.
        """
        path = self.path_of(source_id)
        text = as_reviewed(path.read_text(encoding="utf-8"))
        text = _STATUS.sub(f"status: {Status.REVIEWED.value}", text, count=1)
        article = check_article(source_id, text)
        if not article.card.drugs:
            raise ArticleError(
                f"{source_id}.md: drugs: is empty, which would make it evidence on every drug; name them"
            )
        write_whole(self.articles / f"{source_id}.md", text)
        (self.drafts / f"{source_id}.md").unlink(missing_ok=True)
        self.record(source_id, Event(what="accepted", when=now(), by=by))
        return article

    def put_away(self, source_id: str, folder: str, event: Event) -> None:
        """Take an article out of what is served and waits, in one step of the file system, and keep it."""
        path = self.path_of(source_id)
        target = self.corpus / folder
        target.mkdir(exist_ok=True)
        path.replace(target / path.name)
        (self.drafts / path.name).unlink(missing_ok=True)
        self.record(source_id, event)

    def record(self, source_id: str, event: Event) -> None:
        """Add a line to the history, on the disk before this returns."""
        line = json.dumps({"id": source_id, **event.model_dump(exclude_none=True)}, ensure_ascii=False)
        with self.history.open("ab") as history:
            if history.tell() and not _ends_a_line(self.history):
                history.write(b"\n")  # because a killed process left half a line
            history.write(f"{line}\n".encode())
            history.flush()
            os.fsync(history.fileno())

    def events(self, source_id: str) -> list[Event]:
        """Return what happened to an article, oldest first; a line that a killed process left half is passed over."""
        if not self.history.is_file():
            return []
        found: list[Event] = []
        for line in self.history.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(json.JSONDecodeError, ValidationError, AttributeError, KeyError):
                fields = json.loads(line)
                if fields.pop("id") == source_id:
                    found.append(Event.model_validate(fields))
        return found


def checked(source_id: str) -> str:
    """Return an id that is one, and no path.

    Raises:
        DocumentError: it has other characters than small letters, digits and single hyphens.
    """
    if not _ID.fullmatch(source_id):
        raise DocumentError(f"{source_id!r} is no article id; `litotes review --list` and `litotes sources` name them")
    return source_id


def now() -> str:
    return datetime.now(tz=UTC).isoformat(timespec="seconds")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or as it was before, whenever the process or the machine stops."""
    part = path.with_name(f"{_TEMPORARY}{os.getpid()}-{path.name}")
    with part.open("wb") as file:
        file.write(text.encode("utf-8"))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def as_article(source_id: str, prepared: Prepared) -> str:
    """Return the text of a draft article."""
    fields = {"id": source_id, **prepared.fields}
    if fields["url"] == NO_ADDRESS:
        fields["url"] = f"{NO_ADDRESS}{source_id}"
    front = {name: _stated(name, value) for name, value in fields.items()}
    top = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{top}---\n{prepared.body}"


_STATED = {"comparator", "year", "doi", "participants", "duration_weeks", "centres", "funding", "population", "region"}


def _stated(name: str, value: object) -> object:
    return "not stated" if value is None and name in _STATED else value


def check_article(source_id: str, text: str) -> Article:
    """Read an article's text as the bot would.

    Raises:
        ArticleError: the bot would refuse it.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{source_id}.md"
        path.write_text(text, encoding="utf-8")
        return read_article(path)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _is_unreviewed(path: Path) -> bool:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        match = _STATUS.search(path.read_text(encoding="utf-8"))
        return match is not None and match.group().split(":")[1].strip() == Status.UNREVIEWED.value
    return False


def _read_review(path: Path) -> ReviewFile | None:
    with contextlib.suppress(OSError, ValidationError):
        return ReviewFile.model_validate_json(path.read_bytes())
    return None
