"""The net that says which sentence answers a question, and what is made of what it says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.encoders import changed_net
from bot.encoders.changed_net import changed
from bot.encoders.reader import NetReader
from bot.errors import ModelError
from bot.retrieval.reading import prepare, read
from bot.types import Article, Evidence, Facet, Query

ROOT = Path(__file__).resolve().parents[2]
BLINDED = "Heads Up was double-blind: each person with eczema got one real medicine and one dummy."
FUNDED = "AbbVie, the company that makes upadacitinib, paid for the trial."
MEANING = "A SALT score of 20 or less means that hair covers at least 80% of the scalp."


class WordReader:
    """A sentence fits by the share of the question's words that stand in it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def fits(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(question)
        words = set(question.casefold().split())
        return np.array(
            [len(words & set(each.casefold().split())) / len(words) for each in sentences], dtype=np.float32
        )


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> NetReader:
    return NetReader("int8", tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("could the doctors tell who swallowed what?", BLINDED),
        ("who footed the bill?", FUNDED),
        ("so 20% of the hair came back, that is what the 20 stands for?", MEANING),
    ],
)
def test_it_knows_how_people_ask(question: str, answer: str, net: NetReader) -> None:
    """None of these shares a telling word with its answer."""
    sentences = [BLINDED, FUNDED, MEANING]
    assert sentences[int(np.argmax(net.fits(question, sentences)))] == answer


def test_no_sentences_have_no_fits(net: NetReader) -> None:
    assert net.fits("anything", []).shape == (0,)


def test_a_damaged_net_is_written_anew(tmp_path: Path) -> None:
    first = NetReader("int8", tmp_path).fits("who paid?", [FUNDED])
    (folder,) = tmp_path.iterdir()
    (folder / "net.onnx").write_bytes(b"no net")
    changed_net.session_of.cache_clear()
    assert NetReader("int8", tmp_path).fits("who paid?", [FUNDED]) == pytest.approx(first)


def test_what_was_read_is_kept_for_the_next_start(tmp_path: Path) -> None:
    sentences = [f"In {number} people it was not known." for number in range(60)]
    first = NetReader("int8", tmp_path).fits("how many?", sentences)
    (kept,) = tmp_path.glob("*/vectors.npz")
    assert NetReader("int8", tmp_path).fits("how many?", sentences).tolist() == first.tolist()
    kept.write_bytes(b"damaged")
    assert NetReader("int8", tmp_path).fits("how many?", sentences).tolist() == first.tolist()


def test_what_was_learnt_and_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "change.npz").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="reinstall the package"):
        changed_net.write_changed_model(tmp_path, tmp_path / "model")


def test_a_change_is_added_to_matrices_and_vectors() -> None:
    weights = {"m": np.zeros((2, 3), np.float32), "v": np.ones(2, np.float32), "kept": np.ones(1, np.float32)}
    change = {
        "m.left": np.array([[1.0], [2.0]], np.float16),
        "m.right": np.array([[1.0, 0.0, 3.0]], np.float16),
        "v": np.array([0.5, -0.5], np.float16),
    }
    after = changed(weights, change)
    assert after["m"].tolist() == [[1.0, 0.0, 3.0], [2.0, 0.0, 6.0]]
    assert after["v"].tolist() == [1.5, 0.5]
    assert after["kept"].tolist() == [1.0]


def query(question: str, before: str = "") -> Query:
    return Query(question=question, normalised=question, before=before, facet=Facet.GENERAL)


def test_the_articles_of_what_fits_come_along(articles: tuple[Article, ...]) -> None:
    """The search may have missed them."""
    wanted = next(each for each in articles if each.card.id == "heads-up-2021")
    blinded = next(s.text for p in wanted.passages for s in p.sentences if "double-blind" in s.text)
    other = next(each for each in articles if each.card.id == "bad-ppp-leaflet")
    evidence = Evidence(query=query(blinded), ranked=(), cards=(other.card,))
    found = read(evidence, articles, WordReader())
    assert wanted.card in found.cards
    fits = {s.text: fit for each in found.ranked for s, fit in zip(each.passage.sentences, each.fit, strict=False)}
    assert fits[blinded] == pytest.approx(1.0)


def test_a_question_that_leans_on_another_is_read_with_it_and_without(articles: tuple[Article, ...]) -> None:
    reader = WordReader()
    evidence = Evidence(query=query("who paid?", "does it help?"), ranked=(), cards=(articles[0].card,))
    read(evidence, articles[:1], reader)
    assert reader.asked[:2] == ["who paid?", "does it help? who paid?"]


def test_a_corpus_is_read_before_anybody_asks(articles: tuple[Article, ...], tmp_path: Path) -> None:
    prepare(articles[:12], NetReader("int8", tmp_path))
    assert list(tmp_path.glob("*/vectors.npz"))


def test_it_learns_from_sentences_that_the_corpus_has(articles: tuple[Article, ...]) -> None:
    """A digest that was written anew leaves questions behind that teach nothing."""
    told = {(a.card.id, s.text) for a in articles for p in a.passages for s in p.sentences}
    lines = (ROOT / "bench" / "reader" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    gone = [row["sentence"] for row in rows if (row["source"], row["sentence"]) not in told]
    assert len(gone) <= len(rows) / 20, gone[:3]
