"""Builds, opens and rebuilds the index of a corpus; ranks its passages. Implements `protocols.Retriever`.

A generation is one folder named after its fingerprint. It is built beside the others and becomes the index by
one rename of the file `current`, so a build that is killed at any moment leaves the old index serving.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout

from bot.articles import embedded_text
from bot.errors import IndexingError
from bot.protocols import Embedder, Vectors
from bot.store import VectorStore, WordIndex, open_client
from bot.types import Article, Passage, Ranked

_LAYOUT_VERSION = "1"
_RANK_OFFSET = 60  # reciprocal rank fusion: Cormack, Clarke, Büttcher, SIGIR 2009
_LOCK_WAIT_S = 600.0  # a first build on two slow cores; longer means that the holder hangs
_KEPT_GENERATIONS = 2  # the current one, and the one that an open reader may still use


def fingerprint_of(articles: Sequence[Article], embedder: Embedder) -> str:
    """Return what an index of these articles depends on, as a SHA-256.

    The passages themselves are in it, so a change in how digests are split needs no version number of its own.
    """
    parts = [embedder.identity, _LAYOUT_VERSION, version("chromadb")]
    parts += [
        f"{article.card.id}={article.digest}:{passage.model_dump_json()}"
        for article in sorted(articles, key=lambda article: article.card.id)
        for passage in article.passages
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Index:
    """An open index. Threads may share it."""

    def __init__(self, articles: Sequence[Article], embedder: Embedder, vectors: VectorStore, fingerprint: str) -> None:
        self.fingerprint = fingerprint
        self._embedder = embedder
        self._vectors = vectors
        self._titles = {article.card.id: article.card.title for article in articles}
        self._passages = {passage.passage_id: passage for article in articles for passage in article.passages}

    @cached_property
    def _words(self) -> WordIndex:
        return WordIndex(list(self._passages), [_passage_text(self._titles, p) for p in self._passages.values()])

    def rank(self, question: str, terms: str, *, source_ids: Collection[str], limit: int) -> tuple[Ranked, ...]:
        """Return the passages of these sources by meaning and by words, fused by reciprocal rank."""
        allowed = [key for key, passage in self._passages.items() if passage.source_id in source_ids]
        if not allowed:
            return ()
        vector = self._embedder.embed([question])[0]
        try:
            by_meaning = self._vectors.nearest(vector, source_ids, limit)
            by_words = self._words.nearest(terms, allowed, limit)
            scores: dict[str, float] = {}
            for ranking in (by_meaning, by_words):
                for rank, passage_id in enumerate(ranking, start=1):
                    scores[passage_id] = scores.get(passage_id, 0.0) + 1 / (_RANK_OFFSET + rank)
            best = sorted(scores, key=lambda passage_id: -scores[passage_id])[:limit]
            passages = [self._passages[passage_id] for passage_id in best]
            similarity = self._similarities(vector, passages)
        except Exception as error:  # reason: Chroma raises its own, sqlite's and Rust's errors alike
            raise IndexingError(f"the index cannot be read ({error}); run 'litotes index' to build it again") from error
        return tuple(
            Ranked(passage=p, score=scores[p.passage_id], similarity=similarity[p.passage_id]) for p in passages
        )

    def _similarities(self, vector: Vectors, passages: Sequence[Passage]) -> dict[str, tuple[float, ...]]:
        keys = {p.passage_id: [_sentence_id(p, at) for at in range(len(p.sentences))] for p in passages}
        stored = self._vectors.sentence_vectors([key for row in keys.values() for key in row])
        return {
            passage_id: tuple(float(np.dot(vector, stored[key])) for key in row) for passage_id, row in keys.items()
        }


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
        vectors = VectorStore(open_client(chroma_url), fingerprint, embedder)
        if rebuild or not vectors.complete:
            _fill(vectors, articles)
            vectors.drop_others()
        return Index(articles, embedder, vectors, fingerprint)

    root = data_dir / "index"
    if not rebuild:
        opened = _open_generation(root, articles, embedder, fingerprint)
        if opened:
            return opened
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "build.lock", timeout=_LOCK_WAIT_S):
            opened = None if rebuild else _open_generation(root, articles, embedder, fingerprint)
            return opened or _build_generation(root, articles, embedder, fingerprint)
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


def _open_generation(root: Path, articles: Sequence[Article], embedder: Embedder, fingerprint: str) -> Index | None:
    """Return the current generation, if it is the one that is wanted and can be read."""
    try:
        current = json.loads((root / "current").read_text(encoding="utf-8"))
        folder = root / current["folder"]
        if current["fingerprint"] != fingerprint or not folder.is_dir():
            return None
        readable = folder if os.access(folder, os.W_OK) else _copy_for_reading(folder)
        vectors = VectorStore(open_client(readable), fingerprint, embedder)
        index = Index(articles, embedder, vectors, fingerprint)
        if vectors.complete and index.rank("probe", "probe", source_ids=[articles[0].card.id], limit=1):
            return index
    except (OSError, ValueError, KeyError, TypeError, IndexingError):
        return None  # missing or corrupt: the caller builds a new one beside it
    except Exception as error:  # reason: opening a damaged store raises whatever Chroma's layers raise
        if type(error).__module__.split(".")[0] in {"chromadb", "sqlite3", "chromadb_rust_bindings"}:
            return None
        raise
    return None


def _copy_for_reading(folder: Path) -> Path:
    """Return a writable copy: SQLite locks even to read, which a read-only folder forbids."""
    copy = Path(tempfile.mkdtemp(prefix="litotes-index-")) / folder.name
    shutil.copytree(folder, copy)
    return copy


def _build_generation(root: Path, articles: Sequence[Article], embedder: Embedder, fingerprint: str) -> Index:
    folder = Path(tempfile.mkdtemp(prefix=f"{fingerprint[:12]}-", dir=root))
    vectors = VectorStore(open_client(folder), fingerprint, embedder)
    _fill(vectors, articles)
    staged = root / f"current.{os.getpid()}"
    staged.write_text(json.dumps({"folder": folder.name, "fingerprint": fingerprint}), encoding="utf-8")
    with staged.open("rb") as file:
        os.fsync(file.fileno())
    staged.replace(root / "current")
    _remove_old_generations(root)
    return Index(articles, embedder, vectors, fingerprint)


def _remove_old_generations(root: Path) -> None:
    newest_first = sorted(
        (path for path in root.iterdir() if path.is_dir()),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for folder in newest_first[_KEPT_GENERATIONS:]:
        shutil.rmtree(folder, ignore_errors=True)


def _fill(vectors: VectorStore, articles: Sequence[Article]) -> None:
    titles = {article.card.id: article.card.title for article in articles}
    passages = [(article, passage) for article in articles for passage in article.passages]
    vectors.fill(
        [(p.passage_id, _passage_text(titles, p), _metadata(article, p)) for article, p in passages],
        [
            (
                _sentence_id(p, at),
                embedded_text(titles[p.source_id], p.role, s.text),
                {"passage_id": p.passage_id},
            )
            for _, p in passages
            for at, s in enumerate(p.sentences)
        ],
    )


def _metadata(article: Article, passage: Passage) -> dict[str, str | int | bool]:
    """Return what a search can be filtered by."""
    card = article.card
    return {
        "passage_id": passage.passage_id,
        "source_id": card.id,
        "section": passage.role.value,
        "is_table": bool(passage.header),
        "kind": card.kind.value,
        "design": card.design.value,
        "status": card.status.value,
        **({"year": card.year} if card.year else {}),
        **{f"drug:{name}": True for name in card.drugs},
        **{f"condition:{name}": True for name in card.conditions},
        "sentence_offsets": json.dumps([[s.start, s.end] for s in passage.sentences]),
    }


def _passage_text(titles: dict[str, str], passage: Passage) -> str:
    return embedded_text(titles[passage.source_id], passage.role, passage.text)


def _sentence_id(passage: Passage, at: int) -> str:
    return f"{passage.passage_id}/{at}"
