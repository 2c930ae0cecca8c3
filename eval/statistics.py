"""Intervals and paired comparisons for shares, with their sources."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_Z = 1.959964  # 95%, two-sided
_Z_POWER = 0.841621  # 80%
_RESAMPLES = 10_000


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.1%} to {self.high:.1%}"


@dataclass(frozen=True)
class Paired:
    """Two bots on the same cases: how often each passed where the other failed, and what follows."""

    n: int
    a: float  # share passed, 0 to 1
    b: float
    only_a: int
    only_b: int
    difference: Interval  # of b − a, bootstrap
    p: float  # McNemar, exact
    smallest: float | None  # difference that n cases find four times in five; None where nothing differs

    @property
    def verdict(self) -> str:
        if self.difference.low <= 0 <= self.difference.high:
            return "statistically tied"
        return "B is better" if self.difference.low > 0 else "A is better"


def wilson(passed: int, scored: int) -> Interval | None:
    """Return the 95% interval of a share; None for an empty set, which has none.

    Source: Wilson, J Am Stat Assoc 1927;22:209.
    """
    if not scored:
        return None
    share = passed / scored
    spread = _Z * math.sqrt(share * (1 - share) / scored + _Z**2 / (4 * scored**2))
    middle = share + _Z**2 / (2 * scored)
    whole = 1 + _Z**2 / scored
    return Interval((middle - spread) / whole, (middle + spread) / whole)


def compare(a: Sequence[bool], b: Sequence[bool], *, seed: int = 0) -> Paired | None:
    """Return the paired comparison of two lists of verdicts on the same cases; None for none.

    Sources: McNemar, Psychometrika 1947;12:153 (exact form); Efron & Tibshirani 1993 (percentile bootstrap over
    cases); the smallest difference after Miettinen, Biometrics 1968;24:339.

    Raises:
        ValueError: the lists are not of one length.
    """
    if len(a) != len(b):
        raise ValueError(f"paired verdicts need equal lists, got {len(a)} and {len(b)}")
    n = len(a)
    if not n:
        return None
    difference = np.array(b, dtype=float) - np.array(a, dtype=float)
    drawn = np.random.default_rng(seed).integers(0, n, size=(_RESAMPLES, n))
    low, high = np.quantile(difference[drawn].mean(axis=1), [0.025, 0.975])
    only_a, only_b = int((difference < 0).sum()), int((difference > 0).sum())
    discordant = (only_a + only_b) / n
    return Paired(
        n=n,
        a=sum(a) / n,
        b=sum(b) / n,
        only_a=only_a,
        only_b=only_b,
        difference=Interval(float(low), float(high)),
        p=_mcnemar(only_a, only_b),
        smallest=(_Z + _Z_POWER) * math.sqrt(discordant / n) if discordant else None,
    )


def kappa(ours: Sequence[bool], theirs: Sequence[bool]) -> float | None:
    """Return Cohen's kappa of two raters; None where chance alone agrees always (one class only).

    Source: Cohen, Educ Psychol Meas 1960;20:37.
    """
    n = len(ours)
    if not n or n != len(theirs):
        return None
    agreed = sum(x == y for x, y in zip(ours, theirs, strict=True)) / n
    yes_ours, yes_theirs = sum(ours) / n, sum(theirs) / n
    chance = yes_ours * yes_theirs + (1 - yes_ours) * (1 - yes_theirs)
    return None if chance == 1 else (agreed - chance) / (1 - chance)


def _mcnemar(only_a: int, only_b: int) -> float:
    """Return the exact two-sided p: a fair coin tossed once for each case on which the two differ."""
    n, fewer = only_a + only_b, min(only_a, only_b)
    if not n:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(fewer + 1)) / float(2**n)
    return min(1.0, 2 * tail)
