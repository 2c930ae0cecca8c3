"""Every figure of a digest traces to a fact of corpus/facts.jsonl, to the card, or to a stated calculation."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.answers.coverage import coverage_table, sources_table, stale
from bot.articles import read_article
from bot.lexicon import load_lexicon
from bot.types import Article, Role
from bot.verify.conflicts import load_conflicts

ROOT = Path(__file__).parents[2]
ARTICLES = sorted((ROOT / "corpus" / "articles").glob("*.md"))
FACTS = {
    row["id"]: row
    for row in map(json.loads, (ROOT / "corpus" / "facts.jsonl").read_text(encoding="utf-8").splitlines())
}
# Facts that no article tells, and why.
UNTOLD = {"UPA-EU-11": "the superseded draft of NICE TA814: the final guidance says otherwise"}
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SPELLED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "half": 2, "first": 1, "second": 2, "third": 3, "fourth": 4, "ninth": 9, "twice": 2,
}  # fmt: skip


def figures(text: str) -> set[float]:
    """Return the figures of a text; thousands may be set apart by a comma."""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    spelled = {float(value) for word, value in _SPELLED.items() if re.search(rf"\b{word}\b", plain, re.IGNORECASE)}
    return {float(figure) for figure in _FIGURE.findall(plain)} | spelled


def with_facts() -> list[Article]:
    return [article for article in map(read_article, ARTICLES) if article.card.facts]


@pytest.mark.parametrize("article", with_facts(), ids=lambda article: article.card.id)
def test_every_figure_is_in_a_fact(article: Article) -> None:
    """No number came from anywhere else."""
    card = article.card
    unknown = set(card.facts) - FACTS.keys()
    assert unknown == set()
    rows = [FACTS[key] for key in card.facts]
    fields = ("claim", "value", "population", "design", "n", "source_title", "source_org", "year", "read_on", "note")
    allowed = figures(" ".join(str(row[field]) for row in rows for field in fields))
    allowed |= figures(" ".join(derived.figure for derived in card.derived))
    allowed |= figures(f"{card.title} {card.container} {card.year} {card.retrieved}")
    told = figures(" ".join(p.text for p in article.passages)) - {float(v) for v in (0, 1, 2)}
    digits = {float(f) for p in article.passages for f in _FIGURE.findall(re.sub(r"(?<=\d),(?=\d{3}\b)", "", p.text))}
    assert (told & digits) - allowed == set()


@pytest.mark.parametrize("article", with_facts(), ids=lambda article: article.card.id)
def test_derived_figures_say_how(article: Article) -> None:
    """A figure that we worked out names its own ingredients, and they are in the facts."""
    rows = [FACTS[key] for key in article.card.facts]
    known = figures(" ".join(f"{row['value']} {row['claim']} {row['n']} {row['note']}" for row in rows)) | {1.0, 100.0}
    for derived in article.card.derived:
        assert figures(derived.how) & known, derived.figure


def test_every_fact_is_told_or_left_out_for_a_reason() -> None:
    """A checked fact does not get lost."""
    told = {key for article in with_facts() for key in article.card.facts}
    assert told | UNTOLD.keys() == FACTS.keys()
    assert told & UNTOLD.keys() == set()


def test_the_register_is_the_checked_one(shared: Path) -> None:
    """What stands in corpus/facts.jsonl is what was checked, word for word."""
    checked = {}
    for line in (shared / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            checked[row["id"]] = row
    for key, row in FACTS.items():
        if key in checked:
            assert row == {field: checked[key][field] for field in row}


def test_the_pages_made_from_the_corpus_are_up_to_date() -> None:
    """corpus/SOURCES.md and docs/coverage.md say what the cards say; `make docs` makes them."""
    articles = [read_article(path) for path in ARTICLES]
    lexicon = load_lexicon(ROOT / "corpus" / "lexicon.toml")
    assert (ROOT / "corpus" / "SOURCES.md").read_text(encoding="utf-8").endswith(sources_table(articles) + "\n")
    assert (
        (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").endswith(coverage_table(articles, lexicon) + "\n")
    )


def test_old_sources_are_listed_oldest_first() -> None:
    """`litotes sources --stale DAYS`: what was read longer ago than that."""
    articles = [read_article(path) for path in ARTICLES]
    read_on = max(article.card.retrieved for article in articles)

    assert stale(articles, days=2, today=read_on) == ()  # the newest was read two days after the others
    assert len(stale(articles, days=30, today=read_on + timedelta(days=31))) == len(articles)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_link_is_well_formed(path: Path) -> None:
    """A reader can follow it."""
    card = read_article(path).card
    assert re.fullmatch(r"https?://[\w.-]+\.[a-z]{2,}(?:/[^\s<>\"']*)?", card.link)


def test_every_approval_says_where_and_when() -> None:
    """A sentence on approval or dose names a region or a regulator, and a date."""
    articles = [read_article(path) for path in ARTICLES]
    told = [s.text for a in articles for p in a.passages if p.role is Role.REGULATORY for s in p.sentences]
    assert told
    for text in told:
        if affirms_any_approval(text):
            assert re.search(r"\b(?:US|EU|UK|Hong Kong|NHS|FDA|EMA)\b", text), text
            assert re.search(r"\b20\d\d\b", text), text


def affirms_any_approval(text: str) -> bool:
    told = re.search(r"\bapproved\b|\blicensed\b|gives a(?: \w+)? dose", text)
    return told is not None and not re.search(r"\b(?:not|no|uncertain)\b", text)


def test_every_known_conflict_has_its_sides() -> None:
    """corpus/conflicts.toml points at sentences that exist, each of them once."""
    articles = [read_article(path) for path in ARTICLES]
    assert len(load_conflicts(ROOT / "corpus" / "conflicts.toml", articles)) >= 10
