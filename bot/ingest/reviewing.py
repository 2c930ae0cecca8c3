"""`litotes review` in a terminal: one draft after the other, with what a reviewer has to look at before its text."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.prompt import Prompt
from rich.table import Table
from rich.text import Text

from bot.articles import read_article
from bot.check.digests import faults_of
from bot.errors import ArticleError, DocumentError, OperationError
from bot.evidence import rate
from bot.ingest.draft_records import CheckKind, Event, ReviewFile
from bot.ingest.shelf import Shelf, check_article, now, write_whole
from bot.lexicon import load_lexicon

_MOST_OF_A_KIND = 12
_MOST_REMOVED = 15


def review_all(shelf: Shelf, console: Console, *, by: str | None) -> int:
    """Go through what waits; return how many were decided."""
    decided = 0
    waiting = shelf.waiting()
    if not waiting:
        console.print("Nothing waits for review.")
        return 0
    reviewer = (
        by or Prompt.ask("Your name, for the record", console=console, default=os.environ.get("USER", "")).strip()
    )
    while not reviewer:
        reviewer = Prompt.ask("A name is needed", console=console).strip()
    for number, source_id in enumerate(waiting, start=1):
        show(shelf, source_id, console, heading=f"{number} of {len(waiting)}")
        choice = _decide(shelf, source_id, console, reviewer)
        if choice == "q":
            break
        decided += choice in {"a", "r"}
    return decided


def _decide(shelf: Shelf, source_id: str, console: Console, by: str) -> str:
    """Ask until the draft is accepted, rejected or left."""
    while True:
        choice = Prompt.ask(
            "accept (a), edit (e), reject (r), leave for later (s), stop (q)",
            choices=["a", "e", "r", "s", "q"],
            console=console,
            default="s",
            show_choices=False,
        )
        try:
            if choice == "a":
                with shelf.held():
                    shelf.accept(source_id, by=by)
                console.print(f"[green]accepted[/]: {source_id} is served as reviewed by {escape(by)}")
            elif choice == "r":
                why = Prompt.ask("Why", console=console).strip() or "no reason given"
                with shelf.held():
                    shelf.put_away(source_id, "rejected", Event(what="rejected", when=now(), by=by, why=why))
                console.print(f"[yellow]rejected[/]: {source_id}")
            elif choice == "e":
                edit(shelf, source_id, by=by)
                show(shelf, source_id, console, heading="after your edit")
                continue
        except (ArticleError, DocumentError, OperationError) as error:
            console.print(f"[red]{escape(str(error))}[/]")
            continue
        return choice


def edit(shelf: Shelf, source_id: str, *, by: str) -> None:
    """Open a draft in $EDITOR; what comes back replaces it if the bot can read it.

    Raises:
        ArticleError: the bot cannot; the draft is as it was.
        OperationError: no editor could be started.
    """
    path = shelf.path_of(source_id)
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "nano")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(path.read_bytes())
        try:
            status = subprocess.run([*command, str(copy)], check=False).returncode  # noqa: S603  # because the reviewer chose it
        except OSError as error:
            raise OperationError(
                f"cannot start the editor {command[0]!r} ({error.strerror}); set EDITOR to one that you have"
            ) from error
        text = copy.read_text(encoding="utf-8")
    if status == 0:
        save_edit(shelf, source_id, text, by=by)


def save_edit(shelf: Shelf, source_id: str, text: str, *, by: str) -> None:
    """Replace the text of an article that waits or is served, and record who did; the same text changes nothing.

    Raises:
        ArticleError: the bot cannot read it; the article is as it was.
        DocumentError: there is no such article.
    """
    path = shelf.path_of(source_id)
    if text == path.read_text(encoding="utf-8"):
        return
    check_article(source_id, text)
    with shelf.held():
        write_whole(path, text)
        shelf.record(source_id, Event(what="edited", when=now(), by=by))


def show(shelf: Shelf, source_id: str, console: Console, *, heading: str) -> None:
    """Print the card with its quotes, the checklist, what an answer would not show, the text, what was taken out."""
    article = read_article(shelf.path_of(source_id))
    review = shelf.review_file(source_id)
    card = article.card
    rating = rate(card)
    console.rule(f"{heading}: {source_id}")
    table = Table("field", "value", "words of the source", title=escape(card.title), show_lines=False)
    quotes = {each.field: each.quote for each in review.quotes} if review else {}
    for field, value in card.model_dump(mode="json").items():
        if field in {"removed", "derived", "facts", "provenance", "known_as", "override", "inconsistencies", "id"}:
            continue
        told = (
            "unknown"
            if value in (None, [], "not stated")
            else ", ".join(value)
            if isinstance(value, list)
            else str(value)
        )
        table.add_row(field, Text(told), Text(quotes.get(field, "")[:160]))
    console.print(table)
    console.print(f"Certainty: {rating.certainty.value.replace('_', ' ')} ({'; '.join(rating.reasons)})", markup=False)
    if review:
        _show_checklist(review, console)
    for fault in faults_of([article], load_lexicon(shelf.lexicon)):
        console.print(Text(f"an answer would not show: {fault}"))
    console.print(Panel(Text("\n\n".join(f"[{p.role.value}] {p.text}" for p in article.passages)), title="the text"))
    if review and review.removed:
        console.print(f"Taken out, {len(review.removed)} pieces:")
        for each in review.removed[:_MOST_REMOVED]:
            console.print(Text(f"  {each.reason}: {each.text[:120]}"))


def _show_checklist(review: ReviewFile, console: Console) -> None:
    for kind in CheckKind:
        own = [each for each in review.checklist if each.kind is kind]
        if not own:
            continue
        console.print(f"[bold]{kind.value}[/] ({len(own)})")
        for each in own[:_MOST_OF_A_KIND]:
            console.print(Text(f"  • {each.text[:200]}\n    {each.why}"))


def listing(shelf: Shelf) -> list[str]:
    """Return a line for each article that waits."""
    lines = []
    for source_id in shelf.waiting():
        review = shelf.review_file(source_id)
        served = "served unreviewed" if (shelf.articles / f"{source_id}.md").is_file() else "draft"
        checks = len(review.checklist) if review else 0
        lines.append(f"{source_id}  {served}  {checks} to check  {review.file if review else ''}".rstrip())
    return lines
