"""Small stand-ins that keep the promises of the seams."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import numpy as np

from bot.protocols import Vectors
from bot.types import Article, Judgement, Ranked, Support


class HashEmbedder:
    """Texts that share words get near vectors; no model, no weights."""

    identity = "hash@1"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split():
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, digest[0] % self.dimension] += 1.0
            vectors[row, 0] += 1e-3
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)  # type: ignore[no-any-return]  # because numpy says Any


class FixedRetriever:
    """Returns every passage of the wanted sources, in the corpus's order."""

    fingerprint = "fixed" * 4

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    def rank(self, question: str, terms: str, *, source_ids: Collection[str], limit: int) -> tuple[Ranked, ...]:
        del question, terms
        found = [p for a in self._articles for p in a.passages if a.card.id in source_ids]
        return tuple(Ranked(passage=p, score=1.0, similarity=(0.5,) * len(p.sentences)) for p in found[:limit])


class FixedEntailment:
    """Always gives the same judgement."""

    def __init__(self, support: Support) -> None:
        self._support = support

    def judge(self, claim: str, passage: str, *, context: str = "") -> Judgement:
        del claim, passage, context
        return Judgement(support=self._support, why="fixed")
