"""The evidence with how well each of its sentences answers the question, and the articles of those that answer best."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.protocols import Reader
from bot.retrieval import completed
from bot.types import Article, Evidence

_MOST_READ = 20_000  # sentences; of a larger corpus only those are read that the search brought
_BEST = 5  # sentences whose articles come along, whatever the search made of them; chosen, unmeasured


def read(evidence: Evidence, eligible: Iterable[Article], reader: Reader) -> Evidence:
    """Return the evidence with the fit of each sentence of prose, and with the articles of the best of `eligible`.

    Raises:
        ModelError: the net that reads cannot be loaded.
    """
    if not evidence.cards:
        return evidence
    question = evidence.query.normalised
    others = [(article, text) for article in eligible for text in _prose(article)]
    if 0 < len(others) <= _MOST_READ:
        fits = reader.fits(question, [text for _, text in others])
        best = [others[at][0] for at in np.argsort(-fits)[:_BEST]]
        evidence = completed(evidence, best)
    return with_fits(evidence, reader)


def with_fits(evidence: Evidence, reader: Reader) -> Evidence:
    """Return the evidence with how well each sentence of prose answers its question."""
    prose = [each for each in evidence.ranked if not each.passage.header]
    fits = iter(
        reader.fits(evidence.query.normalised, [s.text for each in prose for s in each.passage.sentences]).tolist()
    )
    ranked = tuple(
        each
        if each.passage.header
        else each.model_copy(update={"fit": tuple(next(fits) for _ in each.passage.sentences)})
        for each in evidence.ranked
    )
    return evidence.model_copy(update={"ranked": ranked})


def _prose(article: Article) -> list[str]:
    return [s.text for passage in article.passages if not passage.header for s in passage.sentences]
