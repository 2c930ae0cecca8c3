"""A folder with one size of corpus, as every contender finds it: the same passages, and the same vectors."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.contenders import COLLECTION
from bench.passages import grown_corpus
from bot.articles import read_corpus
from bot.lexicon import load_lexicon
from bot.protocols import Embedder, Vectors
from bot.retrieval.generations import Generation, generation_of, rows_of
from bot.retrieval.store import close, open_client
from bot.settings import load_settings
from bot.types import Article

_HONEST_TEXTS = 5_000  # embedded by the model; later ones get vectors near those, or 10,000 passages take ten minutes
_NOISE = 0.03  # standard deviation in each dimension of what is added to them: cosines of 0.86 or so to the original
_BATCH = 5_000


class _Thrifty:
    """The embedder up to a number of texts, then noisy copies of its vectors. For speed only; quality never uses it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._made: list[Vectors] = []
        self._chance = np.random.default_rng(7)
        self.identity = embedder.identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        if sum(map(len, self._made)) < _HONEST_TEXTS:
            self._made.append(self._embedder.embed(texts))
            return self._made[-1]
        known = self._made[int(self._chance.integers(len(self._made)))]
        near = known[self._chance.integers(len(known), size=len(texts))]
        near = near + self._chance.normal(0, _NOISE, near.shape).astype(np.float32)
        vectors: Vectors = near / np.linalg.norm(near, axis=1, keepdims=True)
        return vectors


def prepare(folder: Path, passages: int, embedder: Embedder) -> None:
    """Write the folder for a corpus of so many passages, unless it is there."""
    if (folder / "ready").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    settings = load_settings()
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")
    articles = grown_corpus(read_corpus(settings.corpus / "articles"), lexicon, passages)
    made = generation_of(rows_of(articles, embedder), _Thrifty(embedder))
    _write_ours(folder, articles, made)
    _write_theirs(folder, made)
    (folder / "ready").touch()


def _write_ours(folder: Path, articles: Sequence[Article], made: Generation) -> None:
    (folder / "ours").mkdir(exist_ok=True)
    (folder / "articles.pickle").write_bytes(pickle.dumps(tuple(articles)))
    made.snapshot.save(folder / "ours")
    made.words.save(folder / "ours")


def _write_theirs(folder: Path, made: Generation) -> None:
    """Write a Chroma folder as a tutorial would: texts, their source, their vectors."""
    (folder / "texts.json").write_text(json.dumps([row.text for row in made.rows]), encoding="utf-8")
    client = open_client(folder / "theirs")
    collection = client.create_collection(COLLECTION, configuration={"hnsw": {"space": "cosine"}})
    for start in range(0, len(made.rows), _BATCH):
        rows = made.rows[start : start + _BATCH]
        collection.add(
            ids=[row.passage_id for row in rows],
            documents=[row.text for row in rows],
            metadatas=[{"source": row.passage_id.split("#")[0]} for row in rows],
            embeddings=np.asarray(made.snapshot.passages[start : start + _BATCH]),
        )
    close(client)
