"""What cannot be constructed, because a reader relies on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from bot.types import Answer, Certainty, Citation, Claim, ClaimKind, Outcome, Reason, Strength

CITATION = Citation(
    source_id="a", passage_id="a#in-short-1", quote="X fell.", start=0, end=7, url="https://example.org"
)


def claim(**changes: Any) -> Claim:
    fields: dict[str, Any] = {
        "text": "X fell.",
        "kind": ClaimKind.EFFICACY,
        "strength": Strength.UNCERTAIN,
        "licensed": Strength.UNCERTAIN,
        "citations": (CITATION,),
    }
    return Claim(**(fields | changes))


def test_a_claim_without_a_citation_cannot_be_constructed() -> None:
    """An uncited sentence has no place in an answer."""
    with pytest.raises(ValidationError, match="citations"):
        claim(citations=())


def test_a_claim_stronger_than_its_licence_cannot_be_constructed() -> None:
    """The promise is a property of the type, not of the code that builds it."""
    with pytest.raises(ValidationError, match="licenses 'uncertain'"):
        claim(strength=Strength.DOES)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"disclaimers": ()}, "disclaimers"),
        ({"disclaimers": ("",)}, "disclaimers"),
        ({"disclaimers": ("A disclaimer that the text lacks.",)}, "lacks its disclaimer"),
        ({"claims": ()}, "at least one claim"),
        ({"reason": Reason.NOT_COVERED}, "does not go with reason"),
        ({"outcome": Outcome.URGENT, "reason": Reason.EMERGENCY}, "urgent outcome"),
        ({"sources": ()}, "not listed as a source"),
    ],
)
def test_an_answer_that_lacks_a_part_cannot_be_constructed(
    changes: dict[str, Any], message: str, ask: Callable[[str], Answer]
) -> None:
    """No surface can show an answer without its disclaimers, sources or claims."""
    whole = ask("Does dupilumab cause hair loss?").model_dump()

    with pytest.raises(ValidationError, match=message):
        Answer(**(whole | changes))


def test_steps_of_strength_and_certainty_are_ordered() -> None:
    """Comparisons follow the order of the design, weakest first."""
    assert sorted(Strength, reverse=True)[0] is Strength.ABSOLUTE
    assert Strength.UNCERTAIN < Strength.ASSOCIATION < Strength.MAY < Strength.PROBABLY < Strength.DOES
    assert max(Certainty) is Certainty.HIGH
    with pytest.raises(TypeError):
        assert Strength.MAY < Certainty.HIGH  # type: ignore[operator]  # because that is the point
