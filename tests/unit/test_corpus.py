"""The five articles: figures against the seeds, no borrowed sentences, nothing of the pages around them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.articles import table_cells
from bot.check.digests import faults_of
from bot.lexicon import Lexicon
from bot.types import Article

SEEDS = {
    "medicalhalo-vitiligo": "000_17b35097e0bdd610.txt",
    "mdnewsline-2023-face-neck": "001_4ac9461e2e7383c8.txt",
    "du-2024-ppp": "002_d4f3431204ff58b1.txt",
    "zheng-2024-ppp": "003_bcd9dd8e45e18574.txt",
    "carnicle-2019-dupilumab-hair": "004_203cb4c55c5ddc2d.txt",
}
_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?")
_BORROWED = 8  # consecutive words, names and figures aside


def body(article: Article) -> str:
    return "\n".join(passage.text for passage in article.passages)


def test_every_digest_sentence_could_stand_in_an_answer(articles: tuple[Article, ...], lexicon: Lexicon) -> None:
    """The corpus is held to the rules of an answer: `litotes sources --check`."""
    assert faults_of(articles, lexicon) == []


def test_the_table_of_the_20_people_is_the_letters(articles: tuple[Article, ...], shared: Path) -> None:
    """Rows broken over lines in the source are whole here: case 6 is 22.2 → 1.1 and nobody else."""
    seed = (shared / "seeds" / SEEDS["zheng-2024-ppp"]).read_text(encoding="utf-8")
    table = seed[seed.index("Table 2: Upadacitinib treatment") : seed.index("N: none; PPPASI")]
    # A row opens with its case number and dose; the figures follow, perhaps some lines later.
    opened = re.split(r"\n(?=\d{1,2} \d{2} mg )", table)[1:]
    expected = {}
    for row in opened:
        case, dose = re.match(r"(\d+) (\d+ mg)", row).groups()  # type: ignore[union-attr]  # because the split made it so
        pga_before, pga_after, before, after = re.search(  # type: ignore[union-attr]  # because a row without figures is a fault
            r"(?:^|\s)(\d) (\d) (\d+(?:\.\d)?) (\d+(?:\.\d)?) (?:N|Transient)", row
        ).groups()
        expected[case] = (dose, pga_before, pga_after, before, after)

    zheng = next(article for article in articles if article.card.id == "zheng-2024-ppp")
    found = {}
    for passage in zheng.passages:
        for row in passage.sentences if passage.header else ():
            cells = table_cells(row.text)
            found[cells[0]] = cells[3:8]

    assert len(expected) == 20
    assert found == expected
    assert found["6"] == ("15 mg", "4", "1", "22.2", "1.1")


def test_the_derived_counts_follow_from_the_table(articles: tuple[Article, ...]) -> None:
    """What the digest says about the table is what the table says."""
    zheng = next(article for article in articles if article.card.id == "zheng-2024-ppp")
    rows = [table_cells(row.text) for p in zheng.passages if p.header for row in p.sentences]
    before = [float(row[6]) for row in rows]
    after = [float(row[7]) for row in rows]
    cleared = [row[0] for row, score in zip(rows, after, strict=True) if score == 0]
    ninety = sum(end <= 0.1 * start for start, end in zip(before, after, strict=True))
    by_dose = {
        dose: (sum(float(r[7]) == 0 for r in rows if r[3] == dose), sum(r[3] == dose for r in rows))
        for dose in ("15 mg", "30 mg", "45 mg")
    }

    assert cleared == ["1", "2", "4", "5", "7", "8", "12", "18"]
    assert ninety == 14
    assert by_dose == {"15 mg": (7, 16), "30 mg": (0, 3), "45 mg": (1, 1)}
    assert round(sum(before) / 20, 2) == 17.69
    assert round(sum(after) / 20, 2) == 1.27
    assert sum(int(row[2]) for row in rows) / 20 == 49.7
    assert sum(row[1] == "man" for row in rows) == 6


@pytest.mark.parametrize("people", [6, 20, 28])
def test_the_upper_limits_are_computed(people: int, articles: tuple[Article, ...]) -> None:
    """0 of n still fits a rate of up to 1 − 0.05^(1/n)."""
    article = next(a for a in articles if a.card.participants == people)
    limit = f"about {round(100 * (1 - 0.05 ** (1 / people)))}%"
    assert limit in body(article)
    assert limit in [derived.figure for derived in article.card.derived]


@pytest.mark.parametrize("source_id", sorted(SEEDS))
def test_every_figure_is_the_sources_or_derived(source_id: str, articles: tuple[Article, ...], shared: Path) -> None:
    """A number in a digest traces to its seed, to the card, or to a stated calculation."""
    seed = (shared / "seeds" / SEEDS[source_id]).read_text(encoding="utf-8")
    article = next(a for a in articles if a.card.id == source_id)
    card = article.card
    allowed = set(re.findall(r"\d+(?:\.\d+)?", seed))
    allowed |= set(re.findall(r"\d+(?:\.\d+)?", " ".join(d.figure + d.how for d in card.derived)))
    allowed |= {str(card.year or 0), *map(str, (card.retrieved.year, card.retrieved.month, card.retrieved.day))}
    allowed |= set(re.findall(r"\d+(?:\.\d+)?", " ".join(card.inconsistencies)))
    spelled = {"fourth": "4", "six": "6", "three": "3", "eight": "8", "two": "2", "one": "1", "half": "2"}
    allowed |= {digit for word, digit in spelled.items() if re.search(rf"\b{word}\b", seed, re.IGNORECASE)}
    allowed |= {"0"}  # "0 of n" restates "none"
    used = set(re.findall(r"\d+(?:\.\d+)?", body(article)))
    assert {float(figure) for figure in used} - {float(figure) for figure in allowed} == set()


def test_no_sentence_is_borrowed(articles: tuple[Article, ...], shared: Path) -> None:
    """No run of eight words is the source's own, names and figures aside."""
    names = re.compile(
        r"upadacitinib|dupilumab|palmoplantar pustulosis|rheumatoid arthritis|psoriatic arthritis|ulcerative colitis"
        r"|atopic dermatitis|alopecia areata|indian journal of dermatology, venereology and leprology"
        r"|journal of dermatological treatment|acitretin|tripterygium wilfordii|cyclosporine|ciclosporin|methotrexate",
        re.IGNORECASE,
    )
    for article in articles:
        if article.card.id not in SEEDS:
            continue
        seed = (shared / "seeds" / SEEDS[article.card.id]).read_text(encoding="utf-8")
        theirs = _WORDS.findall(names.sub(" ", seed).casefold())
        runs = {tuple(theirs[at : at + _BORROWED]) for at in range(len(theirs) - _BORROWED + 1)}
        for passage in article.passages:
            for sentence in passage.sentences:
                ours = _WORDS.findall(names.sub(" ", sentence.text).casefold())
                for at in range(len(ours) - _BORROWED + 1):
                    assert tuple(ours[at : at + _BORROWED]) not in runs, sentence.text


def test_nothing_of_the_pages_around_the_sources_is_evidence(articles: tuple[Article, ...]) -> None:
    """Forum posts, menus and adverts came along; none of them is in a passage."""
    furniture = re.compile(
        r"xeljanz|olumiant|finasteride|minoxidil|upvote|community|forum|nail psoriasis|transdermal|skip to"
        r"|fbpx|免责|\.jpeg"
        r"|missing puzzle piece|discuss this study",
        re.IGNORECASE,
    )
    for article in (article for article in articles if article.card.id in SEEDS):
        for passage in article.passages:
            assert not furniture.search(passage.text), passage.text


def test_the_known_inconsistencies_are_recorded(articles: tuple[Article, ...]) -> None:
    """The letter of 20 people disagrees with its own table, and the card says where."""
    cards = {article.card.id: article.card for article in articles}
    zheng = " ".join(cards["zheng-2024-ppp"].inconsistencies)
    for sign in ("PPPASI 90", "PPPASI 100", "Mean age", "two people", "psoriatic arthritis", "angina", "case 19"):
        assert sign in zheng
    assert "Chinese" in " ".join(cards["medicalhalo-vitiligo"].provenance)
