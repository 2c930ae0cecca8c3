"""The labels that the judges are judged by, and the other ways in which the ruler is held to account."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from bot.lexicon import Lexicon
from bot.types import Article
from eval.agreement import agreement, read_labels
from eval.baseline_table import put_into
from eval.judging import Corpus, corpus_of
from eval.model_judge import ModelJudge, agreement_of

LABELS = read_labels()
# Set a little under what was measured: eval/labels.md.
LEAST_KAPPA = {"overclaim": 0.75, "support": 0.7, "figures": 0.75, "conduct": 0.85}


@pytest.fixture(scope="module")
def corpus(articles: tuple[Article, ...], lexicon: Lexicon) -> Corpus:
    return corpus_of(articles, lexicon)


def test_there_are_enough_labels_of_every_origin(corpus: Corpus) -> None:
    """At least 400, each on passages that exist, from answers, attacks and near misses written by hand."""
    assert len(LABELS) >= 400
    assert len({label.id for label in LABELS}) == len(LABELS)
    assert {key for label in LABELS for key in label.passages} <= corpus.passages.keys()
    origins = Counter(label.origin for label in LABELS)
    assert origins["brief"] >= 100
    assert origins["near-miss"] >= 60


def test_each_judge_agrees_with_the_labels(corpus: Corpus) -> None:
    """A change that blinds a judge turns this red."""
    agreed = {each.judge: each.kappa for each in agreement(LABELS, corpus)}
    assert {name: kappa for name, kappa in agreed.items() if kappa is None or kappa < LEAST_KAPPA[name]} == {}


def test_a_model_that_says_the_same_whatever_the_order_is_unscored(corpus: Corpus) -> None:
    """ "A" twice means one thing and then the other: that is no verdict."""
    partial = ModelJudge(FakeListChatModel(responses=["A"]))
    assert partial.judge("It cures.", "It was tried.").passed is None
    agreed = agreement_of(partial, LABELS[:5], corpus)
    assert (agreed.n, agreed.unscored, agreed.kappa) == (0, 5, None)


def test_a_model_that_means_it_is_scored() -> None:
    """The same opinion in either order: A, then B."""
    assert ModelJudge(FakeListChatModel(responses=["A", "B"])).judge("It cures.", "It was tried.").passed is False
    assert ModelJudge(FakeListChatModel(responses=["B", "A"])).judge("It was tried.", "It was tried.").passed is True
    assert ModelJudge(FakeListChatModel(responses=["no idea"])).judge("x", "y").passed is None


def test_a_page_without_a_place_for_the_table_is_told(tmp_path: Path) -> None:
    """And is left as it was."""
    page = tmp_path / "page.md"
    page.write_text("nothing here", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place for the table"):
        put_into(page, "| a |")
    assert page.read_text(encoding="utf-8") == "nothing here"


def test_the_same_cases_run_under_inspect() -> None:
    """Where its package is installed: each case is a sample, each judge a score."""
    pytest.importorskip("inspect_ai", reason="pip install 'litotes[inspect]'")
    from eval.inspect_tasks import litotes

    assert len(litotes(limit=3).dataset) == 3
