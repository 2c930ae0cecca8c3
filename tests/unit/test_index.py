"""A build costs what is new; a search finds the same one by one, by Chroma's index, and when that fails."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.protocols import Vectors
from bot.retrieval import builds, generations, lexical
from bot.retrieval.generations import generation_of, rows_of
from bot.retrieval.index import Index, open_index
from bot.retrieval.snapshot import Snapshot
from bot.retrieval.store import Row, VectorStore, open_client
from bot.types import Article
from tests.fakes import HashEmbedder


class CountingEmbedder(HashEmbedder):
    """Remembers the texts that it embedded."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return super().embed(texts)


class Work:
    """What a build did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.embedder = CountingEmbedder()
        self.read: list[str] = []
        self.written: list[str] = []
        stems_of, write = lexical.stems_of, VectorStore.write
        monkeypatch.setattr(lexical, "stems_of", lambda text: self.read.append(text) or stems_of(text))

        def counted(store: VectorStore, rows: Sequence[Row], snapshot: Snapshot, numbers: Sequence[int]) -> None:
            self.written += [rows[at].passage_id for at in numbers]
            write(store, rows, snapshot, numbers)

        monkeypatch.setattr(VectorStore, "write", counted)

    def of_building(self, articles: Sequence[Article], data_dir: Path) -> tuple[Index, list[str], list[str], list[str]]:
        """Open the index; return it with what was embedded, read for words and written, the probe left out."""
        self.embedder.embedded.clear(), self.read.clear(), self.written.clear()
        index = open_index(articles, self.embedder, data_dir)
        embedded, read = ([text for text in done if text != "probe"] for done in (self.embedder.embedded, self.read))
        return index, embedded, read, list(self.written)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def told_by(index: Index, articles: Sequence[Article]) -> list[tuple[str, float, tuple[float, ...]]]:
    """The whole ranking of two questions over all sources, as plain values."""
    sources = [article.card.id for article in articles]
    return [
        (each.passage.passage_id, each.score, each.similarity)
        for question in ("upadacitinib pustulosis itch", "hair loss")
        for each in index.rank(question, question, source_ids=sources, limit=30)
    ]


def test_adding_an_article_costs_that_article(articles: tuple[Article, ...], tmp_path: Path, work: Work) -> None:
    """Embeddings, words and rows of it alone; and the index is the one that a whole build makes."""
    at = 40
    fewer, added = (*articles[:at], *articles[at + 1 :]), articles[at]
    work.of_building(fewer, tmp_path / "grown")

    grown, embedded, read, written = work.of_building(articles, tmp_path / "grown")

    assert len(embedded) == sum(1 + len(passage.sentences) for passage in added.passages)
    assert len(read) == len(added.passages)
    assert written == [passage.passage_id for passage in added.passages]
    whole, everything, _, _ = work.of_building(articles, tmp_path / "whole")
    assert len(everything) > 50 * len(embedded)
    assert told_by(grown, articles) == told_by(whole, articles)


def test_taking_an_article_away_embeds_nothing(articles: tuple[Article, ...], tmp_path: Path, work: Work) -> None:
    """Its rows leave Chroma as well."""
    work.of_building(articles, tmp_path)

    index, *done = work.of_building(articles[1:], tmp_path)

    assert done == [[], [], []]
    folder = tmp_path / "index" / json.loads((tmp_path / "index" / "current").read_text())["folder"]
    stored = VectorStore(open_client(folder), index.fingerprint)
    assert sorted(stored.ids()) == sorted(p.passage_id for a in articles[1:] for p in a.passages)
    assert told_by(index, articles[1:]) == told_by(
        open_index(articles[1:], work.embedder, tmp_path / "x"), articles[1:]
    )


def test_changing_a_card_writes_its_rows_anew(articles: tuple[Article, ...], tmp_path: Path, work: Work) -> None:
    """What is stored of a passage follows its card."""
    work.of_building(articles, tmp_path)
    card = articles[3].card.model_copy(update={"year": 1999})
    changed = (*articles[:3], articles[3].model_copy(update={"card": card, "digest": "0" * 64}), *articles[4:])

    _, _, _, written = work.of_building(changed, tmp_path)

    assert written == [passage.passage_id for passage in articles[3].passages]


def test_another_embedder_takes_nothing_over(articles: tuple[Article, ...], tmp_path: Path, work: Work) -> None:
    """Vectors of two models never stand in one index."""
    work.of_building(articles[:5], tmp_path)
    work.embedder.identity = "hash@2"

    _, embedded, _, written = work.of_building(articles[:5], tmp_path)

    assert len(written) == sum(len(article.passages) for article in articles[:5])
    assert len(embedded) > len(written)


def test_a_generation_that_cannot_be_taken_over_is_built(
    articles: tuple[Article, ...], tmp_path: Path, work: Work
) -> None:
    """A damaged Chroma folder costs a whole build, not the start."""
    work.of_building(articles[:5], tmp_path)
    folder = tmp_path / "index" / json.loads((tmp_path / "index" / "current").read_text())["folder"]
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 1000)

    index, _, _, written = work.of_building(articles[:6], tmp_path)

    assert set(written) == {p.passage_id for article in articles[:6] for p in article.passages}
    assert index.rank("itch", "itch", source_ids=[articles[5].card.id], limit=3)


def test_on_a_server_too_only_what_is_new_is_embedded(
    articles: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, work: Work
) -> None:
    """A replica with a longer corpus takes the vectors of the shorter one's collection over."""
    client = open_client(tmp_path)
    monkeypatch.setattr("bot.retrieval.index.open_client", lambda _: client)
    open_index(articles[:5], work.embedder, tmp_path, chroma_url="http://chroma")
    work.embedder.embedded.clear()

    index = open_index(articles[:6], work.embedder, tmp_path, chroma_url="http://chroma")

    assert len(work.embedder.embedded) == sum(1 + len(passage.sentences) for passage in articles[5].passages)
    again = open_index(articles[:6], work.embedder, tmp_path, chroma_url="http://chroma")
    assert told_by(again, articles[:6]) == told_by(index, articles[:6])


