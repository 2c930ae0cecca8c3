"""Mutation testing of the guard: false claims made from true ones must not come out unchanged.

    python -m bench.mutate_guard [--seed N] [--per-kind N] [--json FILE]

A mutant is caught if the verifier drops it or repairs it. Originals and honest paraphrases (bench/honest_claims.jsonl
over the first five articles, the three after it over all) must come out: one that is dropped is a false alarm. Misses
go to bench/out/.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.mutate_honest import retellings
from bench.mutations import Told, mutants, mutants_of, true_claims
from bot.articles import read_corpus
from bot.brief.owed import harms_owed
from bot.entailment.support import HardEntailment
from bot.lexicon import Lexicon, load_lexicon
from bot.strength.claims import read
from bot.types import Article, Binding, ClaimKind, Draft, DraftClaim, Evidence, Part, Query, Ranked, Role
from bot.verify.verdicts import Verdict, Verifier

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261122
PER_KIND = 300
_HONEST = {
    "first set": "honest_claims.jsonl",
    "second set": "honest_claims_2.jsonl",
    "third set": "honest_claims_3.jsonl",
    "fourth set": "honest_claims_4.jsonl",
    "fifth set": "honest_claims_5.jsonl",
}
_HALF_UNSEEN = {"first set", "second set"}  # of the others every miss was looked at, after one count
_OUT = Path(__file__).with_name("out")
_SHOWN = 10
_Z = 1.959964  # two-sided 95%


@dataclass(frozen=True)
class Tally:
    """How many of one kind were made and tried, and how many of those the guard stopped."""

    kind: str
    made: int
    tried: int
    stopped: int
    low: float | None  # Wilson 95% interval of stopped / tried
    high: float | None

    @property
    def rate(self) -> float | None:
        return self.stopped / self.tried if self.tried else None


@dataclass(frozen=True)
class Outcome:
    """What the verifier made of one claim."""

    told: Told
    verdict: Verdict

    @property
    def unchanged(self) -> bool:
        return self.verdict.claim is not None and not self.verdict.repaired


@dataclass(frozen=True)
class Report:
    caught: tuple[Tally, ...]
    alarms: tuple[Tally, ...]
    missed: dict[str, tuple[Told, ...]]
    alarmed: dict[str, tuple[Outcome, ...]]
    repaired: dict[str, int]


class Guard:
    """The verifier as the pipeline builds it, over the whole corpus as evidence."""

    def __init__(self, articles: Sequence[Article], lexicon: Lexicon) -> None:
        self.articles = tuple(articles)
        self.evidence = Evidence(
            query=Query(question="", normalised=""),
            ranked=tuple(
                Ranked(passage=p, score=0.0, similarity=(0.0,) * len(p.sentences)) for a in articles for p in a.passages
            ),
            cards=tuple(article.card for article in articles),
        )
        self.verifier = Verifier(lexicon, read, HardEntailment(lexicon))

    def judge(self, told: Sequence[Told]) -> list[Outcome]:
        claims = tuple(DraftClaim(text=each.text, part=Part.EVIDENCE, bindings=each.bindings) for each in told)
        verdicts = self.verifier.verify(Draft(claims=claims), self.evidence)
        return [Outcome(each, verdict) for each, verdict in zip(told, verdicts, strict=True)]

    def shows_harms(self, benefits: Sequence[Told]) -> bool:
        """Return whether an answer of these benefits alone gets the harms of each source that it cites."""
        verdicts = [each.verdict for each in self.judge(benefits)]
        owed = harms_owed(verdicts, self.evidence)
        added = self.verifier.verify(Draft(claims=owed), self.evidence)
        told = {v.claim.citations[0].source_id for v in added if v.claim}
        return {each.source_id for each in benefits} <= told


def open_guard() -> Guard:
    return Guard(read_corpus(ROOT / "corpus" / "articles"), load_lexicon(ROOT / "corpus" / "lexicon.toml"))


def measure(guard: Guard, *, seed: int = SEED, per_kind: int = PER_KIND) -> Report:
    """Return what was caught and what was stopped by mistake; the same seed gives the same report."""
    rng = random.Random(seed)
    lexicon = load_lexicon(ROOT / "corpus" / "lexicon.toml")
    caught, missed = [], {}
    for kind, every in mutants(guard.articles, lexicon, rng).items():
        tried = rng.sample(every, min(per_kind, len(every)))
        through = tuple(o.told for o in guard.judge(tried) if o.unchanged)
        caught.append(tally(kind, len(every), len(tried), len(tried) - len(through)))
        missed[kind] = through
    kept = [o.told for name in _HONEST for o in guard.judge(read_honest(guard.articles, name)) if o.unchanged]
    bent = list(mutants_of(kept, lexicon, rng))
    tried = rng.sample(bent, min(2 * per_kind, len(bent)))
    through = tuple(o.told for o in guard.judge(tried) if o.unchanged)
    caught.append(tally("of honest paraphrases, all kinds", len(bent), len(tried), len(tried) - len(through)))
    missed["of honest paraphrases, all kinds"] = through
    answers = _answers_without_harms(guard, rng)
    tried_answers = rng.sample(answers, min(per_kind, len(answers)))
    bare = tuple(answer[0] for answer in tried_answers if not guard.shows_harms(answer))
    caught.append(tally("harm omitted (answer)", len(answers), len(tried_answers), len(tried_answers) - len(bare)))
    missed["harm omitted (answer)"] = bare
    alarms, alarmed, repaired = [], {}, {}
    originals = true_claims(guard.articles, lexicon)
    retold = list(retellings(originals))
    groups = {"originals": originals, "retold by rule": rng.sample(retold, min(2 * per_kind, len(retold)))}
    for name in _HONEST:
        honest = read_honest(guard.articles, name)
        unseen = [each for each in honest if name in _HALF_UNSEEN and is_unseen(each.text)]
        groups[f"honest paraphrases, {name}, tuned on"] = [each for each in honest if each not in unseen]
        if unseen:
            groups[f"honest paraphrases, {name}, unseen"] = unseen
    for group, claims in groups.items():
        outcomes = guard.judge(claims)
        stopped = tuple(each for each in outcomes if each.verdict.claim is None)
        made = len(retold) if group == "retold by rule" else len(claims)
        alarms.append(tally(group, made, len(claims), len(stopped)))
        alarmed[group] = stopped
        repaired[group] = sum(each.verdict.repaired for each in outcomes)
    return Report(tuple(caught), tuple(alarms), missed, alarmed, repaired)


def _answers_without_harms(guard: Guard, rng: random.Random) -> list[tuple[Told, ...]]:
    """Drafts of one to three benefit sentences of sources that tell harms, without any of the harms."""
    with_harms = {a.card.id for a in guard.articles if any(p.role is Role.HARMS for p in a.passages)}
    benefits = [
        told
        for told in true_claims(guard.articles, load_lexicon(ROOT / "corpus" / "lexicon.toml"))
        if told.role in {Role.SUMMARY, Role.FOUND} and not told.is_row and read(told.text).kind is ClaimKind.EFFICACY
    ]
    benefits = [told for told in benefits if told.source_id in with_harms]
    return list(dict.fromkeys(tuple(rng.sample(benefits, rng.randint(1, 3))) for _ in range(600))) if benefits else []


def read_honest(articles: Sequence[Article], name: str) -> list[Told]:
    """Return a set of honest paraphrases, each bound to the sentence that begins with its quote, or to its passage."""
    text = Path(__file__).with_name(_HONEST[name]).read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [Told(row["text"], (_cited(row, articles),), "", Role.FOUND, row["source"]) for row in rows]


def _cited(row: dict[str, str], articles: Sequence[Article]) -> Binding:
    passages = [p for a in articles if a.card.id == row["source"] for p in a.passages]
    for passage in passages:
        for at, sentence in enumerate(passage.sentences):
            if sentence.text.startswith(row["quote"]):
                return Binding(passage_id=passage.passage_id, sentence=at)
    return Binding(passage_id=row["passage"], sentence=0)


def is_unseen(text: str) -> bool:
    """Say whether a paraphrase is in the half that nobody looked at while the guard was tuned."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


