"""Lists of words written as prose is: one string, a space between two words."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def word_pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of "ing: ies:y" in order: ("ing", ""), ("ies", "y")."""
    return tuple((left, right) for left, _, right in (pair.partition(":") for pair in text.split()))
