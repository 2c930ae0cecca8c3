"""Which arm of a study a figure belongs to: 71% on one medicine and 61% on the other must not change places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.entailment.statements import Statement
from bot.entailment.windows import Setting, Window, judgement
from bot.text.magnitudes import carries
from bot.text.measures import Bound, Quantity, Unit
from bot.text.quantities import read_quantities
from bot.types import Judgement, Support

# What is given where nothing real is: one arm, whatever a paper calls it.
_NOTHING_REAL = {"placebo", "dummy", "vehicle", "sham", "control"}
_UNNAMED = re.compile(
    r"(?<!no )(?<!without a )(?<!without )\b(?:the )?(?:other|comparison|control|untreated) (?:group"
    r"|arm)s?\b|\bno treatment\b",
    re.IGNORECASE,
)
_DOSE = re.compile(r"\s*(\d+(?:\.\d+)?) ?mg\b", re.IGNORECASE)
_ON_A_DOSE = re.compile(r"\b(?:on|with|for|of|taking|got) (?:the )?(\d+(?:\.\d+)?) ?mg\b(?! of\b)", re.IGNORECASE)
_FIGURE = re.compile(
    r"\b\d[\d,]* of (?:the )?\d[\d,]*\b(?! ?%)|[+−-]?\d+(?:\.\d+)? ?%|\bby [+−-]?\d+(?:\.\d+)?(?= points?\b"
    r"| on\b| with\b)"
    r"|(?<![.\d])(?<!of )\b\d[\d,]*(?= (?:(?:of them|adults|people|patients|children|participants|women|men) )?"
    r"(?:with [\w ]{3,30}? )?(?:on|got|took|received|were on) )",
    re.IGNORECASE,
)
_THRESHOLD = re.compile(
    r"\b(?:at least|at most|or more|under|over|up to|more than|less than|fewer than)\s*(?:an? )?$", re.IGNORECASE
)
_JOINED = re.compile(r"^\s*(?:,|and|or|to|–|-|, and)\s*(?:by )?$", re.IGNORECASE)


_ANY = "?"  # of a dose that stands alone: "22% on 2 mg"


@dataclass(frozen=True)
class Arm:
    """What an arm took, and its dose in mg as written, if it is told."""

    drug: str
    dose: str = ""

    def may_be(self, other: Arm) -> bool:
        if _ANY in {self.drug, other.drug}:
            return bool(self.dose and other.dose) and self.dose == other.dose
        unnamed = "" in {self.drug, other.drug}
        same = self.drug == other.drug or (unnamed and {self.drug, other.drug} <= {"", "placebo"})
        return same and (not self.dose or not other.dose or self.dose == other.dose)


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    arm: Arm | None  # None: a figure


@dataclass(frozen=True)
class Share:
    """A share or count of people, and the arm that it is told of."""

    quantity: Quantity
    arm: Arm
    before_it: bool  # "71% on X", and not "on X, 71%"


def shares_by_arm(statement: Statement) -> list[Share]:
    """Return each share or count of people, in order, with the arm beside it; a threshold ("at least 80%") has none.

    The arm follows its figure ("71% on X"), unless the figure stands in brackets behind its arm ("with X (71%)"), or
    nothing follows ("on X, 71%"). Figures joined by "and" share the arm that follows them.
    """
    text = statement.text
    marks = sorted([*_arms(statement), *_figures(text)], key=lambda found: found.start)
    bound: list[Share] = []
    for at, mark in enumerate(marks):
        if mark.arm is not None:
            continue
        arm = _arm_of(marks, at, text)
        quantity = next(
            iter(read_quantities(text[mark.start : mark.end].removeprefix("by ").removeprefix("of "))), None
        )
        if arm is not None and arm.arm is not None and quantity is not None:
            bound.append(Share(quantity, arm.arm, before_it=arm.start > mark.start))
    return bound


def _arm_of(marks: Sequence[_Found], at: int, text: str) -> _Found | None:
    before = next((m for m in reversed(marks[:at]) if m.arm is not None), None)
    if text[: marks[at].start].rstrip().endswith("(") and before is not None:
        return before
    here = marks[at]
    for following in marks[at + 1 :]:
        if following.arm is not None:
            return following
        if not _JOINED.match(text[here.end : following.start]):
            break
        here = following
    return before


def _figures(text: str) -> Iterator[_Found]:
    for match in _FIGURE.finditer(text):
        if not _THRESHOLD.search(text[: match.start()]) and not re.match(r" or (?:more|less)\b", text[match.end() :]):
            yield _Found(match.start(), match.end(), None)


_LIMIT = re.compile(r"(\d+(?:\.\d+)?) ?%", re.IGNORECASE)


def _thresholds(text: str) -> set[float]:
    """Return the percentages that are limits: "at least 80%", "80% or more"."""
    return {
        float(match.group(1))
        for match in _LIMIT.finditer(text)
        if _THRESHOLD.search(text[: match.start()]) or re.match(r" or (?:more|less)\b", text[match.end() :])
    }


def _arms(statement: Statement) -> Iterator[_Found]:
    text = statement.text
    names = statement.drugs | _NOTHING_REAL
    last = ""
    named: list[_Found] = []
    for match in re.finditer(r"[A-Za-z][\w-]*", text):
        word = match.group().lower()
        if word not in names:
            continue
        word = "placebo" if word in _NOTHING_REAL else word
        dose = _DOSE.match(text, match.end())
        named.append(
            _Found(match.start(), dose.end() if dose else match.end(), Arm(word, dose.group(1) if dose else ""))
        )
    for match in _UNNAMED.finditer(text):
        if not any(found.start < match.end() and match.start() < found.end for found in named):
            named.append(_Found(match.start(), match.end(), Arm("")))
    for match in _ON_A_DOSE.finditer(text):
        if any(found.start < match.end() and match.start() < found.end for found in named):
            continue
        before = [
            found
            for found in named
            if found.start < match.start() and found.arm and found.arm.drug not in {"", "placebo"}
        ]
        last = max(before, key=lambda found: found.start).arm.drug if before else _ANY  # type: ignore[union-attr]  # figures are no arms
        named.append(_Found(match.start(), match.end(), Arm(last, match.group(1))))
    yield from named


def check_arms(claim: Statement, window: Window, setting: Setting) -> Judgement | None:
    """Return why a figure is told of the wrong arm, or a comparison the wrong way round; None if neither is."""
    told = shares_by_arm(claim)
    offered = [pair for statement in setting.passage for pair in shares_by_arm(statement)] if told else []
    if len({share.arm for share in offered}) > 1:
        for share in told:
            figure, arm = share.quantity, share.arm
            if figure.bound is not Bound.EXACT or figure.unit not in {Unit.PERCENT, Unit.PLAIN, Unit.PERSON}:
                continue
            own = [o.arm for o in offered if carries(o.quantity, figure) or carries(figure, o.quantity)]
            if own and not any(arm.may_be(theirs) for theirs in own):
                why = f"The source gives {figure.text} for {_told(own[0])}, not for {_told(arm)}."
                return judgement(Support.NO, why, window)
    if told:
        limits = {limit for statement in setting.passage for limit in _thresholds(statement.text)}
        shares = {o.quantity.value for o in offered}
        for share in told:
            if share.before_it and share.quantity.value in limits - shares and share.quantity.unit is Unit.PERCENT:
                return judgement(
                    Support.NO, f"The source has {share.quantity.text} as a limit, not as a share.", window
                )
        for limit in _thresholds(claim.text):
            if limits and limit in shares - limits:
                return judgement(Support.NO, f"The source has {limit:g}% as a share, not as a limit.", window)
    return _turned_round(claim, window)


def _told(arm: Arm) -> str:
    return " ".join(part for part in (arm.drug or "the other group", f"{arm.dose} mg" if arm.dose else "") if part)


_MORE = {"more": 1, "higher": 1, "greater": 1, "better": 1, "larger": 1, "longer": 1, "faster": 1, "oftener": 1}
_LESS = {"less": -1, "lower": -1, "fewer": -1, "worse": -1, "smaller": -1, "shorter": -1, "slower": -1}
_SIGNS = _MORE | _LESS
_THAN = re.compile(r"\bthan\b|, compared (?:with|to)\b", re.IGNORECASE)
_SWITCHED = re.compile(
    r"\b(?:switch\w*|chang\w*|moved?) (?:\w+ ){0,3}?from (\w+)(?: [\w.]+){0,3}? to (\w+)", re.IGNORECASE
)


@dataclass(frozen=True)
class _Comparison:
    left: str
    right: str
    sign: int  # +1 more, −1 less, 0 where neither word stands there


def _comparisons(statement: Statement) -> list[_Comparison]:
    text = statement.text
    arms = [found for found in sorted(_arms(statement), key=lambda f: f.start) if found.arm and found.arm.drug]
    found: list[_Comparison] = []
    for match in _THAN.finditer(text):
        left = next((a.arm.drug for a in reversed(arms) if a.arm and a.end <= match.start()), "")
        right = next((a.arm.drug for a in arms if a.arm and a.start >= match.end()), "")
        words = re.findall(r"[a-z]+", text[: match.start()].lower())
        sign = next((_SIGNS[word] for word in reversed(words[-12:]) if word in _SIGNS), 0)
        if left and right and left != right:
            found.append(_Comparison(left, right, sign))
    for match in _SWITCHED.finditer(text):
        if {match.group(1), match.group(2)} <= statement.drugs:
            found.append(_Comparison(match.group(1), match.group(2), 0))
    return found


def _turned_round(claim: Statement, window: Window) -> Judgement | None:
    """ "More with A than with B" for "more with B than with A"; where figures stand, their arms decide."""
    if _FIGURE.search(claim.text) and not re.search(r"\bthan\b|\bfrom\b", claim.text):
        return None
    said = [each for statement in window.statements for each in _comparisons(statement)]
    for ours in _comparisons(claim):
        same = any((o.left, o.right, o.sign) == (ours.left, ours.right, ours.sign) for o in said)
        mirrored = ours.sign and any((o.left, o.right, o.sign) == (ours.right, ours.left, -ours.sign) for o in said)
        turned = any((o.left, o.right, o.sign) == (ours.right, ours.left, ours.sign) for o in said)
        if turned and not same and not mirrored:
            return judgement(
                Support.NO, f"The source compares {ours.right} with {ours.left} the other way round.", window
            )
    return None
