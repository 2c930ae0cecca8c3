"""The embedding model on another machine: the same vectors, proven before it serves, or a clear refusal."""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.encoders.embedder import OnnxEmbedder, embedder_for, probes
from bot.encoders.embedding_server import EmbeddingServer
from bot.errors import ModelError, SettingsError
from bot.pipeline import open_bot
from bot.settings import load_settings
from tests.servers import FakeEmbedder, embedding_server

PATHS = ("/embed", "/v1/embeddings")
LOCAL = OnnxEmbedder("fp32")


def packaged(texts: list[str]) -> list[list[float]]:
    """The packaged model, its vectors not of norm 1, as some servers leave them."""
    vectors: list[list[float]] = (LOCAL.embed(texts) * 3).tolist()
    return vectors


def another_model(texts: list[str]) -> list[list[float]]:
    """Vectors of the right length that mean nothing."""
    return [np.random.default_rng(len(text)).normal(size=384).tolist() for text in texts]


@pytest.fixture
def server() -> Iterator[FakeEmbedder]:
    with embedding_server(packaged) as running:
        yield running
        _let_go_of_clients()


def _let_go_of_clients() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def embedder_at(server: FakeEmbedder, path: str, **more: object) -> EmbeddingServer:
    embedder = embedder_for(load_settings(embedding_url=f"{server.url}{path}", **more))
    assert isinstance(embedder, EmbeddingServer)
    return embedder


@pytest.mark.parametrize("path", PATHS)
def test_the_vectors_are_those_of_the_packaged_model(path: str, server: FakeEmbedder) -> None:
    """Whatever the API, in the order of the texts, in as many requests as the server takes texts."""
    texts = [f"{number} people had hair loss" for number in range(70)]

    given = embedder_at(server, path).embed(texts)

    assert given.shape == (70, 384)
    assert np.allclose(given, LOCAL.embed(texts), atol=1e-6)
    assert max(map(len, server.asked)) == 32


@pytest.mark.parametrize("path", PATHS)
def test_another_model_never_serves(path: str) -> None:
    """It is held against the packaged model before the first question."""
    with embedding_server(another_model) as running:
        with pytest.raises(ModelError, match=r"does not run the packaged model: cosine .* needed 0\.999"):
            embedder_at(running, path)
        _let_go_of_clients()


def test_a_server_that_failed_is_proven_again(server: FakeEmbedder) -> None:
    """It may have been started anew with another model."""
    embedder = embedder_at(server, "/embed")
    server.statuses = [500]
    with pytest.raises(ModelError, match="status 500"):
        embedder.embed(["hair"])

    server.embed = another_model

    with pytest.raises(ModelError, match="does not run the packaged model"):
        embedder.embed(["hair"])


def test_a_busy_server_is_asked_again(server: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice; then it counts as failed."""
    monkeypatch.setattr("bot.encoders.embedding_server._PAUSE_S", 0.0)
    embedder = embedder_at(server, "/embed")
    server.statuses = [429, 503]
    assert embedder.embed(["hair"]).shape == (1, 384)

    server.statuses = [429, 429, 429]
    with pytest.raises(ModelError, match="status 429"):
        embedder.embed(["hair"])


@pytest.mark.parametrize(
    "body", [b"<html>", b"{}", b"[]", b"[[1, 2, 3]]", b'[["a"]]', b"[[NaN]]", b'{"data": [{"embedding": [1]}]}']
)
@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_vector_is_never_taken_for_one(path: str, body: bytes, server: FakeEmbedder) -> None:
    """The message says which settings to look at."""
    embedder = embedder_at(server, path)
    server.body = body

    with pytest.raises(ModelError, match="LITOTES_EMBEDDING_URL"):
        embedder.embed(["hair"])


def test_a_vector_of_zeros_is_none(server: FakeEmbedder) -> None:
    """It has no direction, so no cosine."""
    embedder = embedder_at(server, "/embed")
    server.embed = lambda texts: [[0.0] * 384 for _ in texts]

    with pytest.raises(ModelError, match="zeros"):
        embedder.embed(["hair"])


def test_the_key_is_sent_and_never_shown() -> None:
    """A wrong one is told as a status; a malformed one as a secret."""
    with embedding_server(packaged, key="right") as running:
        assert embedder_at(running, "/embed", embedding_key="right").embed(["hair"]).shape == (1, 384)
        with pytest.raises(ModelError, match="status 401") as refused:
            embedder_at(running, "/embed", embedding_key="wrong-secret")
        _let_go_of_clients()
    assert "wrong-secret" not in str(refused.value)


def test_nobody_there_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="cannot be reached"):
        embedder_for(load_settings(embedding_url="http://127.0.0.1:9/embed"))
    _let_go_of_clients()


def test_a_long_text_is_cut_where_the_packaged_model_cuts_it(server: FakeEmbedder) -> None:
    """Servers cut elsewhere, or refuse."""
    long = "My skin has itched for years and nothing helped so far. " * 60

    given = embedder_at(server, "/embed").embed([long])

    assert len(server.asked[-1][0]) < len(long) / 2
    assert np.allclose(given, LOCAL.embed([long]), atol=1e-6)


def test_no_texts_ask_nothing(server: FakeEmbedder) -> None:
    """An empty batch keeps its width."""
    embedder = embedder_at(server, "/embed")
    before = len(server.asked)

    assert embedder.embed([]).shape == (0, 384)
    assert len(server.asked) == before


def test_another_model_and_a_server_contradict_each_other(tmp_path: Path) -> None:
    """There is nothing to hold the server against."""
    with pytest.raises(SettingsError, match="contradict"):
        embedder_for(load_settings(embedding_url="http://127.0.0.1:9/embed", embedding_model=str(tmp_path)))


def test_a_bot_answers_with_it_and_not_without_it(server: FakeEmbedder, tmp_path: Path) -> None:
    """The same sentences as on one machine; where it fails, a clear error and no answer, but emergencies are told."""
    question = "Does upadacitinib work for palmoplantar pustulosis?"
    here = open_bot(load_settings(data_dir=tmp_path / "here"))
    there = open_bot(load_settings(data_dir=tmp_path / "there", embedding_url=f"{server.url}/embed"))
    assert there.answer(question).text == here.answer(question).text
    assert there.retriever.fingerprint != here.retriever.fingerprint

    server.statuses = [500] * 9
    with pytest.raises(ModelError, match="status 500"):
        there.answer(question)
    assert there.answer("My lips are swelling and I cannot breathe").outcome.value == "urgent"


def test_the_probes_are_of_one_length() -> None:
    """What a server's vectors must have."""
    assert {len(probe.vector) for probe in probes()} == {384}
