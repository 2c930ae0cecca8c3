"""BM25: the scores of bm25s, and a passage added or taken away costs that passage."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest
import Stemmer
from bm25s.stopwords import STOPWORDS_EN

from bot.retrieval import lexical
from bot.retrieval.lexical import WordIndex, stems_of
from bot.types import Article

QUERIES = ("upadacitinib palmoplantar pustulosis efficacy", "hair hair loss", "placebo", "zyxwv", "the of", "")


@pytest.fixture(scope="module")
def texts(articles: tuple[Article, ...]) -> list[str]:
    return [passage.text for article in articles for passage in article.passages]


def test_scores_are_those_of_bm25s(texts: list[str]) -> None:
    """Its formula, words, stems and empty words; a word that is asked twice counts twice."""
    theirs = bm25s.BM25()
    stemmer = Stemmer.Stemmer("english")
    theirs.index(bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False)
    ours = WordIndex.of(texts)

    assert set(STOPWORDS_EN) == lexical._EMPTY
    for query in QUERIES:
        [tokens] = bm25s.tokenize([query], stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)
        expected = theirs.get_scores(tokens) if tokens else np.zeros(len(texts))
        assert stems_of(query) == tokens
        assert np.allclose(ours.scores(query), expected, atol=1e-4)


def test_the_best_come_first_and_only_those_that_share_a_word() -> None:
    """Ties keep the corpus's order; nothing is padded to the limit."""
    index = WordIndex.of(["itch", "hair loss", "itch", "hair"])

    assert index.nearest("itch", None, 10) == [0, 2]
    assert index.nearest("itch hair loss", None, 2) == [1, 0]
    assert index.nearest("itch", np.array([False, True, True, True]), 10) == [2]
    assert index.nearest("fever", None, 10) == []


def test_cutting_a_long_list_changes_no_order(texts: list[str]) -> None:
    """The shortcut for words that stand everywhere returns what sorting everything would."""
    index = WordIndex.of(texts)
    scores = index.scores("patients upadacitinib treatment")

    assert np.count_nonzero(scores) > 40
    assert index.nearest("patients upadacitinib treatment", None, 5) == np.argsort(-scores, kind="stable")[:5].tolist()


def test_adding_and_taking_away_reads_only_what_is_new(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is the index of the new corpus; the work is that of its new text."""
    before, new = WordIndex.of(texts), "a new passage about pustules"
    after = [*texts[3:50], new, *texts[50:]]
    moved = np.array([-1, -1, -1, *range(47), *range(48, len(after))])
    expected = WordIndex.of(after)
    read: list[str] = []
    monkeypatch.setattr(lexical, "stems_of", lambda text: read.append(text) or stems_of(text))

    updated = before.updated(moved, {47: new}, len(after))

    assert read == [new]
    for query in (*QUERIES, "pustules"):
        assert np.allclose(updated.scores(query), expected.scores(query), atol=1e-5)


def test_it_is_opened_as_it_was_saved(texts: list[str], tmp_path: Path) -> None:
    """And damage is told, not searched."""
    index = WordIndex.of(texts)
    index.save(tmp_path)

    assert np.array_equal(WordIndex.load(tmp_path).scores(QUERIES[0]), index.scores(QUERIES[0]))
    (tmp_path / "words.txt").write_text("one\ntwo")
    with pytest.raises(ValueError, match="do not belong together"):
        WordIndex.load(tmp_path)


def test_an_empty_corpus_has_an_index() -> None:
    """Nothing to find is not an error."""
    assert WordIndex.of([]).nearest("itch", None, 5) == []
