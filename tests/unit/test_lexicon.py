"""Names: brands, synonyms and misspellings become one name; one real name never becomes another."""

from __future__ import annotations

import itertools
import string
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.lexicon import Lexicon, NameKind, load_lexicon


def names(lexicon: Lexicon, text: str) -> list[str]:
    return [mention.name for mention in lexicon.mentions(text, fuzzy=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Does Rinvoq help?", ["upadacitinib"]),
        ("upadatinib and UPADACITINIB", ["upadacitinib", "upadacitinib"]),
        ("is upadacytinib ok", ["upadacitinib"]),
        ("my dupixant pen", ["dupilumab"]),
        ("dupliumab", ["dupilumab"]),
        ("PPP, ppp", ["palmoplantar pustulosis"] * 2),
        ("my exzema", ["atopic dermatitis"]),
        ("AD is bad, an ad is not", ["atopic dermatitis"]),
        ("face-and-neck eczema", ["face and neck eczema"]),
        ("eczema on my face and neck", ["face and neck eczema"]),
        ("my hair is falling out", ["hair loss"]),
        ("Janus kinase inhibitors", ["JAK inhibitors"]),
        ("vitaligo", ["vitiligo"]),
        ("Xeljanz or Olumiant", ["tofacitinib", "baricitinib"]),
        ("ruxolitinib", ["ruxolitinib cream"]),
        ("zorbatinib", ["zorbatinib"]),
        ("the letter was better", []),
        ("", []),
    ],
)
def test_names_are_found_as_people_write_them(text: str, expected: list[str], lexicon: Lexicon) -> None:
    """What is typed is not what is printed."""
    assert names(lexicon, text) == expected


def test_offsets_lead_to_the_words_as_written(lexicon: Lexicon) -> None:
    """A mention can be shown where it stands."""
    text = "Is Rinvoq good for exzema?"
    assert [text[m.start : m.end] for m in lexicon.mentions(text, fuzzy=True)] == ["Rinvoq", "exzema"]


def one_letter_off(word: str) -> list[str]:
    pairs = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    gone = [left + right[1:] for left, right in pairs if right]
    swapped = [left + right[1] + right[0] + right[2:] for left, right in pairs if len(right) > 1]
    other = [left + letter + right[1:] for left, right in pairs if right for letter in "aeioz"]
    return [*gone, *swapped, *other]


def test_a_misspelling_never_becomes_another_real_name(lexicon: Lexicon) -> None:
    """Every one-letter slip in every listed drug leads back to that drug, or nowhere."""
    drugs = {m.name: m for n in known_drugs(lexicon) for m in lexicon.mentions(n) if m.kind is NameKind.DRUG}
    wrong = []
    for name, mention in drugs.items():
        if not name.isalpha() or len(name) < 6:
            continue
        for slip in one_letter_off(name.casefold()):
            for found in lexicon.mentions(slip, fuzzy=True):
                if found.name.casefold() not in {mention.name.casefold(), slip}:
                    wrong.append((name, slip, found.name))
    # Spellings of one substance that differ by a letter are one drug in two countries.
    assert [each for each in wrong if {each[0][:10], each[2][:10]} != {"cyclospori"[:10]}] == []


def known_drugs(lexicon: Lexicon) -> list[str]:
    return [key for key, (_, kind, _) in lexicon._by_spelling.items() if kind is NameKind.DRUG]


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        ("atopic dermatitis", ["face and neck eczema"], True),
        ("face and neck eczema", ["atopic dermatitis"], False),
        ("JAK inhibitors", ["upadacitinib"], True),
        ("upadacitinib", ["JAK inhibitors"], False),
        ("hair loss", ["alopecia areata"], True),
        ("vitiligo", [], False),
    ],
)
def test_a_narrower_name_covers_its_wider_one_only(
    asked: str, listed: list[str], expected: bool, lexicon: Lexicon
) -> None:
    """Evidence on the part is evidence on the whole that was asked about; not the other way."""
    assert lexicon.covers(asked, listed) is expected


def test_evidence_is_never_read_with_corrections(lexicon: Lexicon) -> None:
    """A misspelt name in a source stays what it says."""
    assert lexicon.mentions("dupliumab") == ()


def test_a_missing_or_broken_lexicon_says_what_to_do(tmp_path: Path) -> None:
    """Without names there is no gate."""
    with pytest.raises(SettingsError, match="restore it"):
        load_lexicon(tmp_path / "none.toml")
    broken = tmp_path / "lexicon.toml"
    broken.write_text("[[drug]]\nnane = 'x'\n")
    with pytest.raises(SettingsError, match="correct that entry"):
        load_lexicon(broken)


def test_no_ordinary_word_is_a_misspelling(lexicon: Lexicon) -> None:
    """Short common words near a name stay words."""
    words = "exam zebra rival viral digital patients eczematous duplicate letter study people rinse vertigo".split()
    found = {word: names(lexicon, word) for word in words}
    assert {word: hit for word, hit in found.items() if hit} == {}
    assert list(itertools.chain.from_iterable(names(lexicon, letter) for letter in string.ascii_letters)) == []
