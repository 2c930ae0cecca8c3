"""Builds, opens and rebuilds the index of a corpus; ranks its passages. Implements `protocols.Retriever`.

A generation is one folder named after its fingerprint. It is built beside the others and becomes the index by
one rename of the file `current`, so a build that is killed at any moment leaves the old index serving. A build takes
over from the generation before it what has not changed: only new passages are embedded, read for words and written.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from bot.errors import IndexingError
from bot.protocols import Embedder, Vectors
from bot.retrieval.builds import build
from bot.retrieval.generations import fingerprint_of, generation_of, rows_of
from bot.retrieval.lexical import WordIndex
from bot.retrieval.snapshot import EXACT_PASSAGES, Snapshot
from bot.retrieval.store import VectorStore, open_client
from bot.types import Article, Ranked

__all__ = ["Index", "fingerprint_of", "open_index"]

_RANK_OFFSET = 60  # reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009
_LOCK_WAIT_S = 600.0  # a first build on two slow cores; longer means that the holder hangs
_OVERFETCH = 4  # times the limit that is asked of Chroma's index, since it knows nothing of the wanted sources


class Index:
    """An open index. Threads may share it."""

    def __init__(
        self,
        articles: Sequence[Article],
        embedder: Embedder,
        snapshot: Snapshot,
        words: WordIndex,
        fingerprint: str,
        *,
        open_store: Callable[[], VectorStore],
        exact_passages: int = EXACT_PASSAGES,
    ) -> None:
        """Take a generation's vectors and words; `open_store` is called if more than `exact_passages` are searched."""
        self.fingerprint = fingerprint
        self._embedder = embedder
        self._snapshot = snapshot
        self._words = words
        self._open_store = open_store
        self._exact_passages = exact_passages
        self._passages = [passage for article in articles for passage in article.passages]
        self._sources = {article.card.id: at for at, article in enumerate(articles)}
        self._source_of = np.repeat(np.arange(len(articles)), [len(article.passages) for article in articles])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {passage.passage_id: at for at, passage in enumerate(self._passages)}

    @cached_property
    def _store(self) -> VectorStore:
        return self._open_store()

    def rank(self, question: str, terms: str, *, source_ids: Collection[str], limit: int) -> tuple[Ranked, ...]:
        """Return the passages of these sources by meaning and by words, fused by reciprocal rank."""
        allowed = self._allowed(source_ids)
        if not allowed.any():
            return ()
        vector = self._embedder.embed([question])[0]
        try:
            scores: dict[int, float] = {}
            for ranking in (self.by_meaning(vector, allowed, limit), self._words.nearest(terms, allowed, limit)):
                for rank, number in enumerate(ranking, start=1):
                    scores[number] = scores.get(number, 0.0) + 1 / (_RANK_OFFSET + rank)
            best = sorted(scores, key=lambda number: -scores[number])[:limit]
            similarities = self._snapshot.similarities(vector, best)
        except (OSError, ValueError, IndexError) as error:
            raise IndexingError(f"the index cannot be read ({error}); run 'litotes index' to build it again") from error
        return tuple(
            Ranked(passage=self._passages[number], score=scores[number], similarity=similarity)
            for number, similarity in zip(best, similarities, strict=True)
        )

    def by_meaning(self, vector: Vectors, allowed: NDArray[np.bool_], limit: int) -> list[int]:
        """Return the numbers of the nearest allowed passages: one by one, or by Chroma's index where they are many."""
        wanted = np.flatnonzero(allowed)
        if len(wanted) > self._exact_passages:
            try:
                nearest = self._store.nearest(vector, _OVERFETCH * limit)
            except Exception:  # reason: whatever Chroma's layers raise, the vectors are here too, only slower
                nearest = []
            numbers = [self._numbers[passage_id] for passage_id in nearest if passage_id in self._numbers]
            found = [number for number in numbers if allowed[number]]
            if len(found) >= limit:
                return found[:limit]
        return self._snapshot.nearest(vector, None if len(wanted) == len(allowed) else wanted, limit)

    def _allowed(self, source_ids: Collection[str]) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self._sources), dtype=bool)
        wanted[[self._sources[source_id] for source_id in source_ids if source_id in self._sources]] = True
        allowed: NDArray[np.bool_] = wanted[self._source_of]
        return allowed


