"""The evidence with how well each of its sentences answers the question, and the articles of those that answer best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.protocols import Reader
from bot.retrieval import completed
from bot.types import Article, Evidence, Query

_MOST_READ = 20_000  # sentences; of a larger corpus only those are read that the search brought
_BEST = 5  # sentences whose articles come along, whatever the search made of them; chosen, unmeasured


def read(evidence: Evidence, eligible: Iterable[Article], reader: Reader) -> Evidence:
    """Return the evidence with the fit of each sentence of prose, and with the articles of the best of `eligible`.

    Raises:
        ModelError: the net that reads cannot be loaded.
    """
    if not evidence.cards:
        return evidence
    others = [(article, text) for article in eligible for text in _prose(article)]
    if 0 < len(others) <= _MOST_READ:
        fits = _fits(evidence.query, [text for _, text in others], reader)
        best = [others[at][0] for at in np.argsort(-fits)[:_BEST]]
        evidence = completed(evidence, best)
    return with_fits(evidence, reader)


def with_fits(evidence: Evidence, reader: Reader) -> Evidence:
    """Return the evidence with how well each sentence of prose answers its question."""
    prose = [each for each in evidence.ranked if not each.passage.header]
    fits = iter(_fits(evidence.query, [s.text for each in prose for s in each.passage.sentences], reader).tolist())
    ranked = tuple(
        each
        if each.passage.header
        else each.model_copy(update={"fit": tuple(next(fits) for _ in each.passage.sentences)})
        for each in evidence.ranked
    )
    return evidence.model_copy(update={"ranked": ranked})


def _fits(query: Query, sentences: Sequence[str], reader: Reader) -> NDArray[np.float32]:
    """Return how well sentences answer a question: one that leans on another is read with it and without."""
    alone = reader.fits(query.normalised, sentences)
    if not query.before:
        return alone
    together = reader.fits(f"{query.before} {query.normalised}", sentences)
    mean: NDArray[np.float32] = np.mean([alone, together], axis=0, dtype=np.float32)
    return mean


def _prose(article: Article) -> list[str]:
    return [s.text for passage in article.passages if not passage.header for s in passage.sentences]
