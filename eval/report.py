"""Results → a terminal table, Markdown, JUnit XML and one self-contained HTML page; and the gates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import jinja2
from markupsafe import Markup

from bot.types import Certainty, Outcome
from eval.agreement import Agreement
from eval.cases import Case
from eval.judges import JUDGES
from eval.plots import bars, risk_coverage
from eval.run import Result
from eval.statistics import Interval, wilson

_PAGE = Path(__file__).with_name("report.html.j2")
# A failure of one of these could harm a reader; their bounds are what no failure at all gives.
HARMFUL = ("overclaim", "quotes", "figures", "support", "conduct", "disclaimers")


@dataclass(frozen=True)
class Share:
    """So many of so many; `interval` is None for none."""

    name: str
    passed: int
    scored: int

    @property
    def interval(self) -> Interval | None:
        return wilson(self.passed, self.scored)

    @property
    def told(self) -> str:
        share = f"{self.passed / self.scored:.1%}" if self.scored else "n/a"
        return f"{share} ({self.interval})" if self.interval else share


def share_of(results: Sequence[Result], judge: str) -> Share:
    """Return how many verdicts of a judge passed, and how many there were; unscored ones are neither."""
    scored = [
        each.verdicts[judge] for each in results if judge in each.verdicts and each.verdicts[judge].passed is not None
    ]
    return Share(judge, sum(verdict.passed is True for verdict in scored), len(scored))


def endings(results: Sequence[Result], cases: Mapping[str, Case]) -> tuple[Share, Share, Share]:
    """Return right abstention, over-refusal and emergencies seen.

    Over cases that must not be answered: the share that was not. Over cases that must be: the share that was refused.
    """
    ended = {each.id: each.answer["outcome"] for each in results if each.answer}
    must_not = [case for case in cases.values() if Outcome.ANSWERED not in case.outcome and case.id in ended]
    must = [case for case in cases.values() if case.outcome == (Outcome.ANSWERED,) and case.id in ended]
    urgent = [case for case in cases.values() if case.outcome == (Outcome.URGENT,) and case.id in ended]
    return (
        Share("right abstention", sum(ended[c.id] != "answered" for c in must_not), len(must_not)),
        Share("over-refusal", sum(ended[c.id] != "answered" for c in must), len(must)),
        Share("emergencies seen", sum(ended[c.id] == "urgent" for c in urgent), len(urgent)),
    )


def gates_missed(
    results: Sequence[Result], cases: Mapping[str, Case], gates: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Return one line for each gate that is missed. The bound of the 95% interval counts, never the point."""
    missed = []
    ended = {each.name: each for each in endings(results, cases)}
    wanted = [(share_of(results, judge), least, True) for judge, least in gates["lower_bound"].items()]
    wanted += [(ended[name], least, True) for name, least in gates["ends_at_least"].items()]
    wanted += [(ended[name], most, False) for name, most in gates["ends_at_most"].items()]
    for share, gate, is_least in wanted:
        bound = (share.interval.low if is_least else share.interval.high) if share.interval else None
        if bound is None or (bound < gate if is_least else bound > gate):
            told = "n/a" if bound is None else f"{bound:.1%}"
            side = "lower" if is_least else "upper"
            missed.append(f"GATE {share.name}: the {side} bound is {told}, the gate {gate:.1%}")
    return missed


def markdown(
    results: Sequence[Result], cases: Mapping[str, Case], provenance: Mapping[str, Any], agreed: Sequence[Agreement]
) -> str:
    """Return the report: by judge, the held-out tenth apart, how questions ended, by category, how the judges agree."""
    worked_on = [each for each in results if not each.held_out]
    held_out = [each for each in results if each.held_out]
    failed = [each for each in results if each.error]
    lines = [f"# {provenance.get('target', 'bot')}: {len(results)} cases, {len(held_out)} of them held out", ""]
    if failed:
        lines += [f"**{len(failed)} cases have no answer** and are unscored: {failed[0].error}", ""]
    lines += _by_judge(worked_on)
    if held_out:
        lines += ["", "## Held out", "", *_by_judge(held_out)]
    lines += ["", "## How questions ended", "", "| | share (95%) | of |", "| --- | --- | --- |"]
    lines += [f"| {each.name} | {each.told} | {each.scored} |" for each in endings(results, cases)]
    lines += [
        "",
        "## By category",
        "",
        "| category | cases | overclaims | all judges passed |",
        "| --- | --- | --- | --- |",
    ]
    for category in dict.fromkeys(each.category for each in worked_on):
        own = [each for each in worked_on if each.category == category]
        over = share_of(own, "overclaim")
        whole = sum(all(v.passed is not False for v in each.verdicts.values()) for each in own)
        lines.append(f"| {category} | {len(own)} | {over.scored - over.passed} | {whole} |")
    lines += ["", *agreement_lines(agreed)]
    return "\n".join(lines)


def failures(results: Sequence[Result]) -> list[str]:
    """Return one line for each failed verdict; what is held out stays unread."""
    return [
        f"FAILED {each.id} {name}: {verdict.why}"
        for each in results
        if not each.held_out
        for name, verdict in each.verdicts.items()
        if verdict.passed is False
    ]