class BrokenStore:
    """Chroma, gone."""

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        del vector, limit
        raise ConnectionError("no server")


def index_of(articles: tuple[Article, ...], open_store: object, exact_passages: int) -> Index:
    embedder = HashEmbedder()
    made = generation_of(rows_of(articles, embedder), embedder)
    return Index(
        articles,
        embedder,
        made.snapshot,
        made.words,
        "f" * 64,
        open_store=open_store,  # type: ignore[arg-type]  # because a test may break it
        exact_passages=exact_passages,
    )


def filled_store(articles: tuple[Article, ...], folder: Path) -> VectorStore:
    made = generation_of(rows_of(articles, HashEmbedder()), HashEmbedder())
    store = VectorStore(open_client(folder), "f" * 64)
    store.write(made.rows, made.snapshot, made.fresh)
    return store


def test_many_passages_are_searched_by_chromas_index(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """With the same results interface, and nearly the same results: cosines of the two differ by rounding."""
    asked: list[int] = []
    store = filled_store(articles, tmp_path)
    by_index = index_of(articles, lambda: asked.append(1) or store, exact_passages=100)
    one_by_one = index_of(articles, lambda: pytest.fail("not needed"), exact_passages=1_000)
    everything = [article.card.id for article in articles]

    found, expected = (
        {each.passage.passage_id for each in index.rank("hair loss", "", source_ids=everything, limit=20)}
        for index in (by_index, one_by_one)
    )

    assert asked
    assert len(found & expected) >= 18


def test_chromas_index_never_returns_an_unwanted_source(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """The gate holds where the search does not know of it; too few found means that all are looked at."""
    store = filled_store(articles, tmp_path)
    index = index_of(articles, lambda: store, exact_passages=0)
    wanted = [articles[7].card.id]

    found = index.rank("hair loss", "", source_ids=wanted, limit=50)

    assert {each.passage.source_id for each in found} == set(wanted)
    assert len(found) == len(articles[7].passages)


def test_without_chroma_the_search_goes_on_one_by_one(articles: tuple[Article, ...]) -> None:
    """A server that dies while visitors ask costs them a few milliseconds."""
    broken = index_of(articles, BrokenStore, exact_passages=0)
    whole = index_of(articles, BrokenStore, exact_passages=10_000)

    assert told_by(broken, articles) == told_by(whole, articles)


def test_what_chroma_keeps_is_the_snapshot(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """A replica that reads its vectors from Chroma answers as the one that wrote them."""
    few = articles[:6]
    made = generation_of(rows_of(few, HashEmbedder()), HashEmbedder())
    store = filled_store(few, tmp_path)

    _, read = store.read([row.passage_id for row in made.rows])

    assert read.digests == made.snapshot.digests
    assert np.allclose(read.passages, made.snapshot.passages, atol=1e-6)
    assert np.array_equal(read.sentences, made.snapshot.sentences)
    with pytest.raises(KeyError):
        store.read(["no-such-passage"])


def test_a_snapshot_of_another_corpus_is_not_opened(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """Rows are numbered by the corpus, so its shape must fit."""
    made = generation_of(rows_of(articles[:3], HashEmbedder()), HashEmbedder())
    made.snapshot.save(tmp_path)

    with pytest.raises(ValueError, match="another corpus"):
        Snapshot.load(tmp_path, [1, 2, 3])
    (tmp_path / "digests.json").write_text("[]")
    with pytest.raises(ValueError, match="do not belong together"):
        Snapshot.load(tmp_path)


def test_old_generations_are_removed(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """The current one and the one before it stay."""
    for many in (3, 4, 5, 6):
        open_index(articles[:many], HashEmbedder(), tmp_path)

    folders = [path for path in (tmp_path / "index").iterdir() if path.is_dir()]
    assert len(folders) == builds._KEPT_GENERATIONS == 2


def test_long_builds_embed_in_portions(articles: tuple[Article, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The vectors are the same; only so many texts are held at once."""
    whole = generation_of(rows_of(articles[:5], HashEmbedder()), HashEmbedder())
    sizes: list[int] = []

    class Noting(HashEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            sizes.append(len(texts))
            return super().embed(texts)

    monkeypatch.setattr(generations, "_EMBEDDED_AT_ONCE", 10)
    portions = generation_of(rows_of(articles[:5], Noting()), Noting())

    assert len(sizes) > 3
    assert np.array_equal(portions.snapshot.passages, whole.snapshot.passages)
    assert np.array_equal(portions.snapshot.sentences, whole.snapshot.sentences)
