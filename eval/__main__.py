"""`python -m eval run | report | compare | attack | redteam | baselines | judge`: on our bot, or anybody's."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain.chat_models import init_chat_model
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.articles import read_corpus
from bot.errors import LitotesError
from bot.lexicon import load_lexicon
from bot.offline import forbid_calls_home
from bot.pipeline import open_bot
from bot.settings import Settings, load_settings
from eval import run as running
from eval.agreement import agreement, read_labels
from eval.attackers import ATTACKS, HONEST
from eval.attacking import Trial, try_attackers
from eval.baseline_table import put_into, run_all, table
from eval.cases import Case, read_cases
from eval.judges import JUDGES
from eval.judging import Corpus, corpus_of
from eval.liar import liar_lines, read_told
from eval.model_judge import ModelJudge, agreement_of
from eval.redteam import OPERATORS, Tried, red_team
from eval.report import failures, gates_missed, junit, markdown, page
from eval.run import Result
from eval.statistics import compare, wilson
from eval.targets import NAMES, TargetError, open_target

CASES = Path(__file__).parent / "cases"
GATES = Path(__file__).parent / "gates.toml"
UNSEEN = Path(__file__).parent / "redteam_corpus"


def run(given: argparse.Namespace) -> int:
    """Return 0 if every gate of gates.toml is met, else 1. Unscored verdicts are counted and never fail."""
    settings, corpus, cases = load_settings(), load_corpus(load_settings()), read_cases(given.cases)
    target = open_target(given.target, settings)
    key = running.key_of(given.target, cases, corpus)
    results: list[Result] = []
    with _progress() as progress:
        bar = progress.add_task(given.target, total=len(cases))
        for result in running.run(cases, target, corpus, out=given.out, jobs=given.jobs, key=key):
            results.append(result)
            progress.advance(bar)
    order = {case.id: at for at, case in enumerate(cases)}
    results.sort(key=lambda each: order[each.id])
    provenance = running.provenance_of(given.target, cases, results, corpus)
    if given.out:
        running.write(results, cases, provenance, given.out)
        write_reports(results, cases, provenance, corpus, given.out)
    by_id = {case.id: case for case in cases}
    print(markdown(results, by_id, provenance, agreement(read_labels(), corpus)))
    print("\n".join(failures(results)))
    missed = gates_missed(results, by_id, tomllib.loads(GATES.read_text(encoding="utf-8")))
    print("\n".join(missed))
    return 1 if missed else 0


def report(given: argparse.Namespace) -> int:
    """Write the reports of a finished run again, from its results."""
    corpus, cases = load_corpus(load_settings()), read_cases(given.cases)
    results = running.read(given.run)
    provenance = json.loads((given.run / "provenance.json").read_text(encoding="utf-8"))
    for path in write_reports(results, cases, provenance, corpus, given.run):
        print(path)
    return 0


def write_reports(
    results: Sequence[Result], cases: Sequence[Case], provenance: dict[str, object], corpus: Corpus, out: Path
) -> list[Path]:
    """Write report.md, junit.xml and report.html; return their paths."""
    by_id = {case.id: case for case in cases}
    agreed = agreement(read_labels(), corpus)
    told = {
        "report.md": markdown(results, by_id, provenance, agreed) + "\n",
        "junit.xml": junit(results) + "\n",
        "report.html": page(results, by_id, provenance, agreed, corpus.passages),
    }
    for name, text in told.items():
        (out / name).write_text(text, encoding="utf-8")
    return [out / name for name in told]


def compare_runs(given: argparse.Namespace) -> int:
    """Print the paired comparison of two finished runs, by judge."""
    a, b = ({each.id: each for each in running.read(folder)} for folder in (given.a, given.b))
    both = [key for key in a if key in b]
    if not both:
        raise SystemExit(f"{given.a} and {given.b} have no case in common; run both on the same cases")
    print(f"A: {given.a}, B: {given.b}, {len(both)} cases in both\n")
    print(
        "| judge | pairs | A | B | B − A (95%) | only A, only B | p (McNemar) | smallest difference found | verdict |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for judge in JUDGES:
        scored = [
            (a[key].verdicts[judge].passed, b[key].verdicts[judge].passed)
            for key in both
            if a[key].verdicts[judge].passed is not None and b[key].verdicts[judge].passed is not None
        ]
        paired = compare([x is True for x, _ in scored], [y is True for _, y in scored])
        if paired is None:
            print(f"| {judge} | 0 | n/a | n/a | n/a | n/a | n/a | n/a | nothing to compare |")
            continue
        smallest = f"{paired.smallest:.1%}" if paired.smallest else "n/a"
        print(
            f"| {judge} | {paired.n} | {paired.a:.1%} | {paired.b:.1%} | {paired.difference} | {paired.only_a}, "
            f"{paired.only_b} | {paired.p:.3g} | {smallest} | {paired.verdict} |"
        )
    return 0


def attack(given: argparse.Namespace) -> int:
    """Try every attacker on every case; return 1 if anything of it reached an answer."""
    logging.getLogger("litotes").setLevel(logging.ERROR)  # because each dropped claim says so, thousands of times
    settings = load_settings()
    bot = open_bot(settings)
    cases = read_cases(given.cases)[:: given.every]
    habits = [*ATTACKS, *HONEST]
    by_habit: dict[str, list[Trial]] = defaultdict(list)
    with _progress() as progress:
        bar = progress.add_task("attacks", total=None)
        for trial in try_attackers(bot, cases, habits, corpus_of(bot.articles, bot.lexicon)):
            by_habit[trial.habit].append(trial)
            progress.advance(bar)
    print("| writer | answers | faulty, unguarded | faulty, guarded | claims written | kept |\n|" + " --- |" * 6)
    for habit in habits:
        own = by_habit[habit]
        kept, written = sum(trial.kept for trial in own), sum(trial.written for trial in own)
        print(
            f"| {habit} | {len(own)} | {sum(bool(trial.bare) for trial in own)} | "
            f"{sum(bool(trial.broken) for trial in own)} | {written} | {kept} |"
        )
    broken = [trial for own in by_habit.values() for trial in own if trial.broken]
    for trial in broken:
        print(f"BROKEN {trial.habit} {trial.case.id}: {', '.join(trial.broken)}")
    return 1 if broken else 0


def redteam(given: argparse.Namespace) -> int:
    """Print the kill rate and the false-alarm rate of each operator, for the guard and for the judges."""
    logging.getLogger("litotes").setLevel(logging.ERROR)
    settings = load_settings()
    tried: list[Tried] = []
    with tempfile.TemporaryDirectory() as folder, _progress() as progress:
        bar = progress.add_task("red team", total=None)
        invented = settings.model_copy(update={"corpus": UNSEEN, "data_dir": Path(folder)})
        for own, is_new in ((settings, False), (invented, True)):
            bot = open_bot(own)
            for each in red_team(bot, per_operator=given.per_operator, seed=given.seed, drug_is_new=is_new):
                tried.append(each)
                progress.advance(bar)
    new = {operator.name for operator in OPERATORS if operator.new}
    print("| operator | false made | guard stops | judges find | true made | guard drops | judges accuse |")
    print("|" + " --- |" * 7)
    rows = [(f"{operator.name}{' (new)' if operator.new else ''}", [t for t in tried if t.operator == operator.name])
            for operator in OPERATORS]  # fmt: skip
    rows.append(("**all**", tried))
    rows.append(("of new operators", [each for each in tried if each.operator in new]))
    rows.append(("of the drug never met", [each for each in tried if each.drug_is_new]))
    for name, of_it in rows:
        false, true = [each for each in of_it if not each.true], [each for each in of_it if each.true]
        cells = []
        for group in (false, true):
            stopped, accused = sum(not each.shown for each in group), sum(each.found for each in group)
            cells += [str(len(group)), _share(stopped, len(group)), _share(accused, len(group))]
        print(f"| {name} | {' | '.join(cells)} |")
    if given.show:
        for each in tried:
            if each.shown != each.true:
                print(f"{'DROPPED' if each.true else 'SHOWN'} {each.operator}: {each.text}")
    return 0


def baselines(given: argparse.Namespace) -> int:
    """Run every baseline, write the table into a page, and return 1 if our own bot misses a gate."""
    logging.getLogger("litotes").setLevel(logging.ERROR)
    settings, cases = load_settings(), read_cases(given.cases)
    corpus = load_corpus(settings)
    out = given.out or settings.data_dir / "eval"
    runs = dict(run_all(cases, corpus, settings, out))
    told = table(runs, cases)
    print(told)
    if given.page:
        put_into(given.page, told)
    by_id = {case.id: case for case in cases}
    ours = next(results for row, results in runs.items() if row.target == "bot")
    write_reports(ours, cases, running.provenance_of("bot", cases, ours, corpus), corpus, out / "bot")
    print(f"\nThe report on our own bot: {out / 'bot' / 'report.html'}")
    missed = gates_missed(ours, by_id, tomllib.loads(GATES.read_text(encoding="utf-8")))
    print("\n".join(missed))
    return 1 if missed else 0


def judge_by_model(given: argparse.Namespace) -> int:
    """Print how far LITOTES_MODEL, as a judge, agrees with the labels. It is never a gate."""
    settings = load_settings()
    provider, _, name = (settings.model or "").partition(":")
    if not name:
        raise TargetError("a model as judge needs LITOTES_MODEL=provider:name (and LITOTES_MODEL_URL for a server)")
    options: dict[str, Any] = {"base_url": settings.model_url, "api_key": "none"} if settings.model_url else {}
    model = init_chat_model(name, model_provider=provider, temperature=0, **options)
    agreed = agreement_of(ModelJudge(model), read_labels()[:: given.every], load_corpus(settings))
    told = "n/a" if agreed.kappa is None else f"{agreed.kappa:.2f}"
    cells = (settings.model, agreed.n, agreed.unscored, told, agreed.precision.told, agreed.recall.told)
    print("| model | sentences | unscored | kappa | precision | recall |\n|" + " --- |" * 6)
    print(f"| {' | '.join(str(cell) for cell in cells)} |")
    return 0


def _share(found: int, of: int) -> str:
    interval = wilson(found, of)
    return f"{found / of:.1%} ({interval})" if interval else "n/a"


def on_a_liar(_given: argparse.Namespace) -> int:
    print("\n".join(liar_lines(read_told(), load_corpus(load_settings()))))
    return 0


def load_corpus(settings: Settings) -> Corpus:
    articles = read_corpus(settings.corpus / "articles")
    return corpus_of(articles, load_lexicon(settings.corpus / "lexicon.toml"))


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def main(arguments: Sequence[str] | None = None) -> int:
    forbid_calls_home()
    given = _parser().parse_args(arguments)
    try:
        return int(given.do(given))
    except (TargetError, LitotesError, SystemExit) as error:
        print(f"eval: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--cases", type=Path, default=CASES, metavar="DIR", help="folder of *.jsonl")

    runner = commands.add_parser("run", parents=[common], help="ask every case and judge every answer")
    runner.add_argument("--target", default="bot", help=NAMES)
    runner.add_argument("--out", type=Path, metavar="DIR", help="keep answers and reports here; go on where it stopped")
    runner.add_argument("--jobs", type=int, default=2, help="questions asked at once")
    runner.set_defaults(do=run)

    reporter = commands.add_parser("report", parents=[common], help="write the reports of a finished run again")
    reporter.add_argument("run", type=Path, metavar="DIR")
    reporter.set_defaults(do=report)

    comparer = commands.add_parser("compare", help="compare two finished runs, case by case")
    comparer.add_argument("a", type=Path, metavar="A")
    comparer.add_argument("b", type=Path, metavar="B")
    comparer.set_defaults(do=compare_runs)

    attacker = commands.add_parser("attack", parents=[common], help="let every attack writer write every answer")
    attacker.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth case")
    attacker.set_defaults(do=attack)

    baseliner = commands.add_parser("baselines", parents=[common], help="our bot beside what it is measured against")
    baseliner.add_argument("--out", type=Path, metavar="DIR", help="keep the runs here")
    baseliner.add_argument(
        "--page", type=Path, metavar="FILE", help="write the table into this page, between its marks"
    )
    baseliner.set_defaults(do=baselines)

    modeller = commands.add_parser("judge", help="how far a language model, as a judge, agrees with the labels")
    modeller.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth label")
    modeller.set_defaults(do=judge_by_model)

    liar = commands.add_parser("liar", help="how many of a fluent liar's sentences the judges find")
    liar.set_defaults(do=on_a_liar)

    teamer = commands.add_parser("redteam", help="make true sentences false in typed ways, and change them honestly")
    teamer.add_argument("--per-operator", type=int, default=60, metavar="N")
    teamer.add_argument("--seed", type=int, default=7)
    teamer.add_argument("--show", action="store_true", help="print what was shown and is false, or dropped and true")
    teamer.set_defaults(do=redteam)
    return parser


if __name__ == "__main__":
    sys.exit(main())
