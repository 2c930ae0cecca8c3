"""The subcommands ingest, review, retract and recall."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from bot.errors import DocumentError
from bot.ingest.conflict_sides import drop_conflicts
from bot.ingest.draft_records import Event
from bot.ingest.ingesting import Done, Drafting, Ingested, files_of, ingest, one_by_one
from bot.ingest.reviewing import listing, review_all
from bot.ingest.shelf import Shelf, checked, now
from bot.settings import Settings, load_settings

EXIT_FAILED = 1


def add_commands(commands: Any, common: argparse.ArgumentParser) -> None:
    """Add the subcommands to a parser of `litotes`."""
    one = commands.add_parser("ingest", parents=[common], help="make draft articles of documents, for review")
    one.add_argument(
        "paths", nargs="+", metavar="PATH", help="files, folders or patterns: PDF, HTML, JATS XML, DOCX, Markdown, text"
    )
    one.add_argument(
        "--accept", action="store_true", help="serve them unreviewed, at very low certainty and with a warning"
    )
    one.add_argument(
        "--lookup", action="store_true", help="ask Crossref, PubMed and Europe PMC about each DOI (needs the internet)"
    )
    one.add_argument(
        "--ray",
        action="store_true",
        help="read many files at once by Ray: on all cores, or on RAY_ADDRESS (extra 'ray')",
    )
    one.add_argument("--json", action="store_true", help="print one JSON object for each file")
    one.set_defaults(run=run_ingest)

    review = commands.add_parser("review", parents=[common], help="accept, edit or reject what waits for review")
    which = review.add_mutually_exclusive_group()
    which.add_argument("--list", action="store_true", help="name what waits, and stop")
    which.add_argument("--accept", metavar="ID", help="accept this one")
    which.add_argument("--reject", metavar="ID", help="reject this one; needs --why")
    review.add_argument("--by", metavar="NAME", help="who reviewed it")
    review.add_argument("--why", metavar="REASON")
    review.set_defaults(run=run_review)

    retract = commands.add_parser("retract", parents=[common], help="take an article out of every answer, at once")
    retract.add_argument("source_id", metavar="SOURCE_ID")
    retract.add_argument("--why", required=True, metavar="REASON")
    retract.add_argument("--by", metavar="NAME")
    retract.set_defaults(run=run_retract)

    recall = commands.add_parser("recall", parents=[common], help="list the past answers that cited an article")
    recall.add_argument("source_id", metavar="SOURCE_ID")
    recall.set_defaults(run=run_recall)


def run_ingest(given: argparse.Namespace) -> int:
    """Ingest every file; exit 1 if one failed, after all others are done."""
    settings, errors = _settings(given), Console(stderr=True)
    files = files_of(given.paths)
    if not files:
        raise DocumentError(
            f"no documents in {', '.join(given.paths)}; give files or a folder with PDF, HTML, XML, DOCX, MD "
            f"or TXT files"
        )
    look_up = None
    if given.lookup:
        from bot.ingest.lookup import looked_up
        from bot.ingest.lookup_settings import load_lookup_settings

        look_up = partial(looked_up, settings=load_lookup_settings())
    shelf = Shelf(settings.corpus)
    report = _Report(as_json=given.json)
    drafting: Drafting = one_by_one
    if given.ray:
        from bot.ingest.bulk import on_ray

        drafting = on_ray
    outcomes = ingest(files, shelf, accept=given.accept, look_up=look_up, drafting=drafting)
    if errors.is_terminal:
        _with_progress(outcomes, len(files), errors, report)
    else:
        for each in outcomes:
            report.tell(each)
    return report.close(errors)


def _with_progress(outcomes: Iterable[Ingested], total: int, console: Console, report: _Report) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=total)
        for each in outcomes:
            report.tell(each)
            progress.advance(task)


class _Report:
    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._failed: list[Ingested] = []
        self._drafted = 0
        self._served = 0

    def tell(self, each: Ingested) -> None:
        if each.done is Done.FAILED:
            self._failed.append(each)
        self._served += each.done is Done.SERVED
        self._drafted += each.done in {Done.DRAFTED, Done.NOT_SERVED}
        if self._as_json:
            _say(json.dumps(each.model_dump(mode="json"), ensure_ascii=False))
        elif each.done is not Done.FAILED:
            checks = f", {each.checks} to check" if each.checks else ""
            why = f" ({each.why})" if each.why else ""
            _say(f"{each.file}: {each.done.value} as {each.source_id}{checks}{why}")

    def close(self, errors: Console) -> int:
        if self._drafted and not self._as_json:
            _say(f"{self._drafted} wait for review: litotes review")
        if self._served and not self._as_json:
            _say("Served without review: certainty is very low, and every answer that cites them says so.")
        for each in self._failed:
            errors.print(Text(f"litotes: {each.file}: {each.why}"), soft_wrap=True)
        return EXIT_FAILED if self._failed else 0


def run_review(given: argparse.Namespace) -> int:
    shelf = Shelf(_settings(given).corpus)
    if given.list:
        for line in listing(shelf) or ["Nothing waits for review."]:
            _say(line)
        return 0
    if given.accept:
        _need(given.by, "--by NAME: who reviewed it is recorded")
        with shelf.held():
            article = shelf.accept(checked(given.accept), by=given.by)
        _say(f"{article.card.id}: accepted by {given.by}; a running server serves it within seconds")
        return 0
    if given.reject:
        _need(given.by, "--by NAME: who rejected it is recorded")
        _need(given.why, "--why REASON: it is recorded")
        with shelf.held():
            event = Event(what="rejected", when=now(), by=given.by, why=given.why)
            shelf.put_away(checked(given.reject), "rejected", event)
        _say(f"{given.reject}: rejected, kept in {shelf.rejected}")
        return 0
    console = Console()
    if not (console.is_terminal and sys.stdin.isatty()):
        raise DocumentError(
            "needs a terminal; use --list, --accept ID --by NAME, or --reject ID --by NAME --why REASON"
        )
    decided = review_all(shelf, console, by=given.by)
    _say(f"{decided} decided, {len(shelf.waiting())} wait")
    return 0


def run_retract(given: argparse.Namespace) -> int:
    """Take a source out of the served articles, its disagreements and the index; keep it, and why, in the history."""
    settings = _settings(given)
    shelf = Shelf(settings.corpus)
    source_id = checked(given.source_id)
    event = Event(what="retracted", when=now(), by=given.by, why=given.why)
    with shelf.held():
        if shelf.place_of(source_id) == "retracted":
            finished = any(each.what == "retracted" for each in shelf.events(source_id))
            if not finished:
                shelf.record(source_id, event)
        else:
            shelf.put_away(source_id, "retracted", event)
        dropped = drop_conflicts(settings.corpus / "conflicts.toml", source_id)
        left = any(shelf.articles.glob("*.md"))
    _say(f"{source_id}: retracted; kept in {shelf.retracted}, and why in {shelf.history}")
    if dropped:
        _say(f"taken out of conflicts.toml with it: {', '.join(dropped)}")
    if not left:
        _say("No article is left: the bot cannot start before one is accepted.")
        return 0
    from bot.pipeline import open_bot

    open_bot(settings)
    _say(
        "The index is built anew without it. A running server tells nothing from it any more; `litotes recall` lists "
        "past answers that cited it."
    )
    return 0


def run_recall(given: argparse.Namespace) -> int:
    answers = recall(_settings(given), checked(given.source_id))
    if answers is None:
        _say("Auditing is off: past answers are not kept, so nobody can tell which cited this article.")
        return 0
    for answer_id in answers:
        _say(answer_id)
    if not answers:
        _say(f"No kept answer cites {given.source_id}.")
    return 0


def recall(settings: Settings, source_id: str) -> list[str] | None:
    """Return the ids of past answers that cited a source; None where no answers are kept.

    Raises:
        OperationError: the audit store cannot be read.
    """
    try:
        audit = importlib.import_module("bot.web.audit")
    except ModuleNotFoundError:
        return None
    if audit.open_audit(settings) is None:
        return None
    answers_citing: Callable[[Settings, str], list[str]] = audit.answers_citing
    return answers_citing(settings, source_id)


def _need(value: str | None, what: str) -> None:
    if not value:
        raise DocumentError(f"give {what}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _settings(given: argparse.Namespace) -> Settings:
    corpus: Path | None = given.corpus
    return load_settings(corpus=corpus, data_dir=given.data_dir)