def tally(kind: str, made: int, tried: int, stopped: int) -> Tally:
    if not tried:
        return Tally(kind, made, 0, 0, None, None)
    share = stopped / tried
    middle = share + _Z**2 / (2 * tried)
    spread = _Z * math.sqrt(share * (1 - share) / tried + _Z**2 / (4 * tried**2))
    scale = 1 + _Z**2 / tried
    return Tally(kind, made, tried, stopped, max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


def shown(row: Tally) -> str:
    if row.rate is None or row.low is None or row.high is None:
        return f"| {row.kind} | {row.made} | 0 | n/a | n/a |"
    return f"| {row.kind} | {row.made} | {row.tried} | {row.stopped} | {row.rate:.1%} ({row.low:.1%}–{row.high:.1%}) |"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--per-kind", type=int, default=PER_KIND, help="mutants tried of each kind, at most")
    options.add_argument("--json", type=Path, metavar="FILE")
    options.add_argument("--alarms", action="store_true", help="print the false alarms that may be tuned on")
    given = options.parse_args()
    started = time.perf_counter()
    report = measure(open_guard(), seed=given.seed, per_kind=given.per_kind)
    print("| mutants | made | tried | caught | rate (95%) |\n| --- | --- | --- | --- | --- |")
    for row in report.caught:
        print(shown(row))
    tried, stopped = (sum(getattr(row, name) for row in report.caught) for name in ("tried", "stopped"))
    print(shown(tally("**all**", sum(row.made for row in report.caught), tried, stopped)))
    print("\n| true claims | all | tried | dropped | rate (95%) |\n| --- | --- | --- | --- | --- |")
    for row in report.alarms:
        print(shown(row) + f" repaired: {report.repaired[row.kind]}")
    _OUT.mkdir(exist_ok=True)
    lines = [
        f"{kind}\t{told.text}\t{', '.join(binding.passage_id for binding in told.bindings)}"
        for kind, every in report.missed.items()
        for told in every
    ]
    (_OUT / "guard_misses.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\n{len(lines)} misses, all in {(_OUT / 'guard_misses.tsv').relative_to(ROOT)}; the first of each kind:")
    for kind, every in report.missed.items():
        for told in every[:_SHOWN]:
            print(f"  {kind}: {told.text}")
    if given.alarms:
        for group, outcomes in report.alarmed.items():
            for each in outcomes if "unseen" not in group else ():
                print(f"  {group}: {each.told.text} [{each.verdict.why}]")
    print(f"\nseed {given.seed}, {time.perf_counter() - started:.0f} s")
    if given.json:
        rows = {"caught": [asdict(row) for row in report.caught], "alarms": [asdict(row) for row in report.alarms]}
        given.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
