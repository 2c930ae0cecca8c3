"""What the eval cannot use it refuses, with the file, the line and what to do; it never runs on nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.lexicon import Lexicon
from bot.types import Article
from eval.__main__ import main
from eval.cases import read_cases
from eval.judging import corpus_of
from eval.run import key_of

CASE = {"id": "x-1", "question": "Does it help?", "category": "e", "outcome": ["answered"], "why": "ten characters"}


def folder_of(tmp_path: Path, *cases: dict[str, object]) -> Path:
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in cases), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ((), "no cases in"),
        (({**CASE, "conveys": ["(uncertain"]},), "is no regular expression"),
        ((CASE, {**CASE, "question": "And now?"}), "stands twice"),
        (({**CASE, "outcome": ["perhaps"]},), "line 1"),
    ],
)
def test_cases_that_cannot_be_used_are_refused(
    cases: tuple[dict[str, object], ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--cases", str(folder_of(tmp_path, *cases))]) == 2
    assert said in capsys.readouterr().err


def test_a_comparison_of_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "no finished run" in capsys.readouterr().err


def test_a_changed_bot_of_ones_own_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, articles: tuple[Article, ...], lexicon: Lexicon
) -> None:
    """Its answers of before are kept under another key."""
    monkeypatch.syspath_prepend(str(tmp_path))
    cases, corpus = read_cases(folder_of(tmp_path, CASE)), corpus_of(articles, lexicon)
    bot = tmp_path / "bot_of_a_stranger.py"
    bot.write_text("def answer(question, history):\n    return 'yes'\n", encoding="utf-8")
    before = key_of("bot_of_a_stranger:answer", cases, corpus)
    assert key_of("bot_of_a_stranger:answer", cases, corpus) == before
    bot.write_text("def answer(question, history):\n    return 'no'\n", encoding="utf-8")
    assert key_of("bot_of_a_stranger:answer", cases, corpus) != before
