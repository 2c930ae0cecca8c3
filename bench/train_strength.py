"""Train, cross-validate and write the models of `bot.strength.claims`.

    python bench/train_strength.py folds      # 5-fold macro-F1 with interval: encoder, linear, blend, `read`
    python bench/train_strength.py transfer   # the shipped `read` on sentences of other sources
    python bench/train_strength.py write      # train on everything and write bot/data/strength/

The labelled sentences lie outside the repository, in $LITOTES_SHARED/data (default ../shared/data).
`folds` takes about 30 minutes on one core, `write` about 6.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import json
import os
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, f1_score
from sklearn.model_selection import StratifiedKFold

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import bot.strength.claims  # noqa: E402  # because the path to it is set above
from bot.strength.cues import DATA, clean, tag  # noqa: E402
from bot.strength.model import blend, features  # noqa: E402

BENCH = Path(__file__).parent
SHARED = Path(os.environ.get("LITOTES_SHARED", ROOT.parent / "shared")) / "data"
FOLDS = 5
# The inverse regularisation of the linear model, and what a frame sentence weighs in it beside one of PubMed.
LINEAR_C = 0.05
FRAME_WEIGHT = 0.3
SMALLEST_WEIGHT = 0.01  # features all of whose weights are smaller are left out of the file
SLOTS = {
    "X": "the new cream,light therapy,vitamin D,coffee,daily walking,upadacitinib,ruxolitinib cream,"
    "a low-salt diet,metformin,night shifts,screen time,the vaccine,air pollution,smoking,yoga,the antibody"
    ",statins,methotrexate,a plant-based diet,early surgery,omega-3,sleeping pills,talking therapy"
    ",the gel,tofacitinib",
    "Y": "itching,heart disease,depression,flares,eczema,vitiligo,asthma,back pain,hair loss,dementia"
    ",type 2 diabetes,stroke,psoriasis,migraine,weight gain,skin cancer,anxiety,infections"
    ",hot flushes,early death",
    "G": "sleep,memory,skin,quality of life,mood,heart health,blood pressure control,pigment,mobility"
    ",school results,bone strength",
    "P": "older people,teenagers,women,adults with eczema,children,nurses,patients,smokers"
    ",people with diabetes,pregnant women,men over 50,overweight adults",
}


@dataclass(frozen=True)
class Labelled:
    """One sentence and its public level, 0 to 3."""

    text: str
    level: int


def pubmed() -> list[Labelled]:
    """Return the labelled conclusions of Yu, Li and Wang (2019)."""
    with (SHARED / "strength.csv").open(encoding="utf-8", newline="") as file:
        return [Labelled(clean(row["sentence"]).strip('"'), int(row["label"])) for row in csv.DictReader(file)]


def frames(each: int, seed: int) -> list[Labelled]:
    """Return `each` sentences for every frame of train_strength_frames.txt, its slots filled at random."""
    chance = random.Random(seed)
    sentences: list[Labelled] = []
    for line in (BENCH / "train_strength_frames.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        level, frame = line.strip().split("|", 1)
        for _ in range(each):
            text = frame
            for slot, fillers in SLOTS.items():
                while "{" + slot + "}" in text:
                    text = text.replace("{" + slot + "}", chance.choice(fillers.split(",")), 1)
            text = text[0].upper() + text[1:]
            if not text.endswith(("?", '"')) and chance.random() < 0.6:
                text += "."
            sentences.append(Labelled(text, int(level)))
    return sentences


def written() -> list[Labelled]:
    """Return the sentences of train_strength_sentences.txt."""
    lines = (BENCH / "train_strength_sentences.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|", 1) for line in lines if not line.startswith("#")]
    return [Labelled(text, int(level)) for level, text in rows]


def transfer(half: str, source: str) -> list[Labelled]:
    """Return a part of the hand-labelled transfer set, from "own" or "certainty".

    "tuning" trains, "unseen" was looked at while the rules were written, "fresh" was labelled after that.
    """
    findings = {}
    for line in (SHARED / "certainty.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        findings[row["id"]] = clean(row["finding"]).strip('"')
    sentences: list[Labelled] = []
    for line in (BENCH / "train_strength_transfer.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["half"] == half and ("text" in row) == (source == "own"):
            sentences.append(Labelled(row.get("text") or findings[row["certainty_id"]], row["level"]))
    return sentences


def tuning() -> list[Labelled]:
    return transfer("tuning", "own") + transfer("tuning", "certainty")


@dataclass(frozen=True)
class LinearFit:
    """A fitted linear model and the names of what it looks at."""

    names: DictVectorizer
    model: LogisticRegression

    def probabilities(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        return self.model.predict_proba(
            self.names.transform([dict.fromkeys(features(tag(text)), 1.0) for text in texts])
        )


def fit_linear(sentences: Sequence[Labelled], weights: Sequence[float]) -> LinearFit:
    looked_at = [features(tag(each.text)) for each in sentences]
    seen = collections.Counter(name for names in looked_at for name in names)
    vectors = DictVectorizer()
    rows = vectors.fit_transform([{name: 1.0 for name in sorted(names) if seen[name] > 1} for names in looked_at])
    model = LogisticRegression(C=LINEAR_C, class_weight="balanced", max_iter=500)
    return LinearFit(vectors, model.fit(rows, [each.level for each in sentences], sample_weight=weights))


def linear_from(base: Sequence[Labelled]) -> LinearFit:
    """Return the linear model of `base`, the frames, the written sentences and the tuning half of the transfer set."""
    framed, rest = frames(3, seed=0), [*tuning(), *written()]
    weights = [1.0] * len(base) + [FRAME_WEIGHT] * len(framed) + [1.0] * len(rest)
    return fit_linear([*base, *framed, *rest], weights)


def encoder_from(base: Sequence[Labelled], seed: int) -> Any:
    from train_strength_encoder import train

    sentences = [*base, *frames(2, seed=1), *tuning(), *written()]
    return train([each.text for each in sentences], [each.level for each in sentences], seed)


def read_levels(texts: Sequence[str], rows: np.ndarray[Any, Any]) -> list[int]:
    """Return the level that `bot.strength.claims.read` gives each text, were `rows` its model's probabilities."""
    shipped = bot.strength.claims.level_probabilities
    levels: list[int] = []
    try:
        for text, row in zip(texts, rows, strict=True):
            bot.strength.claims.level_probabilities = lambda _, row=row: tuple(row)  # type: ignore[assignment,misc]
            levels.append(bot.strength.claims.public_level(bot.strength.claims.read(text).strength))
    finally:
        bot.strength.claims.level_probabilities = shipped
    return levels