def open_index(
    articles: Sequence[Article],
    embedder: Embedder,
    data_dir: Path,
    *,
    chroma_url: str | None = None,
    rebuild: bool = False,
) -> Index:
    """Open the index of these articles; build it if it is missing, stale or corrupt, or on `rebuild`.

    Raises:
        IndexingError: it cannot be built or opened; the message says what to do.
    """
    fingerprint = fingerprint_of(articles, embedder)
    if chroma_url:
        return _open_on_server(articles, embedder, chroma_url, fingerprint, rebuild=rebuild)
    root = data_dir / "index"
    if not rebuild:
        opened = _open_generation(root, articles, embedder, fingerprint)
        if opened:
            return opened
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock", timeout=_LOCK_WAIT_S):
            opened = None if rebuild else _open_generation(root, articles, embedder, fingerprint)
            if opened is None:
                build(root, rows_of(articles, embedder), embedder, fingerprint, afresh=rebuild)
                opened = _open_generation(root, articles, embedder, fingerprint)
    except Timeout as error:
        raise IndexingError(
            f"another process has been building the index in {str(root)!r} for {_LOCK_WAIT_S:g} s; "
            "end it, or remove 'build.lock' there if none is running"
        ) from error
    except OSError as error:
        raise IndexingError(
            f"cannot write the index in {str(root)!r} ({error.strerror or error}); make that folder writable, or "
            "set LITOTES_DATA_DIR to one that is"
        ) from error
    if opened is None:
        raise IndexingError(f"the index that was just written in {str(root)!r} cannot be read; check that disk")
    return opened


def _open_on_server(
    articles: Sequence[Article], embedder: Embedder, url: str, fingerprint: str, *, rebuild: bool
) -> Index:
    """Open a generation that a Chroma server keeps; nothing is written on this machine.

    Processes that start together may fill it together: each writes the same rows under the same ids. One that starts
    with another corpus leaves their generation alone as long as somebody has named it lately.
    """
    store = VectorStore(open_client(url), fingerprint)
    rows = rows_of(articles, embedder)
    try:
        if rebuild:
            store.begin()
        store.name_it()
        if rebuild or not store.complete:
            made = generation_of(rows, embedder, None if rebuild else _before(store))
            store.write(rows, made.snapshot, range(len(rows)))
            store.finish()
            store.drop_others()
        _, snapshot = store.read([row.passage_id for row in rows])
    except Exception as error:  # reason: Chroma raises its own and its HTTP client's errors alike
        raise IndexingError(
            f"cannot use the index on the Chroma server {url!r} ({error}); check LITOTES_CHROMA_URL, or delete its "
            f"collection {store.name!r} to have it built again"
        ) from error
    words = WordIndex.of([row.text for row in rows])
    return Index(articles, embedder, snapshot, words, fingerprint, open_store=lambda: store)


def _before(store: VectorStore) -> Snapshot | None:
    """Return the vectors of another generation, if one can be read."""
    for other in store.others():
        with suppress(Exception):  # reason: another replica may have dropped it since; Chroma raises its layers' errors
            return other.read()[1]
    return None


def _open_generation(root: Path, articles: Sequence[Article], embedder: Embedder, fingerprint: str) -> Index | None:
    """Return the current generation, if it is the one that is wanted and can be read."""
    try:
        current = json.loads((root / "current").read_text(encoding="utf-8"))
        folder = root / current["folder"]
        if current["fingerprint"] != fingerprint or not folder.is_dir():
            return None
        counts = [len(passage.sentences) for article in articles for passage in article.passages]
        snapshot = Snapshot.load(folder, counts)
        index = _opened(articles, embedder, snapshot, WordIndex.load(folder), fingerprint, folder)
        if index.rank("probe", "probe", source_ids=[articles[0].card.id], limit=1):
            return index
    except (OSError, ValueError, KeyError, TypeError, IndexingError):
        return None  # missing or corrupt: the caller builds a new one beside it
    return None


def _opened(
    articles: Sequence[Article],
    embedder: Embedder,
    snapshot: Snapshot,
    words: WordIndex,
    fingerprint: str,
    folder: Path,
) -> Index:
    def open_store() -> VectorStore:
        readable = folder if os.access(folder, os.W_OK) else _copy_for_reading(folder)
        return VectorStore(open_client(readable), fingerprint)

    return Index(articles, embedder, snapshot, words, fingerprint, open_store=open_store)


def _copy_for_reading(folder: Path) -> Path:
    """Return a writable copy: SQLite locks even to read, which a read-only folder forbids."""
    copy = Path(tempfile.mkdtemp(prefix="litotes-index-")) / folder.name
    shutil.copytree(folder, copy)
    return copy