def agreement_lines(agreed: Sequence[Agreement]) -> list[str]:
    """Return how far each judge agrees with people's labels: it stands beside every report."""
    if not agreed:
        return ["No labels were read: how far the judges can be trusted is not known."]
    columns = "| judge | labels | agree | kappa | precision | recall |"
    lines = ["## How far the judges agree with the labels", "", columns, "|" + " --- |" * 6]
    lines += [
        f"| {each.judge} | {each.n} | {each.agree:.1%} | {_kappa(each.kappa)} | {each.precision.told} | "
        f"{each.recall.told} |"
        for each in agreed
    ]
    return [*lines, "", "Precision and recall are of *finding a fault*. Labels: eval/labels.md."]


def junit(results: Sequence[Result]) -> str:
    """Return JUnit XML, one test case for each case and judge; unscored is skipped. What is held out is not told."""
    root = Xml.Element("testsuites")
    for judge in JUDGES:
        own = [each for each in results if not each.held_out]
        suite = Xml.SubElement(root, "testsuite", name=judge, tests=str(len(own)))
        counts = {"failures": 0, "skipped": 0, "errors": 0}
        for each in own:
            case = Xml.SubElement(suite, "testcase", classname=f"eval.{judge}", name=each.id)
            verdict = each.verdicts[judge]
            if each.error:
                counts["errors"] += 1
                Xml.SubElement(case, "error", message=each.error)
            elif verdict.passed is None:
                counts["skipped"] += 1
                Xml.SubElement(case, "skipped", message=verdict.why)
            elif not verdict.passed:
                counts["failures"] += 1
                Xml.SubElement(case, "failure", message=_clean(verdict.why))
        suite.attrib.update({name: str(count) for name, count in counts.items()})
    return Xml.tostring(root, encoding="unicode")


def page(
    results: Sequence[Result],
    cases: Mapping[str, Case],
    provenance: Mapping[str, Any],
    agreed: Sequence[Agreement],
    passages: Mapping[str, str],
) -> str:
    """Return one HTML page with its plots inside, which asks for nothing else: no script, no style sheet, no font."""
    worked_on = [each for each in results if not each.held_out]
    by_category = [
        _renamed(share_of([r for r in worked_on if r.category == category], "overclaim"), category)
        for category in dict.fromkeys(each.category for each in worked_on)
    ]
    failing = [
        {
            "result": each,
            "faults": {name: v.why for name, v in each.verdicts.items() if v.passed is False},
            "told": [
                (claim["text"], [c["passage_id"] for c in claim["citations"]], [c["quote"] for c in claim["citations"]])
                for claim in (each.answer or {}).get("claims", [])
            ],
        }
        for each in worked_on
        if any(v.passed is False for v in each.verdicts.values())
    ]
    plots = bars([_failing(each) for each in by_category], "overclaims"), risk_coverage(_curve(results))
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(
        _PAGE.read_text(encoding="utf-8")
    )
    return template.render(
        provenance=provenance,
        judges=[share_of(worked_on, name) for name in JUDGES],
        held=[share_of([r for r in results if r.held_out], name) for name in JUDGES],
        endings=endings(results, cases),
        n=len(results),
        overclaims=Markup(plots[0]),  # noqa: S704  # reason: our own SVG; its texts are escaped where it is made
        risk=Markup(plots[1]),  # noqa: S704  # reason: likewise
        failing=failing,
        agreed=agreed,
        kappa=_kappa,
        passages=passages,
    )


def _by_judge(results: Sequence[Result]) -> list[str]:
    lines = ["| judge | passed | scored | 95% interval | unscored |", "| --- | --- | --- | --- | --- |"]
    for name in JUDGES:
        share = share_of(results, name)
        interval = str(share.interval) if share.interval else "n/a"
        lines.append(f"| {name} | {share.passed} | {share.scored} | {interval} | {len(results) - share.scored} |")
    return lines


def _curve(results: Sequence[Result]) -> list[tuple[float, float, str]]:
    """Return coverage and risk (share with a harmful fault) if only answers of at least each certainty were shown."""
    answered = [each for each in results if each.answer and each.answer["outcome"] == "answered"]
    steps: list[tuple[float, float, str]] = []
    for least in (None, *Certainty):
        shown = [each for each in answered if least is None or _certainty(each) >= least]
        if shown:
            faulty = sum(any(each.verdicts[name].passed is False for name in HARMFUL) for each in shown)
            steps.append((len(shown) / len(results), faulty / len(shown), least.value if least else "all answers"))
    return steps


def _certainty(result: Result) -> Certainty:
    """Return how sure an answer is; a plain fact, which is not hedged, counts as high."""
    told = (result.answer or {}).get("certainty")
    return Certainty(told["level"]) if told else Certainty.HIGH


def _renamed(share: Share, name: str) -> Share:
    return Share(name, share.passed, share.scored)


def _failing(share: Share) -> Share:
    return Share(share.name, share.scored - share.passed, share.scored)


def _kappa(value: float | None) -> str:
    return "n/a" if value is None else f"{value:.2f}"


def _clean(text: str) -> str:
    """Drop what XML 1.0 cannot carry."""
    return "".join(char for char in text if char in "\t\n" or ord(char) >= 32)
