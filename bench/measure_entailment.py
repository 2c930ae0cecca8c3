"""Measures bot.entailment.support on public claim–evidence pairs (HealthVer's dev part), beside two floors.

    python bench/measure_entailment.py [--half design|report|all] [--embedder]

The pairs are split in two by their question, so that no topic is in both halves. Rules and thresholds were
chosen on the design half; the report half is what the decision page quotes. The data stand beside the
repository (LITOTES_SHARED, default ../shared) and are for measuring only.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.encoders.embedder import load_embedder  # noqa: E402
from bot.entailment.support import HardEntailment  # noqa: E402  # the repository's own package, found above
from bot.lexicon import load_lexicon  # noqa: E402
from bot.settings import DEFAULT_EMBEDDING_MODEL  # noqa: E402
from bot.text.words import content_forms, read_words  # noqa: E402

LABELS = ("Supports", "Refutes", "Neutral")
_OF_SUPPORT = {"yes": 0, "no": 1, "not_found": 2}
_RESAMPLES = 2_000
_SEED = 20261122

Labels = NDArray[np.int64]


class Pair(NamedTuple):
    claim: str
    passage: str
    label: int  # index into LABELS
    question: str


class Interval(NamedTuple):
    mean: float
    low: float  # 2.5th percentile over resamples of whole questions
    high: float


def read_pairs(path: Path, half: str) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            Pair(r["claim"], r["evidence"], LABELS.index(r["label"]), r["question"]) for r in csv.DictReader(stream)
        ]
    return [row for row in rows if half in {"all", half_of(row.question)}]


def half_of(question: str) -> str:
    return "design" if hashlib.sha256(question.encode()).digest()[0] % 2 == 0 else "report"


def macro_f1(truth: Labels, told: Labels) -> float:
    scores = []
    for label in range(len(LABELS)):
        hits = int(((truth == label) & (told == label)).sum())
        every = int((truth == label).sum() + (told == label).sum())
        scores.append(2 * hits / every if every else 0.0)
    return float(np.mean(scores))


def accuracy(truth: Labels, told: Labels) -> float:
    return float((truth == told).mean())


def interval(
    measure: Callable[[Labels, Labels], float], truth: Labels, told: Labels, groups: Sequence[str]
) -> Interval:
    """Bootstrap over questions: pairs on one question are not independent."""
    rng = np.random.default_rng(_SEED)
    names = sorted(set(groups))
    members = [np.array([i for i, g in enumerate(groups) if g == name]) for name in names]
    values = []
    for _ in range(_RESAMPLES):
        chosen = np.concatenate([members[i] for i in rng.integers(0, len(members), len(members))])
        values.append(measure(truth[chosen], told[chosen]))
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(measure(truth, told), float(low), float(high))


def overlap(claim: str, passage: str) -> float:
    wanted = set(content_forms(read_words(claim)))
    return len(wanted & set(content_forms(read_words(passage)))) / (len(wanted) or 1)


_NEGATIONS = frozenset({"no", "not", "never", "without", "cannot", "none", "neither"})


def by_overlap(pair: Pair, threshold: float) -> int:
    """The lexical floor: enough shared words support; one odd negation refutes."""
    if overlap(pair.claim, pair.passage) < threshold:
        return 2
    odd = [sum(w in _NEGATIONS for w in text.lower().split()) % 2 for text in (pair.claim, pair.passage)]
    return 0 if odd[0] == odd[1] else 1


def best_threshold(pairs: Sequence[Pair]) -> float:
    truth = np.array([pair.label for pair in pairs])
    grid = [step / 20 for step in range(1, 20)]
    return max(grid, key=lambda t: macro_f1(truth, np.array([by_overlap(pair, t) for pair in pairs])))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--half", choices=("design", "report", "all"), default="report")
    options.add_argument("--embedder", action="store_true", help="also with the MiniLM layer (needs torch)")
    chosen = options.parse_args()
    path = Path(os.environ.get("LITOTES_SHARED", ROOT.parent / "shared")) / "data" / "claim-evidence.csv"
    if not path.is_file():
        print(
            f"no data at {path}: set LITOTES_SHARED to the folder that holds data/claim-evidence.csv",
            file=sys.stderr,
        )
        return 2
    pairs = read_pairs(path, chosen.half)
    truth = np.array([pair.label for pair in pairs])
    groups = [pair.question for pair in pairs]
    threshold = best_threshold(read_pairs(path, "design"))
    entailment = HardEntailment(load_lexicon(ROOT / "corpus" / "lexicon.toml"))
    started = time.perf_counter()
    told = [_OF_SUPPORT[entailment.judge(pair.claim, pair.passage).support.value] for pair in pairs]
    each_ms = 1_000 * (time.perf_counter() - started) / len(pairs)
    answers = {
        "majority": np.full(len(pairs), 2),
        f"shared words ≥ {threshold:.2f}, odd negation": np.array([by_overlap(pair, threshold) for pair in pairs]),
        "bot.entailment.support": np.array(told),
    }
    lenient = HardEntailment(load_lexicon(ROOT / "corpus" / "lexicon.toml"), lenient=True)
    bears = [_OF_SUPPORT[lenient.judge(pair.claim, pair.passage).support.value] for pair in pairs]
    answers["bot.entailment.support, lenient"] = np.array(bears)
    if chosen.embedder:
        answers["bot.entailment.support + MiniLM"] = np.array(_with_embedder(pairs))
    print(f"{len(pairs)} pairs, {len(set(groups))} questions, half: {chosen.half}; {each_ms:.1f} ms a pair\n")
    print("| judge | accuracy | macro-F1 | wrong among its 'Supports' | recall Supports, Refutes |")
    print("| --- | --- | --- | --- | --- |")
    for name, told_by in answers.items():
        hit, f1 = (interval(measure, truth, told_by, groups) for measure in (accuracy, macro_f1))
        wrong = f"{(truth[told_by == 0] != 0).mean():.2f} of {(told_by == 0).sum()}" if (told_by == 0).any() else "n/a"
        recall = ", ".join(f"{(told_by[truth == label] == label).mean():.2f}" for label in (0, 1))
        print(f"| {name} | {_shown(hit)} | {_shown(f1)} | {wrong} | {recall} |")
    print("\nrows: truth; columns: told, in the order " + ", ".join(LABELS))
    for label, name in enumerate(LABELS):
        print(
            f"  {name:9}",
            *[int(((truth == label) & (answers["bot.entailment.support"] == t)).sum()) for t in range(3)],
        )
    return 0


def _with_embedder(pairs: Sequence[Pair]) -> list[int]:
    embedder = load_embedder(DEFAULT_EMBEDDING_MODEL)
    known: dict[str, NDArray[np.float32]] = {}

    def vector(text: str) -> NDArray[np.float32]:
        if text not in known:
            known[text] = embedder.embed([text])[0]
        return known[text]

    def similarity(left: str, right: str) -> float:
        return float(vector(left) @ vector(right))

    judge = HardEntailment(load_lexicon(ROOT / "corpus" / "lexicon.toml"), similarity).judge
    return [_OF_SUPPORT[judge(pair.claim, pair.passage).support.value] for pair in pairs]


def _shown(value: Interval) -> str:
    return f"{value.mean:.3f} ({value.low:.3f}–{value.high:.3f})"


if __name__ == "__main__":
    sys.exit(main())
