"""The evidence with how well each of its sentences answers the question, and the articles of those that answer best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.protocols import Reader
from bot.retrieval.passages import completed
from bot.types import Article, Evidence, Passage, Query

_MOST_READ = 20_000  # sentences; of a larger corpus only those are read that the search brought
_BEST = 5  # sentences whose articles come along, whatever the search made of them; chosen, unmeasured


def read(evidence: Evidence, eligible: Iterable[Article], reader: Reader) -> Evidence:
    """Return the evidence with the fit of each sentence of prose, and with the articles of the best of `eligible`.

    Raises:
        ModelError: the net that reads cannot be loaded.
    """
    if not evidence.cards:
        return evidence
    offered = [(article, text) for article in eligible for passage in article.passages for text in _prose(passage)]
    offered = offered if len(offered) <= _MOST_READ else []
    texts = [text for each in evidence.ranked for text in _prose(each.passage)]
    fits = _fits(evidence.query, [*(text for _, text in offered), *texts], reader)
    best = [offered[at][0] for at in np.argsort(-fits[: len(offered)])[:_BEST]]
    told = dict(zip([*(text for _, text in offered), *texts], fits.tolist(), strict=True))
    return _with_fits(completed(evidence, best), told)


def prepare(articles: Iterable[Article], reader: Reader) -> None:
    """Read every sentence of a corpus once, so that no patient waits for it and a net that cannot load shows at once.

    Raises:
        ModelError: the net that reads cannot be loaded.
    """
    texts = [text for article in articles for passage in article.passages for text in _prose(passage)]
    reader.fits("", texts if len(texts) <= _MOST_READ else [])


def _with_fits(evidence: Evidence, told: Mapping[str, float]) -> Evidence:
    ranked = tuple(
        each.model_copy(update={"fit": tuple(told[text] for text in _prose(each.passage))}) for each in evidence.ranked
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


def _prose(passage: Passage) -> list[str]:
    return [] if passage.header else [sentence.text for sentence in passage.sentences]
