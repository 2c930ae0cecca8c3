"""The command line: contract, exit statuses, and no traceback whatever is typed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.types import Answer

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli")


def run(
    data_dir: Path, *arguments: str, given: str = "", cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run `litotes` as a user does, in a process of its own."""
    program = Path(sys.executable).parent / "litotes"
    return subprocess.run(
        [str(program), *arguments],
        input=given,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "LITOTES_DATA_DIR": str(data_dir), **environment},
        timeout=180,
        check=False,
    )


def test_ask_works_from_any_folder_and_prints_only_the_answer(data_dir: Path, tmp_path: Path) -> None:
    """The corpus comes with the installation; nothing else is printed."""
    done = run(data_dir, "ask", "Does dupilumab cause hair loss?", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("**Short answer**")
    assert "Do not start, stop or change a treatment" in done.stdout


def test_json_is_one_whole_answer(data_dir: Path) -> None:
    """The same object as `Answer.model_dump()`."""
    done = run(data_dir, "ask", "--json", "Is upadacitinib approved for vitiligo?")

    answer = Answer.model_validate_json(done.stdout)
    assert set(json.loads(done.stdout)) == {
        "answer_id", "question", "outcome", "reason", "text", "claims", "certainty", "sources", "urgent", "disclaimers",
        "follow_ups", "versions",
    }  # fmt: skip
    assert answer.disclaimers


def test_batch_answers_in_order_and_reports_a_bad_line(data_dir: Path) -> None:
    """A bad line costs that line."""
    lines = [
        '{"id": "a", "question": "Does dupilumab cause hair loss?"}',
        "not json",
        "",
        '{"id": "b"}',
        "[1, 2]",
        '{"id": "c", "question": "and the side effects?", "history": [["Does Rinvoq work for vitiligo?", "…"]]}',
        '{"id": "d", "question": "x", "history": "nonsense"}',
        '{"id": 5, "question": "\\ud800"}',
    ]
    done = run(data_dir, "ask", "--batch", "-", given="\n".join(lines) + "\n")

    replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [reply["id"] for reply in replies]) == (0, ["a", None, "b", None, "c", "d", 5])
    assert [("answer" in reply, "error" in reply) for reply in replies] == [
        (True, False), (False, True), (False, True), (False, True), (True, False), (False, True), (True, False)
    ]  # fmt: skip
    assert "upadacitinib" in replies[4]["answer"]["claims"][0]["text"]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("ask",), 2, "give either one question or --batch"),
        (("ask", "x", "--batch", "y"), 2, "give either one question or --batch"),
        (("ask", "--batch", "no-such-file"), 2, "cannot read 'no-such-file'"),
        (("ask", "x", "--corpus", "no-such-folder"), 2, "LITOTES_CORPUS"),
        (("ask", "x", "--writer", "model"), 2, "needs a model: --model PROVIDER:NAME"),
        (("check", "no-such-file"), 2, "cannot read 'no-such-file'"),
        (("check",), 2, "give either one FILE"),
        (("sources", "--corpus", "no-such-folder"), 2, "LITOTES_CORPUS"),
        (("nonsense",), 2, "invalid choice"),
        ((), 2, "COMMAND"),
    ],
)
def test_bad_input_ends_with_status_2_and_one_clear_line(
    arguments: tuple[str, ...], status: int, message: str, data_dir: Path
) -> None:
    """Errors go to stderr, never as a traceback."""
    done = run(data_dir, *arguments)

    assert (done.returncode, message in done.stderr, "Traceback" in done.stderr) == (status, True, False), done.stderr
    assert done.stdout == ""


def test_a_failure_ends_with_status_1(tmp_path: Path) -> None:
    """The input was fine; the index cannot be written."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = run(blocked, "ask", "Does dupilumab cause hair loss?")

    assert (done.returncode, "LITOTES_DATA_DIR" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_a_broken_article_is_named(tmp_path: Path, data_dir: Path) -> None:
    """File, field, remedy."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "bad.md").write_text("---\nid: bad\n---\n## In short\n")
    (tmp_path / "lexicon.toml").write_text("")
    done = run(data_dir, "ask", "x", "--corpus", str(tmp_path))

    assert done.returncode == 2
    assert "bad.md: title: field required; add it to the front matter" in done.stderr


def test_a_busy_port_says_what_to_do(data_dir: Path) -> None:
    """Before anything is loaded."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run(data_dir, "serve", "--port", str(taken.getsockname()[1]))

    assert (done.returncode, "--port or LITOTES_PORT" in done.stderr) == (1, True)


def test_check_finds_an_overclaim_and_exits_3(data_dir: Path, tmp_path: Path) -> None:
    """A clinic can run it over its website in its own CI."""
    leaflet = tmp_path / "leaflet.txt"
    leaflet.write_text("Upadacitinib cures vitiligo. Our clinic is open on Mondays.")
    done = run(data_dir, "check", "--json", str(leaflet))

    sentences = json.loads(done.stdout)["sentences"]
    assert done.returncode == 3
    assert [each["overclaims"] for each in sentences] == [True, False]
    assert {"sentence", "kind", "strength", "licensed", "overclaims", "supported", "why", "citations"} <= set(
        sentences[0]
    )


def test_check_batch_reads_its_own_sources(data_dir: Path) -> None:
    """Given sources need no corpus and no index."""
    line = json.dumps(
        {
            "id": 1,
            "text": "The score fell from 10.2 to 5.1.",
            "sources": [
                "In 300 patients randomised to drug or placebo, the score fell from 10.2 to 5.1 after 8 weeks."
            ],
        }
    )
    done = run(data_dir, "check", "--batch", "-", given=line + "\nbroken\n", LITOTES_DATA_DIR="/nonexistent/x")

    replies = [json.loads(each) for each in done.stdout.splitlines()]
    assert done.returncode == 0
    assert replies[0]["sentences"][0]["supported"] == "yes"
    assert "error" in replies[1]


def test_sources_are_listed_and_checked(data_dir: Path) -> None:
    """The corpus as a table, as JSON, and held to the rules."""
    assert "zheng-2024-ppp" in run(data_dir, "sources").stdout
    listed = json.loads(run(data_dir, "sources", "--json").stdout)
    assert len(listed) == len(list((ROOT / "corpus" / "articles").glob("*.md")))
    assert run(data_dir, "sources", "--check").returncode == 0


def test_python_m_bot_is_litotes(data_dir: Path) -> None:
    """Both names, one program."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "sources"], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
    )
    assert done.stdout == run(data_dir, "sources").stdout
