"""Known disagreements: read from a file, found in claims, completed by their other sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ArticleError
from bot.types import Article, Citation, Claim, ClaimKind, Strength
from bot.verify.conflicts import Conflict, in_dispute, load_conflicts, touched, untold_sides

ROOT = Path(__file__).parents[2]
ENTRY = """
[[conflict]]
id = "x"
about = "what was found"
kind = "figures"
sides = [{{ source = "{source}", says = "{says}" }}, {{ source = "zheng-2024-ppp", says = "about 0.01% to 0.05%" }}]
"""


@pytest.fixture(scope="module")
def conflicts(articles: tuple[Article, ...]) -> tuple[Conflict, ...]:
    return load_conflicts(ROOT / "corpus" / "conflicts.toml", articles)


def quoting(conflict: Conflict, side: int) -> Claim:
    """Return a claim that quotes one side of a conflict."""
    told = conflict.sides[side]
    source = told.binding.passage_id.split("#")[0]
    cited = Citation(
        source_id=source,
        passage_id=told.binding.passage_id,
        quote=told.text,
        start=told.start,
        end=told.end,
        url="https://example.org",
    )
    return Claim(
        text=told.text,
        kind=ClaimKind.DESCRIPTIVE,
        strength=Strength.NONE,
        licensed=Strength.DOES,
        citations=(cited,),
    )


def test_a_claim_that_takes_a_side_calls_for_the_others(conflicts: tuple[Conflict, ...]) -> None:
    """One side told, the other is owed; both told, none is."""
    conflict = next(each for each in conflicts if each.id == "heads-up-easi-75")
    one, other = quoting(conflict, 0), quoting(conflict, 1)

    assert conflict in touched(conflicts, [one])
    assert [each.text for each in untold_sides([conflict], [one])] == [conflict.sides[1].text]
    assert untold_sides([conflict], [one, other]) == ()
    assert touched(conflicts, []) == ()


def test_other_figures_put_sources_in_dispute_and_another_version_does_not(conflicts: tuple[Conflict, ...]) -> None:
    """A corrected report that keeps its lead contradicts nothing."""
    figures = next(each for each in conflicts if each.id == "brave-aa1")
    versions = next(each for each in conflicts if each.id == "heads-up-versions")

    assert in_dispute([figures], [quoting(figures, 1)]) == {"brave-aa-baricitinib", "baricitinib-fda-figures-2022"}
    assert in_dispute([versions], [quoting(versions, 1)]) == frozenset()
    assert in_dispute(conflicts, []) == frozenset()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.format(source="zheng-2024-ppp", says="no such words"), "0 sentences"),
        (ENTRY.format(source="zheng-2024-ppp", says="20 people"), "it must be exactly one"),
        ("[[conflict]\n", "malformed"),
        ('[[conflict]]\nid = "x"\n', "malformed"),
    ],
)
def test_a_bad_entry_says_what_to_do(text: str, message: str, tmp_path: Path, articles: tuple[Article, ...]) -> None:
    """A side must be one sentence that exists."""
    path = tmp_path / "conflicts.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ArticleError, match=message):
        load_conflicts(path, articles)


def test_a_corpus_without_the_file_has_no_conflicts(tmp_path: Path, articles: tuple[Article, ...]) -> None:
    """The file is optional."""
    assert load_conflicts(tmp_path / "conflicts.toml", articles) == ()
