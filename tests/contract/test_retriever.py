"""What every retriever promises: the fake, Chroma in a folder, Chroma as a server."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import IndexingError
from bot.protocols import Retriever
from bot.retrieval.index import fingerprint_of, open_index
from bot.retrieval.store import KEPT_S, VectorStore, open_client
from bot.types import Article
from tests.fakes import FixedRetriever, HashEmbedder

EMBEDDER = HashEmbedder()


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server on loopback, started for these tests."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = Path(sys.executable).parent / "chroma"
    folder = tmp_path_factory.mktemp("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            else:
                pytest.fail("the Chroma server did not start in 60 s")
            yield f"http://127.0.0.1:{port}"
        finally:
            _let_go_of_clients()
            server.terminate()
            server.wait(timeout=20)


def _let_go_of_clients() -> None:
    """Collect Chroma's HTTP clients here: they never close their sockets, and Python would say so at the very end."""
    from chromadb.api.client import Client

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        Client.clear_system_cache()
        gc.collect()


@pytest.fixture(params=["fake", "folder", "server"])
def retriever(request: pytest.FixtureRequest, articles: tuple[Article, ...], tmp_path: Path) -> Retriever:
    if request.param == "fake":
        return FixedRetriever(articles)
    url = request.getfixturevalue("chroma_url") if request.param == "server" else None
    return open_index(articles, EMBEDDER, tmp_path, chroma_url=url)


def test_only_the_wanted_sources_are_ranked(retriever: Retriever) -> None:
    """The gate holds inside the index as well."""
    ranked = retriever.rank("PPPASI fell", "PPPASI", source_ids=["du-2024-ppp"], limit=50)
    assert {each.passage.source_id for each in ranked} == {"du-2024-ppp"}


def test_the_limit_holds_and_no_passage_comes_twice(retriever: Retriever, articles: tuple[Article, ...]) -> None:
    """A passage has one place in a ranking."""
    everything = [article.card.id for article in articles]
    ranked = retriever.rank("side effects", "side effects", source_ids=everything, limit=7)
    assert len(ranked) == 7
    assert len({each.passage.passage_id for each in ranked}) == 7
    assert [each.score for each in ranked] == sorted((each.score for each in ranked), reverse=True)


def test_every_sentence_has_its_similarity(retriever: Retriever) -> None:
    """One cosine for each sentence, within its range."""
    for each in retriever.rank("hair", "hair", source_ids=["carnicle-2019-dupilumab-hair"], limit=50):
        assert len(each.similarity) == len(each.passage.sentences)
        assert all(-1.001 <= value <= 1.001 for value in each.similarity)


def test_no_sources_rank_nothing(retriever: Retriever) -> None:
    """An empty gate lets nothing through."""
    assert retriever.rank("hair", "hair", source_ids=[], limit=5) == ()


def test_odd_questions_rank_without_failing(retriever: Retriever) -> None:
    """Nothing typed may break the index."""
    for question in ("", " ", "🙂", "x" * 10_000, "' OR 1=1 --", "\x00"):
        retriever.rank(question, question, source_ids=["du-2024-ppp"], limit=3)


# ── what a folder promises beyond that


