"""The command line: `litotes`, and `python -m bot`.

Exit status: 0 done; 1 the work failed; 2 the input cannot be used; 3 `check` found something. Errors go to stderr
as one line, never as a traceback.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from bot.check.estimate import estimate
from bot.check.texts import Checked, Checker, check_against, told
from bot.entailment.support import HardEntailment
from bot.errors import InputError, LitotesError, QuestionError
from bot.ingest.commands import add_commands
from bot.ingest.text_to_check import in_english, text_to_check
from bot.lexicon import Lexicon, load_lexicon
from bot.offline import forbid_calls_home
from bot.settings import Settings, load_settings
from bot.web.commands import add_commands as add_web_commands

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_FOUND = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    forbid_calls_home()
    given = _parser().parse_args(arguments)
    try:
        command: Callable[[argparse.Namespace], int] = given.run
        return command(given)
    except InputError as error:
        print(f"litotes: {error}", file=sys.stderr)
        return EXIT_BAD_INPUT
    except LitotesError as error:
        print(f"litotes: {error}", file=sys.stderr)
        return EXIT_FAILED
    except BrokenPipeError:
        sys.stderr.close()  # the reader left early, as `head` does: nothing to tell anyone
        return 0
    except KeyboardInterrupt:
        print("litotes: interrupted", file=sys.stderr)
        return 130


def run_ask(given: argparse.Namespace) -> int:
    if (given.question is None) == (given.batch is None):
        raise QuestionError('give either one question or --batch FILE: litotes ask "Does … work for …?"')
    settings = _settings(given)
    from bot.pipeline import open_bot

    if given.batch is None:
        answer = open_bot(settings).answer(given.question)
        print(answer.model_dump_json() if given.json else answer.text)
        return 0
    with _open_text(given.batch) as lines:
        bot = open_bot(settings)
        for number, line in enumerate(lines, start=1):
            if line.strip():
                print(json.dumps(_batch_reply(bot.answer, line, number), ensure_ascii=False), flush=True)
    return 0


def run_check(given: argparse.Namespace) -> int:
    """Check one text, or a file of them; exit 3 when a single text has something to act on."""
    if (given.file is None) == (given.batch is None):
        raise QuestionError("give either one FILE (- for standard input) or --batch FILE")
    settings = _settings(given)
    sources = [_text_of(path) for path in given.source]
    checker = _Checkers(settings)
    if given.batch is not None:
        with _open_text(given.batch) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    reply = _check_reply(checker, line, number, sources)
                    print(json.dumps(reply, ensure_ascii=False), flush=True)
        return 0
    checked = checker.check(_text_of(given.file), sources)
    if given.json:
        estimates = [estimate(source).model_dump(mode="json") for source in sources]
        report = {"sentences": [each.model_dump(mode="json") for each in checked], "estimates": estimates}
        print(json.dumps(report, ensure_ascii=False))
    else:
        for source in sources:
            print(estimate(source).in_words())
        print(told(checked))
    return EXIT_FOUND if any(each.found for each in checked) else 0


class _Checkers:
    """Opens what a check needs when it first needs it: given sources need no corpus and no index."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def check(self, text: str, sources: Sequence[str]) -> tuple[Checked, ...]:
        if sources:
            return check_against(text, sources, self._lexicon)
        return self._checker.check(text)

    @cached_property
    def _lexicon(self) -> Lexicon:
        return load_lexicon(self._settings.corpus / "lexicon.toml")

    @cached_property
    def _checker(self) -> Checker:
        from bot.pipeline import open_bot

        bot = open_bot(self._settings)
        return Checker(bot.articles, bot.lexicon, bot.retriever, HardEntailment(self._lexicon))


def _check_reply(checker: _Checkers, line: str, number: int, sources: Sequence[str]) -> dict[str, Any]:
    key: Any = None
    try:
        asked = json.loads(line)
        key = asked.get("id") if isinstance(asked, dict) else None
        if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
            raise QuestionError(f'line {number}: needs an object with "id" and "text" (a string)')
        own = asked.get("sources") or list(sources)
        if not isinstance(own, list) or not all(isinstance(source, str) for source in own):
            raise QuestionError(f'line {number}: "sources" is a list of strings')
        checked = checker.check(asked["text"], own)
        return {"id": key, "sentences": [each.model_dump(mode="json") for each in checked]}
    except json.JSONDecodeError as error:
        return {"id": key, "error": f"line {number}: is not JSON ({error.msg}); write one object a line"}
    except (LitotesError, RecursionError) as error:
        return {"id": key, "error": f"line {number}: {error}"}


def run_index(given: argparse.Namespace) -> int:
    settings = _settings(given)
    from bot.pipeline import open_bot

    bot = open_bot(settings)
    passages = sum(len(article.passages) for article in bot.articles)
    print(f"{len(bot.articles)} articles, {passages} passages, index {bot.retriever.fingerprint[:12]}: ready")
    return 0


