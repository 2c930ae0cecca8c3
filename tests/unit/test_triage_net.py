"""The net of triage: it loads, it says the same each time, and without it nothing goes through."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bot.encoders import small_nets
from bot.errors import ModelError
from bot.triage import net as triage_net
from bot.triage.findings import triage
from bot.triage.net import LABELS, Label, check_loads, lean, leaning, pieces, probabilities

LONG = "My skin is better. " * 60


def test_the_net_loads_and_gives_probabilities() -> None:
    """One row a piece, each summing to one."""
    check_loads()
    rows = probabilities("My lips are swelling. Does it work?")
    assert rows.shape[1] == len(LABELS)
    assert np.allclose(rows.sum(1), 1.0, atol=1e-5)


def test_the_same_message_always_leans_the_same_way() -> None:
    """Also after other messages, and to the last digit."""
    first = lean("my nan's gone floppy down one side")
    lean("Does dupilumab work?")
    assert lean("my nan's gone floppy down one side") == first


def test_one_urgent_sentence_is_found_among_many_that_are_not() -> None:
    """A message is as urgent as its most urgent sentence."""
    setting = "I have had eczema since school. My hands look normal again. {} How many people were in the study?"
    assert lean(setting.format("I sleep well.")).urgent < 0.5
    assert lean(setting.format("My left arm won't move since breakfast.")).urgent > 0.5


def test_a_message_is_read_in_pieces_of_a_bounded_number() -> None:
    """Two thousand characters are at most some two dozen pieces, and none is lost."""
    for text in (LONG, "x" * 2_000, "a, " * 600, "no stops at all and it goes on " * 60):
        told = pieces(text)
        assert len(told) <= 30
        assert "".join("".join(told).split()) == "".join(text.split())


def test_a_short_message_is_read_whole_and_in_sentences() -> None:
    """Sense may lie in the whole; a sign may lie in one sentence."""
    text = "My calf is hot and twice the size. Does dupilumab work for eczema?"
    assert pieces(text) == (text, "My calf is hot and twice the size.", "Does dupilumab work for eczema?")


def test_a_sentence_that_asks_decides_over_mere_setting() -> None:
    """'My skin is better' leans to an answer; what else is asked for counts."""
    rows = np.zeros((2, len(LABELS)))
    rows[0, LABELS.index(Label.ANSWER)] = 0.9
    rows[1, LABELS.index(Label.BUYING)] = 0.8
    assert leaning(rows).label is Label.BUYING


def test_nothing_is_loaded_at_import() -> None:
    """Reading the module costs no model."""
    code = "import sys, bot.triage.net; sys.exit('onnxruntime' in sys.modules or 'tokenizers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_net_is_an_error_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Fail closed: no net, no triage."""
    monkeypatch.setattr(triage_net, "_NET", tmp_path / "net.onnx")
    small_nets.session_of.cache_clear()
    try:
        with pytest.raises(ModelError, match=r"bench/train_triage\.py write"):
            check_loads()
        with pytest.raises(ModelError):
            triage("Does dupilumab work?", max_chars=2_000)
    finally:
        small_nets.session_of.cache_clear()


def test_a_net_that_raises_is_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipeline turns what triage raises into an abstention; triage itself hides nothing."""

    def broken(_: str) -> object:
        raise RuntimeError("onnx")

    monkeypatch.setattr("bot.triage.findings.lean", broken)
    with pytest.raises(RuntimeError):
        triage("Does dupilumab work?", max_chars=2_000)
