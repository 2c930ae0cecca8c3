"""The digests read easily: Flesch-Kincaid as a proxy, with the names of drugs and diseases left out."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pytest
import textstat

from bot.articles import read_article
from bot.lexicon import Lexicon

ARTICLES = sorted((Path(__file__).parents[2] / "corpus" / "articles").glob("*.md"))
_MEDIAN = 8.0
_HIGHEST = 10.0


def grade(path: Path, lexicon: Lexicon) -> float:
    """Return the grade of an article's prose; names and figures count as words of one syllable."""
    prose = " ".join(s.text for p in read_article(path).passages if not p.header for s in p.sentences)
    for mention in reversed(lexicon.mentions(prose)):
        prose = f"{prose[: mention.start]}drug{prose[mention.end :]}"
    plain = re.sub(r"\d+%?", "ten", re.sub(r"(?<=\d)[.,](?=\d)", "", re.sub(r"[-–]", " ", prose)))
    return float(textstat.flesch_kincaid_grade(plain))


@pytest.fixture(scope="module")
def grades(lexicon: Lexicon) -> dict[str, float]:
    return {path.stem: grade(path, lexicon) for path in ARTICLES}


def test_half_of_the_digests_read_at_grade_eight_or_lower(grades: dict[str, float]) -> None:
    """A reader of 13 to 14 follows the typical one."""
    assert round(statistics.median(grades.values()), 1) <= _MEDIAN


def test_no_digest_reads_above_grade_ten(grades: dict[str, float]) -> None:
    """The hardest one is still for school."""
    assert {name: value for name, value in grades.items() if round(value, 1) > _HIGHEST} == {}