def report(name: str, wanted: Sequence[int], got: Sequence[int]) -> None:
    """Print macro-F1 with a 95% bootstrap interval (2,000 draws), F1 by level, and the confusions."""
    truth, given = np.array(wanted), np.array(got)
    chance = np.random.default_rng(0)
    draws = [chance.integers(0, len(truth), len(truth)) for _ in range(2000)]
    scores = [f1_score(truth[draw], given[draw], average="macro", zero_division=0) for draw in draws]
    low, high = np.percentile(scores, [2.5, 97.5])
    macro = f1_score(truth, given, average="macro", zero_division=0)
    by_level = " ".join(f"{score:.3f}" for score in f1_score(truth, given, average=None, zero_division=0))
    print(f"{name}: n={len(truth)} macro-F1 {macro:.3f} ({low:.3f} to {high:.3f})")
    print(f"  by level {by_level}; rows true, columns given:")
    print("  " + str(confusion_matrix(truth, given)).replace("\n", "\n  "))


def measure_folds(saved: Path | None) -> None:
    base = pubmed()
    texts, levels = [each.text for each in base], np.array([each.level for each in base])
    encoder, linear = np.zeros((len(base), 4)), np.zeros((len(base), 4))
    for fold, (rest, held) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(texts, levels)):
        known, asked = [base[at] for at in rest], [texts[at] for at in held]
        linear[held] = linear_from(known).probabilities(asked)
        kept = saved / f"encoder_fold{fold}.npy" if saved else None
        if kept and kept.exists():
            encoder[held] = np.load(kept)
        else:
            from train_strength_encoder import probabilities

            encoder[held] = probabilities(encoder_from(known, seed=fold), asked)
            if kept:
                np.save(kept, encoder[held])
        print(f"fold {fold} done", flush=True)
    blended = np.array([blend(one, other) for one, other in zip(encoder, linear, strict=True)])
    for name, rows in (("encoder", encoder), ("linear", linear), ("blend", blended)):
        report(name, levels, rows.argmax(1))
    report("read", levels, read_levels(texts, blended))


def measure_transfer() -> None:
    for half in ("tuning", "unseen", "fresh"):
        for source in ("own", "certainty"):
            sentences = transfer(half, source)
            if not sentences:
                continue
            got = [bot.strength.claims.public_level(bot.strength.claims.read(each.text).strength) for each in sentences]
            report(f"{half} {source}", [each.level for each in sentences], got)


def write_models(only: str | None, folder: Path) -> None:
    base = pubmed()
    if only != "encoder":
        write_linear(base, folder)
    if only != "linear":
        from train_strength_encoder import export

        export(encoder_from(base, seed=0), folder / "encoder.int8.onnx")


def write_linear(base: Sequence[Labelled], folder: Path) -> None:
    linear = linear_from(base)
    columns = zip(linear.names.feature_names_, linear.model.coef_.T, strict=True)
    weights = {
        name: [round(float(weight), 3) for weight in column]
        for name, column in columns
        if abs(column).max() > SMALLEST_WEIGHT
    }
    stored = {"bias": [round(float(each), 4) for each in linear.model.intercept_], "weights": weights}
    packed = gzip.compress(json.dumps(stored, separators=(",", ":")).encode(), 9, mtime=0)
    (folder / "linear.json.gz").write_bytes(packed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", choices=("folds", "transfer", "write"))
    parser.add_argument("--saved", type=Path, help="folder in which fold predictions of the encoder are kept")
    parser.add_argument("--only", choices=("linear", "encoder"), help="write this model alone")
    parser.add_argument("--into", type=Path, default=DATA, help="folder to write to; the package's own by default")
    given = parser.parse_args()
    if not (SHARED / "strength.csv").exists():
        sys.exit(f"No labelled sentences at {str(SHARED)!r}; set LITOTES_SHARED to the folder that holds data/.")
    if given.work == "folds":
        measure_folds(given.saved)
    elif given.work == "transfer":
        measure_transfer()
    else:
        write_models(given.only, given.into)


if __name__ == "__main__":
    main()
