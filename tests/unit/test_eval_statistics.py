"""Intervals and paired comparisons, against tables worked by hand and by published examples."""

from __future__ import annotations

import pytest

from eval.statistics import compare, kappa, wilson


def test_an_empty_set_has_no_share() -> None:
    """No cases, no interval; and a known one, by hand: 0 of 20 is 0 to 16.1%."""
    assert wilson(0, 0) is None
    interval = wilson(0, 20)
    assert interval
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.0, 0.161)


def test_a_paired_comparison_by_hand() -> None:
    """Of 40 cases, A alone passes 1 and B alone passes 9: the exact McNemar p is 2·(1+10)/2¹⁰ = 0.0215."""
    a = [True] * 20 + [True] + [False] * 9 + [False] * 10
    b = [True] * 20 + [False] + [True] * 9 + [False] * 10
    paired = compare(a, b)
    assert paired
    assert (paired.only_a, paired.only_b) == (1, 9)
    assert round(paired.p, 4) == 0.0215
    assert round(paired.b - paired.a, 3) == 0.2
    assert paired.verdict == "B is better"


def test_what_is_the_same_is_tied() -> None:
    """No difference, no direction; a small one of few cases is tied too, and says what it could have found."""
    same = compare([True, False, True], [True, False, True])
    assert same
    assert (same.verdict, same.p, same.smallest) == ("statistically tied", 1.0, None)
    near = compare([True] * 19 + [False], [True] * 20)
    assert near
    assert near.verdict == "statistically tied"
    assert near.smallest
    assert near.smallest > 0.1


def test_a_comparison_is_the_same_on_a_rerun() -> None:
    """The bootstrap is seeded."""
    a, b = [True, False] * 30, [True] * 40 + [False] * 20
    assert compare(a, b) == compare(a, b)


def test_a_comparison_needs_pairs() -> None:
    """Different lengths are no pairs; none at all is nothing to compare."""
    with pytest.raises(ValueError, match="equal lists"):
        compare([True], [])
    assert compare([], []) is None


def test_kappa_by_hand() -> None:
    """Cohen's own layout: 20 both yes, 5 and 10 apart, 15 both no: 0.7 agreed, 0.5 by chance, kappa 0.4."""
    ours = [True] * 20 + [True] * 5 + [False] * 10 + [False] * 15
    theirs = [True] * 20 + [False] * 5 + [True] * 10 + [False] * 15
    assert round(kappa(ours, theirs) or 0, 3) == 0.4
    assert kappa([True, True], [True, True]) is None