def test_an_index_is_opened_again_without_building(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """A second start does not index again."""
    open_index(articles, EMBEDDER, tmp_path)
    before = (tmp_path / "index" / "current").stat().st_mtime_ns

    open_index(articles, EMBEDDER, tmp_path)

    assert (tmp_path / "index" / "current").stat().st_mtime_ns == before


def test_a_changed_corpus_is_another_fingerprint(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """Stale means rebuilt."""
    fewer = articles[:-1]
    assert fingerprint_of(articles, EMBEDDER) != fingerprint_of(fewer, EMBEDDER)

    open_index(articles, EMBEDDER, tmp_path)
    index = open_index(fewer, EMBEDDER, tmp_path)

    assert index.fingerprint == fingerprint_of(fewer, EMBEDDER)


def damage_current(root: Path) -> None:
    (root / "current").write_text("{not json")


def damage_database(root: Path) -> None:
    folder = root / json.loads((root / "current").read_text())["folder"]
    (folder / "chroma.sqlite3").write_bytes(b"not a database" * 1000)


def damage_vectors(root: Path) -> None:
    folder = root / json.loads((root / "current").read_text())["folder"]
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    (folder / "chroma.sqlite3").unlink()


@pytest.mark.parametrize("damage", [damage_current, damage_database, damage_vectors])
def test_a_corrupt_index_is_built_again(damage: object, articles: tuple[Article, ...], tmp_path: Path) -> None:
    """Damage costs a rebuild and nothing else."""
    open_index(articles, EMBEDDER, tmp_path)
    damage(tmp_path / "index")  # type: ignore[operator]  # because the parametrised values are functions

    index = open_index(articles, EMBEDDER, tmp_path)

    assert index.rank("hair", "hair", source_ids=["carnicle-2019-dupilumab-hair"], limit=3)


_BUILD_AND_DIE = """
import os, signal, sys, threading, time
from pathlib import Path
from bot.articles import read_corpus
from bot.retrieval.index import open_index
from tests.fakes import HashEmbedder
articles = read_corpus(Path(sys.argv[1]))[: int(sys.argv[3])]
threading.Timer(float(sys.argv[4]), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
open_index(articles, HashEmbedder(), Path(sys.argv[2]), rebuild=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("seconds", [0.0, 0.15, 0.4, 0.8, 30.0])
def test_a_build_killed_at_any_moment_leaves_an_index_that_serves(
    seconds: float, articles: tuple[Article, ...], tmp_path: Path
) -> None:
    """Either the old index or the whole new one; never half of one."""
    root = Path(__file__).parents[2]
    open_index(articles, EMBEDDER, tmp_path)
    command = [
        sys.executable,
        "-c",
        _BUILD_AND_DIE,
        str(root / "corpus" / "articles"),
        str(tmp_path),
        "4",
        str(seconds),
    ]
    died = subprocess.run(
        command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, capture_output=True, check=False
    )
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()[-500:]

    current = json.loads((tmp_path / "index" / "current").read_text())
    served = articles if current["fingerprint"] == fingerprint_of(articles, EMBEDDER) else articles[:4]
    index = open_index(served, EMBEDDER, tmp_path)

    assert index.fingerprint == current["fingerprint"]
    assert len(index.rank("a", "upadacitinib", source_ids=[a.card.id for a in served], limit=60)) >= 10


def test_a_folder_that_cannot_be_written_says_what_to_do(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """Read-only places name the setting that helps."""
    blocked = tmp_path / "file"
    blocked.write_text("a file where a folder should be")

    with pytest.raises(IndexingError, match="LITOTES_DATA_DIR"):
        open_index(articles, EMBEDDER, blocked)


def test_an_index_in_a_read_only_folder_still_serves(
    articles: tuple[Article, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container with a baked-in index may mount it read-only."""
    open_index(articles, EMBEDDER, tmp_path)
    before = sorted(path.name for path in (tmp_path / "index").iterdir())
    monkeypatch.setattr("bot.retrieval.index.os.access", lambda *_: False)

    index = open_index(articles, EMBEDDER, tmp_path)

    assert index.rank("hair", "hair", source_ids=["carnicle-2019-dupilumab-hair"], limit=1)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == before


def test_what_another_replica_uses_is_not_dropped(
    articles: tuple[Article, ...], tmp_path: Path, chroma_url: str
) -> None:
    """A replica with a newer corpus fills its own collection; the older one stays until nobody has named it lately."""
    client = open_client(chroma_url)
    older, newer = (VectorStore(client, fingerprint_of(each, EMBEDDER)) for each in (articles[:6], articles[:7]))
    filling = VectorStore(client, "f" * 64)
    filling.name_it()

    open_index(articles[:6], EMBEDDER, tmp_path, chroma_url=chroma_url)
    open_index(articles[:7], EMBEDDER, tmp_path, chroma_url=chroma_url)
    assert (older.complete, newer.complete) == (True, True)

    newer.drop_others(now=time.time() + 2 * KEPT_S)
    assert (older.complete, newer.complete) == (False, True)
    assert filling.name not in {each.name for each in client.list_collections()}


def test_a_generation_that_was_dropped_is_filled_again(
    articles: tuple[Article, ...], tmp_path: Path, chroma_url: str
) -> None:
    """A replica that starts with an old corpus loses time, not its index; one that runs answers on."""
    running = open_index(articles[:5], EMBEDDER, tmp_path, chroma_url=chroma_url)
    client = open_client(chroma_url)
    client.delete_collection(VectorStore(client, running.fingerprint).name)
    everything = [article.card.id for article in articles[:5]]

    again = open_index(articles[:5], EMBEDDER, tmp_path, chroma_url=chroma_url)

    assert running.rank("hair", "hair", source_ids=everything, limit=3) == again.rank(
        "hair", "hair", source_ids=everything, limit=3
    )


def test_no_server_says_what_to_do(articles: tuple[Article, ...], tmp_path: Path) -> None:
    """A wrong address is told as such."""
    with pytest.raises(IndexingError, match="LITOTES_CHROMA_URL"):
        open_index(articles, EMBEDDER, tmp_path, chroma_url="http://127.0.0.1:9")
