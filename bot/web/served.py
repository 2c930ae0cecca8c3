"""What a server answers from, kept true to the corpus folder while it runs.

From the moment that an article's file is gone or changed, no answer that stands on it leaves (`Snapshot.stands`). The
bot over the new corpus is then opened beside the old one, which goes on answering from what did not change.
"""

from __future__ import annotations

import asyncio
import gc
import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import structlog

from bot.answers.coverage import Row, coverage
from bot.answers.events import Done, Event, Told
from bot.errors import LitotesError
from bot.lexicon import Lexicon
from bot.pipeline import open_bot
from bot.protocols import Retriever
from bot.settings import Settings
from bot.types import Answer, Article, Passage
from bot.web.metrics import Metrics

_log = structlog.get_logger("litotes.web")
_LOOK_EVERY_S = 2.0


class Answers(Protocol):
    """What a server needs of a bot."""

    @property
    def articles(self) -> Sequence[Article]: ...
    @property
    def lexicon(self) -> Lexicon: ...
    @property
    def retriever(self) -> Retriever: ...

    def answer(self, given: Any) -> Answer:
        """Return the answer to a question."""

    def stream(self, given: Any) -> AsyncIterator[Event]:
        """Yield what happens to a question, the answer last."""


@dataclass(frozen=True)
class Snapshot:
    """One bot, and the files that its articles were read from."""

    bot: Answers
    corpus: Path
    _digests: Mapping[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_digests", {each.card.id: each.digest for each in self.bot.articles})

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return {passage.passage_id: passage for article in self.bot.articles for passage in article.passages}

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        return coverage(self.bot.articles, self.bot.lexicon)

    def stands(self, event: Event) -> bool:
        """Say whether every source of what is to be told is still served, word for word."""
        return all(self._is_unchanged(source_id) for source_id in _sources_of(event))

    def _is_unchanged(self, source_id: str) -> bool:
        try:
            raw = (self.corpus / "articles" / f"{source_id}.md").read_bytes()
        except OSError:
            return False
        return hashlib.sha256(raw).hexdigest() == self._digests.get(source_id)


class Served:
    """The snapshot to answer from now; `keep_true` replaces it when the corpus changes."""

    def __init__(
        self, bot: Answers, settings: Settings, metrics: Metrics, reopen: Callable[[Settings], Answers] = open_bot
    ) -> None:
        self._settings = settings
        self._metrics = metrics
        self._reopen = reopen
        self._stamp = _stamp(settings.corpus)
        self._left_one = False
        self.now = Snapshot(bot, settings.corpus)

    async def keep_true(self) -> None:
        """Look for changes until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_S)
            await self.look()

    async def look(self) -> None:
        """Open the corpus again if it changed; if it cannot be opened, what did not change stays served.

        What it served before is let go at the first look that finds nothing new: by then its questions are answered.
        """
        stamp = await asyncio.to_thread(_stamp, self._settings.corpus)
        if stamp == self._stamp:
            if self._left_one:
                self._left_one = False
                await asyncio.to_thread(gc.collect)  # a bot refers to itself, and holds its index's files open
            return
        self._stamp = stamp
        try:
            bot = await asyncio.to_thread(self._reopen, self._settings)
        except (LitotesError, OSError) as error:
            _log.error("the corpus changed and cannot be opened; what did not change stays served", error=str(error))
            self._metrics.defects.labels("corpus").inc()
            return
        self.now = Snapshot(bot, self._settings.corpus)
        self._left_one = True
        _log.info("the corpus was opened again", sources=len(bot.articles))


def _sources_of(event: Event) -> Iterable[str]:
    if isinstance(event, Told):
        return [citation.source_id for citation in event.citations]
    return [source.source_id for source in event.answer.sources] if isinstance(event, Done) else []


def _stamp(corpus: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what tells one state of the corpus folder from another: names, times, sizes."""
    found = []
    for path in (*sorted((corpus / "articles").glob("*.md")), corpus / "lexicon.toml", corpus / "conflicts.toml"):
        try:
            stat = path.stat()
        except OSError:
            continue
        found.append((path.name, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
