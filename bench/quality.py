"""Does retrieval find the right articles when they are few among many? `python -m bench.quality`.

The questions of the eval's cases, each with the articles that it may be answered from, are asked of the corpus hidden
among made passages: half of them recombined from the corpus with other names and figures (near misses), half from
public medical sentences where these are (a folder in LITOTES_SHARED), else recombined too. Dense, lexical and fused
rank without the gate; "gated" is what an answer is written from. Both precisions, and Chroma's index beside exact
search.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.offline import forbid_calls_home

forbid_calls_home()

import numpy as np  # noqa: E402  # because nothing may call home while importing

from bench.passages import grown_corpus  # noqa: E402  # because of the same
from bot.articles import embedded_text, read_corpus  # noqa: E402  # because of the same
from bot.encoders.embedder import OnnxEmbedder  # noqa: E402  # because of the same
from bot.lexicon import Lexicon, load_lexicon  # noqa: E402  # because of the same
from bot.questions.queries import understand  # noqa: E402  # because of the same
from bot.retrieval.generations import rows_of  # noqa: E402  # because of the same
from bot.retrieval.index import Index  # noqa: E402  # because of the same
from bot.retrieval.lexical import WordIndex  # noqa: E402  # because of the same
from bot.retrieval.passages import _search_terms, gather  # noqa: E402  # because of the same
from bot.retrieval.snapshot import Snapshot  # noqa: E402  # because of the same
from bot.retrieval.store import VectorStore, open_client  # noqa: E402  # because of the same
from bot.settings import load_settings  # noqa: E402  # because of the same
from bot.types import Article, Query  # noqa: E402  # because of the same

_ROOT = Path(__file__).parent.parent
_DEPTH = 100  # passages of each ranking, as the setting `candidates`
_MOST_RELEVANT = 15  # a case that any of more articles answers says little about finding


@dataclass(frozen=True)
class Wanted:
    """A question, and the articles that may answer it."""

    query: Query
    sources: frozenset[str]


@dataclass(frozen=True)
class Found:
    """One row of the report; means over the questions, 0 to 1."""

    passages: int
    precision: str
    ranking: str
    recall_at_5: float  # of the relevant articles, or of five where there are more
    ndcg_at_10: float
    questions: int


def wanted(lexicon: Lexicon) -> list[Wanted]:
    lines = (_ROOT / "eval" / "cases" / "patients.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    return [
        Wanted(understand(case["question"], lexicon), frozenset(case["sources"]))
        for case in cases
        if not case["history"] and "answered" in case["outcome"] and 0 < len(case["sources"]) <= _MOST_RELEVANT
    ]


def public_sentences() -> list[str]:
    """Return sentences of public medical texts, none where the folder is missing. They stay in memory."""
    folder = Path(os.environ.get("LITOTES_SHARED", _ROOT.parent / "shared")) / "data"
    sentences: list[str] = []
    for name, column in (("strength.csv", "sentence"), ("claim-evidence.csv", "evidence")):
        if (folder / name).exists():
            with (folder / name).open(encoding="utf-8", newline="") as file:
                sentences += [row[column][:400] for row in csv.DictReader(file) if row[column].strip()]
    return sorted(set(sentences))


def recall(ranked: Sequence[str], relevant: frozenset[str], at: int = 5) -> float:
    return len(relevant.intersection(ranked[:at])) / min(at, len(relevant))


def ndcg(ranked: Sequence[str], relevant: frozenset[str], at: int = 10) -> float:
    """Järvelin and Kekäläinen 2002, binary gain."""
    gain = sum(1 / math.log2(place + 2) for place, each in enumerate(ranked[:at]) if each in relevant)
    return gain / sum(1 / math.log2(place + 2) for place in range(min(at, len(relevant))))


def measured(articles: Sequence[Article], embedder: OnnxEmbedder, lexicon: Lexicon, precision: str) -> list[Found]:
    """Rank every question over one corpus in every way."""
    passages = [passage for article in articles for passage in article.passages]
    titles = {article.card.id: article.card.title for article in articles}
    texts = [embedded_text(titles[each.source_id], each.role, each.text) for each in passages]
    vectors = embedder.embed(texts)
    none = np.zeros((0, vectors.shape[1]), dtype=np.float16)
    bare = tuple(
        article.model_copy(update={"passages": tuple(replace(each, sentences=()) for each in article.passages)})
        for article in articles
    )
    snapshot = Snapshot(("",) * len(texts), vectors, none, np.zeros(len(texts) + 1, dtype=np.int64))
    words = WordIndex.of(texts)
    everything = np.ones(len(texts), dtype=bool)
    source_of = [each.source_id for each in passages]
    ids = [article.card.id for article in articles]
    with tempfile.TemporaryDirectory() as folder:
        store = VectorStore(open_client(Path(folder)), "quality")
        store.write(rows_of(bare, embedder), snapshot, range(len(texts)))
        index = Index(bare, embedder, snapshot, words, "quality", open_store=lambda: store)
        by_chroma = Index(bare, embedder, snapshot, words, "quality", open_store=lambda: store, exact_passages=0)

        def by(ranker: Index) -> Callable[[Query], list[str]]:
            return lambda query: [
                source_of[at] for at in ranker.by_meaning(embedder.embed([query.normalised])[0], everything, _DEPTH)
            ]

        rankings: dict[str, Callable[[Query], list[str]]] = {
            "dense": by(index),
            "dense, Chroma's index": by(by_chroma),
            "lexical": lambda query: [
                source_of[at] for at in words.nearest(_search_terms(query, lexicon), None, _DEPTH)
            ],
            "fused": lambda query: [
                each.passage.source_id
                for each in index.rank(query.normalised, _search_terms(query, lexicon), source_ids=ids, limit=_DEPTH)
            ],
            "gated": lambda query: [
                each.passage.source_id
                for each in gather(query, bare, lexicon, index, candidates=_DEPTH, sources=16).ranked
                if each.score
            ],
        }
        asked = wanted(lexicon)
        rows = []
        for name, rank in rankings.items():
            ranked = [list(dict.fromkeys(rank(each.query))) for each in asked]
            rows.append(
                Found(
                    passages=len(texts),
                    precision=precision,
                    ranking=name,
                    recall_at_5=statistics.mean(recall(r, w.sources) for r, w in zip(ranked, asked, strict=True)),
                    ndcg_at_10=statistics.mean(ndcg(r, w.sources) for r, w in zip(ranked, asked, strict=True)),
                    questions=len(asked),
                )
            )
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="0,1000,10000", help="passages of each corpus; 0: the corpus as it ships")
    parser.add_argument("--precisions", default="fp32,int8")
    given = parser.parse_args()
    settings = load_settings()
    articles = read_corpus(settings.corpus / "articles")
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")
    others = public_sentences()
    hidden = f"{len(others):,} public sentences" if others else "no public sentences (set LITOTES_SHARED)"
    print(f"hidden among recombined articles; half of them made of {hidden}\n")
    print("| passages | precision | ranking | recall@5 | nDCG@10 |\n| --- | --- | --- | --- | --- |")
    for size in map(int, given.sizes.split(",")):
        grown = grown_corpus(articles, lexicon, size, keeps_names=0.0, others=others) if size else articles
        for precision in given.precisions.split(","):
            for row in measured(grown, OnnxEmbedder(precision), lexicon, precision):
                print(
                    f"| {row.passages:,} | {row.precision} | {row.ranking} | {row.recall_at_5:.3f} "
                    f"| {row.ndcg_at_10:.3f} |",
                    flush=True,
                )
    print(f"\n{len(wanted(lexicon))} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
