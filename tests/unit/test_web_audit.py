"""The audit: a chain that shows what was changed, and texts that can be forgotten without breaking it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import OperationError
from bot.settings import Settings
from bot.types import Answer, Outcome, Reason, Versions
from bot.web.audit import Audit, answers_citing, open_audit

ANSWER = Answer(
    answer_id="a" * 32,
    question="my name is [name]",
    outcome=Outcome.DECLINED,
    reason=Reason.OUT_OF_SCOPE,
    text="No. Ask a doctor.",
    claims=(),
    certainty=None,
    sources=(),
    urgent=None,
    disclaimers=("Ask a doctor.",),
    follow_ups=(),
    versions=Versions(app="0", corpus="c", index="i", writer="brief", model=None, prompt=None),
)


@pytest.fixture
def audit(tmp_path: Path) -> Iterator[Audit]:
    opened = Audit(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    yield opened
    opened.close()


def write_three(audit: Audit, *, keep_text: bool = False) -> None:
    audit.accepted("q1", site="clinic", surface="api")
    audit.answered("q1", ANSWER, site="clinic", about="safety · dupilumab", keep_text=keep_text)
    audit.feedback(ANSWER.answer_id, site="clinic", helpful=False, report=True, note="wrong" if keep_text else None)


def test_lines_carry_no_text_unless_the_site_keeps_it(audit: Audit, tmp_path: Path) -> None:
    """Ids, versions, outcome, counts; nothing that was typed or told is anywhere in the file."""
    write_three(audit)

    assert [line.kind for line in audit.lines()] == ["accepted", "answered", "feedback"]
    assert audit.texts() == {}
    written = (tmp_path / "audit.sqlite").read_bytes() + (tmp_path / "audit.sqlite-wal").read_bytes()
    assert b"[name]" not in written
    assert b"Ask a doctor" not in written
    assert audit.verify().fault is None


def test_kept_texts_are_forgotten_and_the_chain_stays_whole(audit: Audit) -> None:
    """Retention deletes the words and the salt; the lines go on to verify."""
    write_three(audit, keep_text=True)
    assert [*audit.texts()[2]] == ["answer", "question"]
    assert audit.texts()[3] == {"note": "wrong"}

    assert audit.forget(lambda _site: 30) == 0
    assert audit.forget(lambda _site: -1) == 2

    assert audit.texts() == {}
    chain = audit.verify()
    assert (chain.lines, chain.fault) == (4, None)
    assert next(audit.lines(("forgotten",))).body["texts"] == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE audit_lines SET body = replace(body, 'declined', 'answered') WHERE seq = 2", "line 2 was changed"),
        ("UPDATE audit_lines SET time = '2020' WHERE seq = 1", "line 1 was changed"),
        ("DELETE FROM audit_lines WHERE seq = 2", "line 2 is missing or out of order"),
        ("UPDATE audit_lines SET site = 'other' WHERE seq = 3", "line 3 was changed"),
        (
            "UPDATE audit_texts SET said = replace(said, 'wrong', 'right') WHERE seq = 3",
            "the text of line 3 was changed",
        ),
    ],
)
def test_what_was_changed_shows(audit: Audit, tmp_path: Path, change: str, fault: str) -> None:
    """By hand, in the database."""
    write_three(audit, keep_text=True)
    with sqlite3.connect(tmp_path / "audit.sqlite") as other:
        other.execute(change)
    other.close()

    assert audit.verify().fault == fault


def test_threads_and_two_openings_write_one_chain(audit: Audit, tmp_path: Path) -> None:
    """No line is lost, none forks."""
    second = Audit(f"sqlite:///{tmp_path / 'audit.sqlite'}")
    with ThreadPoolExecutor(4) as pool:
        for number in range(40):
            pool.submit((audit, second)[number % 2].accepted, f"q{number}", site="x", surface="api")
    second.close()

    assert (audit.verify().lines, audit.verify().fault) == (40, None)
    assert len({line.body["question_id"] for line in audit.lines()}) == 40


def test_it_is_off_unless_asked_for(tmp_path: Path) -> None:
    """And a database that cannot be opened stops the start."""
    assert open_audit(Settings(data_dir=tmp_path)) is None
    assert answers_citing(Settings(data_dir=tmp_path), "x") == []
    with pytest.raises(OperationError, match="LITOTES_AUDIT"):
        open_audit(Settings(data_dir=tmp_path, audit="postgresql+nosuchdriver://nowhere/x"))
    with pytest.raises(OperationError, match="LITOTES_AUDIT"):
        open_audit(Settings(audit=f"sqlite:///{tmp_path}/no/such/folder/x.sqlite"))


def test_answers_that_cite_a_source_are_found(tmp_path: Path, ask: Callable[[str], Answer]) -> None:
    """What `litotes recall` tells a clinic."""
    settings = Settings(data_dir=tmp_path, audit="on")
    audit = open_audit(settings)
    assert audit is not None
    answer = ask("Does dupilumab cause hair loss?")
    audit.answered("q", answer, site="own", about="", keep_text=False)
    audit.close()

    assert answers_citing(settings, "trinetx-dupilumab-aa") == [answer.answer_id]
    assert answers_citing(settings, "nothing") == []
