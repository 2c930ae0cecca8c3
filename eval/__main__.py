"""`python -m eval run`: asks every case, judges every answer, prints the table; exit status 1 if a gate fails."""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path

from bot.articles import read_corpus
from bot.lexicon import load_lexicon
from bot.pipeline import build_bot
from bot.settings import load_settings
from eval.cases import read_cases
from eval.judges import JUDGES
from eval.judging import corpus_of
from eval.report import gates_missed, summarise, table

CASES = Path(__file__).parent / "cases"
GATES = Path(__file__).parent / "gates.toml"


def run(cases_dir: Path, out: Path | None) -> int:
    """Return 0 if every gate of gates.toml is met, else 1. Unscored verdicts are counted and never fail."""
    settings = load_settings()
    articles = read_corpus(settings.corpus / "articles")
    corpus = corpus_of(articles, load_lexicon(settings.corpus / "lexicon.toml"))
    bot = build_bot(settings)
    rows = []
    for case in read_cases(cases_dir):
        answer = bot.invoke({"question": case.question, "history": case.history})
        verdicts = {name: judge(case, answer, corpus) for name, judge in JUDGES.items()}
        rows.append((case, answer, verdicts))
    print(table(rows))
    if out:
        out.write_text(json.dumps(summarise(rows), indent=1, ensure_ascii=False), encoding="utf-8")
    missed = gates_missed(rows, tomllib.loads(GATES.read_text(encoding="utf-8"))["lower_bound"])
    print("\n".join(missed))
    return 1 if missed else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m eval")
    commands = parser.add_subparsers(required=True)
    runner = commands.add_parser("run", help="ask every case and judge every answer")
    runner.add_argument("--cases", type=Path, default=CASES, help="folder of *.jsonl")
    runner.add_argument("--out", type=Path, help="also write the verdicts here, as JSON")
    given = parser.parse_args()
    return run(given.cases, given.out)


if __name__ == "__main__":
    sys.exit(main())
