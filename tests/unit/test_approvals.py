"""What a sentence says of an approval, and of which region."""

from __future__ import annotations

import pytest

from bot.lexicon import Lexicon
from bot.questions.approvals import affirms_any, affirms_approval, is_asked_for, place_in_order
from bot.text.regions import regions_in


@pytest.mark.parametrize(
    ("text", "affirmed"),
    [
        ("In the US, upadacitinib is approved for eczema, if other medicines did not control it well enough.", True),
        ("In the US, upadacitinib is approved for eczema.", True),
        ("Upadacitinib is not approved for eczema, where other medicines failed.", False),
        ("It is uncertain whether upadacitinib is approved for eczema.", False),
        ("The maker asked the FDA to approve upadacitinib for eczema.", False),
    ],
)
def test_a_condition_on_use_denies_no_approval(text: str, affirmed: bool, lexicon: Lexicon) -> None:
    """ "If others did not control it" says for whom, not that it is not approved."""
    assert affirms_approval(text, "atopic dermatitis", lexicon) is affirmed
    assert affirms_any(text) is affirmed


def test_a_request_is_known_as_one() -> None:
    assert is_asked_for("In February, AbbVie said that it had asked the FDA in the US to approve it for vitiligo.")
    assert not is_asked_for("The FDA approved it for vitiligo.")


def test_the_newest_counted_use_is_found() -> None:
    assert place_in_order("The FDA approved it for giant cell arteritis, its ninth use there.") == 9
    assert place_in_order("It is approved for eczema.") == 0


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("uk patient here", {"UK"}),
        ("opzelura europe", {"EU"}),
        ("will the nhs pay", {"UK"}),
        ("does it help us both, that would be nice", set()),  # neither a country nor an institute
        ("in the US and by NICE", {"US", "UK"}),
    ],
)
def test_regions_are_read_in_small_letters_where_they_are_no_words(text: str, regions: set[str]) -> None:
    assert regions_in(text) == regions
