"""What a generation of the index holds, made from a corpus and from what the generation before it holds already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from bot.articles import embedded_text
from bot.protocols import Embedder, Vectors
from bot.retrieval.lexical import WordIndex
from bot.retrieval.snapshot import Snapshot
from bot.retrieval.store import Row, assembled
from bot.types import Article, Passage

_LAYOUT_VERSION = "2"
_EMBEDDED_AT_ONCE = 2_000  # texts; bounds the memory of a build


def fingerprint_of(articles: Sequence[Article], embedder: Embedder) -> str:
    """Return what an index of these articles depends on, as a SHA-256.

    The passages themselves are in it, so a change in how digests are split needs no version number of its own.
    """
    written = TypeAdapter(Passage).dump_json
    parts = [embedder.identity, _LAYOUT_VERSION, version("chromadb")]
    parts += [
        f"{article.card.id}={article.digest}:{written(passage).decode()}"
        for article in sorted(articles, key=lambda article: article.card.id)
        for passage in article.passages
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Generation:
    """The rows of a corpus, their vectors and words, and which of them are new."""

    rows: tuple[Row, ...]
    snapshot: Snapshot
    words: WordIndex
    fresh: tuple[int, ...]  # numbers of the rows that the generation before lacks


def rows_of(articles: Sequence[Article], embedder: Embedder) -> tuple[Row, ...]:
    """Return the rows of a corpus, in its order."""
    made_by = f"{embedder.identity} {_LAYOUT_VERSION} {version('chromadb')}"
    rows = []
    for article in articles:
        title = article.card.title
        for passage in article.passages:
            text = embedded_text(title, passage.role, passage.text)
            sentences = tuple(embedded_text(title, passage.role, each.text) for each in passage.sentences)
            metadata = _metadata(article, passage)
            parts = json.dumps([made_by, passage.passage_id, text, sentences, metadata]).encode()
            digest = hashlib.blake2b(parts, digest_size=16).hexdigest()
            rows.append(Row(passage.passage_id, text, sentences, metadata, digest))
    return tuple(rows)


def generation_of(
    rows: Sequence[Row], embedder: Embedder, before: Snapshot | None = None, words: WordIndex | None = None
) -> Generation:
    """Return the generation of these rows; what `before` has of them is taken from there, and so are its `words`."""
    known = {digest: at for at, digest in enumerate(before.digests)} if before else {}
    fresh = [at for at, row in enumerate(rows) if row.digest not in known]
    made = _embedded([rows[at] for at in fresh], embedder)
    stored = [before.row(known[row.digest]) if before and row.digest in known else next(made) for row in rows]
    moved = np.full(len(known), -1, dtype=np.int64)
    for at, row in enumerate(rows):
        if row.digest in known:
            moved[known[row.digest]] = at
    read = range(len(rows)) if words is None else fresh
    return Generation(
        rows=tuple(rows),
        snapshot=assembled([row.digest for row in rows], stored),
        words=(words or WordIndex.empty()).updated(
            moved if words else np.zeros(0, dtype=np.int64), {at: rows[at].text for at in read}, len(rows)
        ),
        fresh=tuple(fresh),
    )


def _embedded(rows: Sequence[Row], embedder: Embedder) -> Iterator[tuple[Vectors, NDArray[np.float16]]]:
    """Yield the vector of each row and those of its sentences."""
    pending: list[Row] = []
    texts: list[str] = []
    for row in (*rows, None):
        if row is not None:
            pending.append(row)
            texts += [row.text, *row.sentences]
        if pending and (row is None or len(texts) >= _EMBEDDED_AT_ONCE):
            vectors = embedder.embed(texts)
            start = 0
            for each in pending:
                end = start + 1 + len(each.sentences)
                yield vectors[start], vectors[start + 1 : end].astype(np.float16)
                start = end
            pending, texts = [], []


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
