"""`litotes embed` and `litotes audit`, as a webmaster and an auditor type them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.cli import main
from bot.web.audit import Audit
from bot.web.widget import assets

SITES = '[sites.clinic]\nname = "Clinic"\norigins = ["https://clinic.example"]\nlanguages = ["de"]\n'


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with an audit of two lines."""
    monkeypatch.setenv("LITOTES_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LITOTES_AUDIT", "on")
    audit = Audit(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    audit.accepted("q1", site="clinic", surface="api")
    audit.feedback("a" * 32, site="clinic", helpful=True, report=False, note="a kept note")
    audit.close()
    return tmp_path


def test_the_snippet_pins_what_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One tag with integrity, one link; an unknown site or no file is an error that names it."""
    (tmp_path / "sites.toml").write_text(SITES, encoding="utf-8")
    monkeypatch.setenv("LITOTES_PUBLIC_URL", "https://ask.example.org")
    assert main(["embed", "snippet", "clinic"]) == 2
    monkeypatch.setenv("LITOTES_SITES", str(tmp_path / "sites.toml"))
    assert main(["embed", "snippet", "nobody"]) == 2
    assert "'nobody'" in capsys.readouterr().err

    assert main(["embed", "snippet", "clinic"]) == 0
    tag = capsys.readouterr().out
    assert f'integrity="{assets()["widget.js"].integrity}"' in tag
    assert 'src="https://ask.example.org/widget/' in tag
    assert 'data-lang="de"' in tag


def test_a_check_of_nothing_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["embed", "check", "ask.example.org"]) == 2
    assert main(["embed", "check", "http://127.0.0.1:9"]) == 1
    assert "Traceback" not in capsys.readouterr().err


def test_the_audit_is_exported_and_verified(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without texts unless asked for; a changed line, or a head that is gone, is a failure."""
    assert main(["audit", "export"]) == 0
    plain = capsys.readouterr().out
    assert [json.loads(line)["kind"] for line in plain.splitlines()] == ["accepted", "feedback"]
    assert "kept note" not in plain
    assert main(["audit", "export", "--texts"]) == 0
    assert "a kept note" in capsys.readouterr().out

    head = json.loads(plain.splitlines()[-1])["digest"]
    assert main(["audit", "verify", "--head", head]) == 0
    assert main(["audit", "verify", "--head", "0" * 64]) == 1
    with sqlite3.connect(kept / "audit.sqlite") as database:
        database.execute("UPDATE audit_lines SET site = 'other' WHERE seq = 1")
    database.close()
    assert main(["audit", "verify"]) == 1
    assert "line 1 was changed" in capsys.readouterr().err


def test_an_audit_that_is_off_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITOTES_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("LITOTES_AUDIT", raising=False)
    assert main(["audit", "verify"]) == 2
