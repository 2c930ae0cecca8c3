"""The runner on anybody's bot: parallel, resumable, the same bytes on a rerun; its reports ask for nothing outside."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest

from bot.pipeline import Bot
from eval.__main__ import main
from eval.cases import read_cases
from tests.conftest import ROOT
from tests.servers import plain_bot

CASES = read_cases(ROOT / "eval" / "cases")[:6]
asked: list[str] = []


def hopeful(question: str, history: Sequence[tuple[str, str]]) -> str:
    """A bot that anybody might have written."""
    del history
    asked.append(question)
    if len(asked) == 3:
        raise RuntimeError("out of memory")
    return "Yes, it cures <b>that</b> in 94% of people. Talk to your doctor."


@pytest.fixture
def cases_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "few.jsonl").write_text("\n".join(case.model_dump_json() for case in CASES), encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _own_index(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITOTES_DATA_DIR", str(bot.settings.data_dir))


def run(cases_dir: Path, out: Path, target: str) -> int:
    return main(["run", "--cases", str(cases_dir), "--out", str(out), "--target", target, "--jobs", "1"])


def test_a_run_goes_on_where_it_stopped_and_comes_out_the_same(cases_dir: Path, tmp_path: Path) -> None:
    """What failed is asked again, what was answered is not; two whole runs are the same bytes."""
    asked.clear()
    target = f"{__name__}:hopeful"
    assert run(cases_dir, tmp_path / "a", target) == 1  # because it misses every gate
    assert len(asked) == len(CASES)
    first = json.loads((tmp_path / "a" / "results.json").read_text(encoding="utf-8"))
    assert [each["error"] for each in first if each["error"]] == ["RuntimeError: out of memory"]
    assert all(v[0] is None for each in first if each["error"] for v in each["verdicts"].values())

    run(cases_dir, tmp_path / "a", target)
    assert len(asked) == len(CASES) + 1
    run(cases_dir, tmp_path / "b", target)
    assert (tmp_path / "a" / "results.json").read_bytes() == (tmp_path / "b" / "results.json").read_bytes()


def test_a_line_cut_short_is_asked_again(cases_dir: Path, tmp_path: Path) -> None:
    """As a killed run leaves it."""
    asked[:] = ["-"] * 10
    target = f"{__name__}:hopeful"
    run(cases_dir, tmp_path / "a", target)
    log = tmp_path / "a" / "progress.jsonl"
    log.write_bytes(log.read_bytes()[:-40])
    before = len(asked)
    run(cases_dir, tmp_path / "a", target)
    assert len(asked) == before + 1


def test_the_reports_stand_alone(cases_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """HTML without a script or an outside request, a bot's words escaped; JUnit that parses; a comparison in words."""
    asked[:] = ["-"] * 10
    run(cases_dir, tmp_path / "a", f"{__name__}:hopeful")
    run(cases_dir, tmp_path / "b", "bot")
    html = (tmp_path / "a" / "report.html").read_text(encoding="utf-8")
    assert "<b>that</b>" not in html
    assert "&lt;b&gt;that" in html
    assert "<script" not in html
    assert re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?https?:", html) == []
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html

    suites = Xml.fromstring((tmp_path / "a" / "junit.xml").read_text(encoding="utf-8"))
    over = next(suite for suite in suites if suite.get("name") == "overclaim")
    assert int(over.get("failures") or 0) == sum(
        case.outcome[0].value is not None and not case.held_out for case in CASES
    )

    capsys.readouterr()
    assert main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    told = capsys.readouterr().out
    line = next(each for each in told.splitlines() if each.startswith("| overclaim"))
    assert "B is better" in line
    assert main(["report", str(tmp_path / "a"), "--cases", str(cases_dir)]) == 0


def test_a_bot_over_http_is_asked(cases_dir: Path, tmp_path: Path) -> None:
    """With the answer contract or in plain text; one that is not there is an error of each case, and no crash."""
    with plain_bot("It is very uncertain whether it works. This is not medical advice.") as url:
        run(cases_dir, tmp_path / "a", url)
    results = json.loads((tmp_path / "a" / "results.json").read_text(encoding="utf-8"))
    assert {each["answer"]["outcome"] for each in results} == {"answered"}
    assert run(cases_dir, tmp_path / "b", url) == 1
    results = json.loads((tmp_path / "b" / "results.json").read_text(encoding="utf-8"))
    assert all("did not answer" in each["error"] for each in results)


@pytest.mark.parametrize("target", ["nothing", "attack:nobody", "no_such_module:f", f"{__name__}:no_such_function"])
def test_a_target_that_is_none_is_told(target: str, cases_dir: Path, tmp_path: Path, capsys: Any) -> None:
    """With what there is to choose from."""
    assert run(cases_dir, tmp_path / "a", target) == 2
    assert capsys.readouterr().err.startswith("eval: ")