def run_sources(given: argparse.Namespace) -> int:
    """List the sources, or show what of them is old, or what they cover; with --check, hold them to the rules."""
    settings = _settings(given)
    from bot.answers.coverage import coverage_table, listing, sources_table, stale
    from bot.articles import read_corpus
    from bot.evidence import rate
    from bot.verify.conflicts import load_conflicts

    articles = read_corpus(settings.corpus / "articles")
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")
    if given.json:
        rows = [
            {**article.card.model_dump(mode="json"), "certainty": rate(article.card).certainty.value}
            for article in articles
        ]
        print(json.dumps(rows, ensure_ascii=False))
    elif given.stale is not None:
        for card in stale(articles, days=given.stale, today=datetime.now(tz=UTC).date()):
            print(f"{card.retrieved}  {card.id}  {card.link}")
    elif given.coverage:
        print(coverage_table(articles, lexicon))
    elif given.markdown:
        print(sources_table(articles))
    else:
        print(listing(articles))
    if not given.check:
        return 0
    from bot.check.digests import faults_of

    load_conflicts(settings.corpus / "conflicts.toml", articles)
    faults = faults_of(articles, lexicon)
    for fault in faults:
        print(f"litotes: {fault}", file=sys.stderr)
    return EXIT_FAILED if faults else 0


def _batch_reply(invoke: Callable[[Any], Any], line: str, number: int) -> dict[str, Any]:
    """Return the answer to one line, or its error; a bad line never stops the others."""
    key: Any = None
    try:
        asked = json.loads(line)
        key = asked.get("id") if isinstance(asked, dict) else None
        if not isinstance(asked, dict) or not isinstance(asked.get("question"), str):
            raise QuestionError(f'line {number}: needs an object with "id" and "question" (a string)')
        return {"id": key, "answer": invoke(asked).model_dump(mode="json")}
    except json.JSONDecodeError as error:
        return {"id": key, "error": f"line {number}: is not JSON ({error.msg}); write one object a line"}
    except (LitotesError, RecursionError) as error:
        return {"id": key, "error": f"line {number}: {error}"}


def _open_text(path: str) -> IO[str]:
    if path == "-":
        return sys.stdin
    try:
        return Path(path).open(encoding="utf-8", errors="replace")
    except OSError as error:
        raise QuestionError(f"cannot read {path!r} ({error.strerror}); give a file of JSON Lines") from error


def _text_of(path: str) -> str:
    return in_english(sys.stdin.read(), "standard input") if path == "-" else text_to_check(Path(path))


def _days(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"needs a number of days, got {text!r}")
    return int(text)


def _settings(given: argparse.Namespace) -> Settings:
    names = ("corpus", "writer", "model", "data_dir", "host", "port")
    return load_settings(**{name: getattr(given, name, None) for name in names})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="litotes",
        description="Answers patients' questions about treatments, never stronger than the evidence.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--corpus", type=Path, metavar="DIR", help="folder with lexicon.toml and articles/*.md")
    common.add_argument("--data-dir", type=Path, metavar="DIR", help="folder for the index")

    ask = commands.add_parser("ask", parents=[common], help="answer one question, or a file of them")
    ask.add_argument("question", nargs="?", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the whole answer as one JSON object")
    ask.add_argument("--batch", metavar="FILE", help='JSON Lines of {"id", "question", "history"}; - is standard input')
    ask.add_argument("--writer", choices=["brief", "model"])
    ask.add_argument("--model", metavar="PROVIDER:NAME")
    ask.set_defaults(run=run_ask)

    check = commands.add_parser("check", parents=[common], help="hold a text against the corpus, or against sources")
    check.add_argument(
        "file", nargs="?", metavar="FILE", help="a text, a web page (.html), a PDF or a .docx; - is standard input"
    )
    check.add_argument("--source", action="append", default=[], metavar="FILE", help="hold it against this text alone")
    check.add_argument("--json", action="store_true", help="print one JSON object")
    check.add_argument("--batch", metavar="FILE", help='JSON Lines of {"id", "text", "sources"}; - is standard input')
    check.set_defaults(run=run_check)

    index = commands.add_parser("index", parents=[common], help="build the index if the corpus has changed")
    index.set_defaults(run=run_index)

    sources = commands.add_parser("sources", parents=[common], help="list the source articles")
    sources.add_argument("--json", action="store_true")
    sources.add_argument("--stale", type=_days, metavar="DAYS", help="only what was read longer ago than this")
    sources.add_argument("--coverage", action="store_true", help="what can be answered: drug, condition, question")
    sources.add_argument("--markdown", action="store_true", help="as corpus/SOURCES.md has it")
    sources.add_argument("--check", action="store_true", help="hold every digest to the rules of an answer")
    sources.set_defaults(run=run_sources)

    add_commands(commands, common)

    add_web_commands(commands, common)
    return parser


if __name__ == "__main__":
    sys.exit(main())
