"""The seams: what a stage needs from another, so that either side can be replaced or faked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.types import Draft, Evidence, Judgement, Ranked

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of one length, each of norm 1."""

    @property
    def identity(self) -> str:
        """Name and checksum of the weights: part of the index's fingerprint."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), dimension)."""


class Reader(Protocol):
    """Says how well sentences answer a question."""

    def fits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Return a number for each sentence, −1..1: the more, the likelier that it answers the question.

        Raises:
            ModelError: the net that reads cannot be loaded.
        """


class AnswerCheck(Protocol):
    """Says whether sentences answer a question, or are only near it."""

    def answers(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        """Return the log-odds that each sentence answers the question; below 0 it likelier does not.

        Raises:
            ModelError: the net that reads cannot be loaded.
        """


class Retriever(Protocol):
    """Ranks the passages of a corpus against a question."""

    @property
    def fingerprint(self) -> str:
        """What the index was built from, hexadecimal; changes when any of it does."""

    def rank(self, question: str, terms: str, *, source_ids: Collection[str], limit: int) -> tuple[Ranked, ...]:
        """Return at most `limit` passages of `source_ids`, best first; none for an empty collection.

        `question` is ranked by meaning, `terms` by its words.

        Raises:
            IndexingError: the index cannot be read.
        """


class Writer(Protocol):
    """Drafts claims from evidence."""

    def write(self, evidence: Evidence) -> Draft:
        """Return a draft; an empty one means that the evidence does not answer the question."""


class Rewriter(Protocol):
    """Rewrites what a writer planned, in better prose. It decides nothing, and may fail."""

    def rewrite(self, plan: Draft, evidence: Evidence) -> Draft:
        """Return a draft that carries its plan; the plan itself where it cannot do better."""

    def condense(self, questions: Sequence[str]) -> str | None:
        """Return the last question rewritten to stand alone, unchecked; None where it cannot."""

    async def arewrite(self, plan: Draft, evidence: Evidence) -> Draft:
        """Do the same; cancelling it cancels what it waits for."""


class Entailment(Protocol):
    """Judges whether a passage carries a claim."""

    def judge(self, claim: str, passage: str, *, context: str = "") -> Judgement:
        """Return the judgement. `context` carries names and numbers of the source, never a finding."""
