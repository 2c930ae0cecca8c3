"""`litotes ingest --ray`: many files at once, and the same drafts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.ingest_documents import LEXICON, REPORT, SERIES, TRIAL, as_html, as_jats, as_text


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a-trial.html").write_bytes(as_html(TRIAL))
    (folder / "b-broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "c-series.txt").write_bytes(as_text(SERIES, table=True))
    (folder / "d-trial-again.html").write_bytes(as_html(TRIAL))
    (folder / "e-report.xml").write_bytes(as_jats(REPORT))
    return folder


def corpus_in(folder: Path) -> Path:
    folder.mkdir()
    (folder / "lexicon.toml").write_text(LEXICON, encoding="utf-8")
    return folder


def drafts_in(corpus: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (corpus / "drafts").glob("*.md")}


def test_without_ray_it_says_what_to_install(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The extra is named."""
    monkeypatch.setitem(sys.modules, "ray", None)

    assert main(["ingest", str(papers), "--corpus", str(corpus_in(tmp_path / "corpus")), "--ray"]) == 2
    assert "pip install 'litotes[ray]'" in capsys.readouterr().err


@pytest.fixture
def ray() -> Iterator[None]:
    """Ray on this machine, where its extra is installed."""
    started = pytest.importorskip("ray", reason="the extra 'ray' is not installed")
    yield
    started.shutdown()


@pytest.mark.slow
@pytest.mark.filterwarnings("default")  # Ray's own
@pytest.mark.usefixtures("ray")
def test_ray_gives_the_same_drafts(papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the same order, with the same failures; what was read before is not read again."""
    ordinary, bulk = corpus_in(tmp_path / "ordinary"), corpus_in(tmp_path / "bulk")
    assert main(["ingest", str(papers), "--corpus", str(ordinary), "--json"]) == 1
    told = capsys.readouterr()

    assert main(["ingest", str(papers), "--corpus", str(bulk), "--json", "--ray"]) == 1

    also = capsys.readouterr()
    assert also.out == told.out
    assert "b-broken.pdf: is a damaged PDF" in also.err
    assert drafts_in(bulk) == drafts_in(ordinary)
    assert len(drafts_in(bulk)) == 3
    assert main(["ingest", str(papers), "--corpus", str(bulk), "--ray"]) == 1
    assert "already known" in capsys.readouterr().out
