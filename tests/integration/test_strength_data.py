"""The model card's cheap claims about the shipped strength model, taken again on the shared sentences."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from bot.strength.claims import public_level, read
from bot.strength.cues import DATA

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("LITOTES_SHARED", ROOT.parent / "shared")) / "data"
TRANSFER = ROOT / "bench" / "train_strength_transfer.jsonl"
LARGEST_BYTES = 30_000_000


def macro_f1(wanted: list[int], got: list[int]) -> float:
    """Return the mean over the four levels of 2·TP / (2·TP + FP + FN)."""
    scores = []
    for level in range(4):
        both = sum(one == other == level for one, other in zip(wanted, got, strict=True))
        scores.append(2 * both / (wanted.count(level) + got.count(level)))
    return sum(scores) / len(scores)


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {name} at {SHARED}; set LITOTES_SHARED to the folder that holds data/")
    return path


def test_the_shipped_files_fit() -> None:
    """All that the strength reader ships stays under 30 MB."""
    assert sum(path.stat().st_size for path in DATA.iterdir()) < LARGEST_BYTES


def test_unseen_sentences_of_our_own_are_read() -> None:
    """Headlines, leaflets and forum talk that no training saw: macro-F1 above 0.9."""
    rows = [json.loads(line) for line in TRANSFER.read_text(encoding="utf-8").splitlines()]
    unseen = [row for row in rows if row["half"] == "unseen" and "text" in row]

    got = [public_level(read(row["text"]).strength) for row in unseen]

    assert macro_f1([row["level"] for row in unseen], got) > 0.9


@pytest.mark.parametrize(("half", "least"), [("unseen", 0.7), ("fresh", 0.8)])
def test_findings_of_other_sciences_are_read(half: str, least: float) -> None:
    """Findings from papers and news of every science that no training saw: well above the 0.55 of PubMed alone."""
    lines = shared("certainty.jsonl").read_text(encoding="utf-8").splitlines()
    findings = {row["id"]: row["finding"] for row in map(json.loads, lines)}
    rows = [json.loads(line) for line in TRANSFER.read_text(encoding="utf-8").splitlines()]
    unread = [row for row in rows if row["half"] == half and "certainty_id" in row]

    got = [public_level(read(findings[row["certainty_id"]]).strength) for row in unread]

    assert macro_f1([row["level"] for row in unread], got) > least


def test_the_shipped_model_fits_its_training_data() -> None:
    """Every tenth training sentence is read as labelled, or nearly: a broken model file would show here."""
    with shared("strength.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[::10]

    got = [public_level(read(row["sentence"]).strength) for row in rows]

    assert macro_f1([int(row["label"]) for row in rows], got) > 0.85
