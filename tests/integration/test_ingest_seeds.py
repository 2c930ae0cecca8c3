"""Raw documents from the web, served without review: what came along with them is never evidence, nor their hopes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.articles import read_corpus, table_cells
from bot.ingest.ingesting import Done, files_of, ingest
from bot.ingest.shelf import Shelf
from bot.pipeline import open_bot
from bot.settings import load_settings
from bot.types import Answer, Article, Certainty, Outcome, Status

QUESTIONS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "Is upadacitinib safe and effective for palmoplantar pustulosis?",
    "Is upadacitinib safe?",
    "What was the PPPASI before and after treatment in the 28 patients?",
    "How many patients reached PPPASI 90?",
    "How many patients reached PPPASI 100?",
    "What happened to case 6?",
    "What happened to case 4?",
    "Who is case 18?",
    "Does dupilumab cause hair loss?",
    "What do people in forums say about dupilumab and hair loss?",
    "Is Olumiant an alternative for alopecia areata?",
    "Does finasteride with minoxidil help alopecia areata?",
    "Does upadacitinib help face and neck eczema?",
    "Could upadacitinib be the missing piece for my eczema?",
    "Did anyone have bad reactions to upadacitinib in the eczema study?",
    "Can upadacitinib treat vitiligo?",
    "Is upadacitinib approved for vitiligo?",
    "Does triamcinolone help nail psoriasis?",
    "Does the study confirm the therapeutic value of upadacitinib?",
    "What did the study of 20 patients conclude?",
    "What did the study of 28 patients conclude?",
)
NEVER = (
    "missing puzzle piece",
    "confirming the therapeutic value",
    "safe and effective",
    "you may also like",
    "transdermal",
    "nail psoriasis",
    "skip to main content",
    "upvotes",
    "xeljanz trial",
    "finasteride",
    "minoxidil",
    "college student",
    "a user with",
    "join",
    "tldr",
    "免责声明",
    ".jpeg",
    "image of study",
    "no one had any bad reactions",
    "is effective in relieving",
    "discuss this study",
    "1000+",
)


@pytest.fixture(scope="module")
def corpus(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder into which the raw documents were ingested and served unreviewed."""
    seeds = shared / "seeds"
    if not seeds.is_dir():
        pytest.skip(f"no source documents in {seeds}")
    folder = tmp_path_factory.mktemp("corpus")
    outcomes = list(ingest(files_of([str(seeds)]), Shelf(folder), accept=True))
    assert [each.done for each in outcomes] == [Done.SERVED] * 5
    return folder


@pytest.fixture(scope="module")
def served(corpus: Path) -> tuple[Article, ...]:
    return read_corpus(corpus / "articles")


@pytest.fixture(scope="module")
def ask_raw(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answer]:
    return open_bot(load_settings(corpus=corpus, data_dir=tmp_path_factory.mktemp("data"))).runnable.invoke


def stands_in(words: str, text: str) -> bool:
    ends = (r"\b" if words[0].isalnum() else "", r"\b" if words[-1].isalnum() else "")
    return re.search(f"{ends[0]}{re.escape(words)}{ends[1]}", text) is not None


def evidence_of(articles: tuple[Article, ...]) -> str:
    return "\n".join(passage.text for article in articles for passage in article.passages).casefold()


@pytest.mark.parametrize("words", NEVER)
def test_what_came_along_is_in_no_passage(words: str, served: tuple[Article, ...]) -> None:
    """What is in no passage cannot be retrieved, whatever is asked."""
    assert not stands_in(words, evidence_of(served))


def test_what_came_along_is_kept_beside_the_article(served: tuple[Article, ...]) -> None:
    """A reviewer sees what was taken out, and why."""
    told = "\n".join(line for article in served for line in article.card.removed).casefold()
    for words in ("upvotes", "skip to main content", "you may also like", "免责声明", ".jpeg", "image of study"):
        assert words in told


def test_rows_of_a_table_broken_over_lines_are_whole(served: tuple[Article, ...]) -> None:
    """22.2 → 1.1 is case 6 and nobody else, though the line that holds it starts with a 4."""
    rows = [
        table_cells(row.text)
        for article in served
        for passage in article.passages
        if "PPPASI Before Treatment" in passage.header
        for row in passage.sentences
    ]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 21)]
    assert [row[0] for row in rows if "22.2" in row or "1.1" in row] == ["6", "10"]
    assert rows[5][2:6] == ("4", "1", "22.2", "1.1")
    assert rows[3][2:6] == ("2", "0", "6.4", "0")
    assert rows[17][-1] == "Transient increase in blood pressure"


def test_the_sources_own_contradictions_are_found(served: tuple[Article, ...]) -> None:
    """Text against table, both figures told."""
    letter = next(article.card for article in served if article.card.participants == 20)
    assert set(letter.inconsistencies) >= {
        "PPPASI 90: the text says 50%, Table 2 gives 14 of 20 (70%).",
        "PPPASI 100: the text says 20%, Table 2 gives 8 of 20 (40%).",
        "Mean of Age (years): the text says 49.50, Table 1 gives 49.70.",
        "Spread of PGA at 12 Weeks: the text says 0.60, Table 2 gives 0.67.",
    }


def test_cards_hold_what_the_documents_state_and_nothing_else(served: tuple[Article, ...]) -> None:
    """Unknown stays unknown: the abstract names no journal, the website no people."""
    told = {
        (card.participants, card.duration_weeks, card.design.value, card.second_hand, card.year)
        for card in (article.card for article in served)
    }
    assert told == {
        (None, None, "reference text", True, None),
        (6, 12.0, "letter", True, 2023),
        (28, 12.0, "uncontrolled retrospective series", False, None),
        (20, 12.0, "uncontrolled retrospective series", False, 2024),
        (1, None, "case report", True, 2019),
    }
    assert {article.card.status for article in served} == {Status.UNREVIEWED}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_speaks_with_the_sources_hopes_or_their_pages_furniture(
    question: str, ask_raw: Callable[[str], Answer]
) -> None:
    """Neither overstatements nor forum posts nor adverts nor a disclaimer are told, in any voice."""
    answer = ask_raw(question)
    told = "\n".join(claim.text for claim in answer.claims).casefold()

    for words in NEVER:
        assert not stands_in(words, told)
    for claim in answer.claims:
        assert claim.strength <= claim.licensed


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_from_unreviewed_sources_says_so(question: str, ask_raw: Callable[[str], Answer]) -> None:
    """Whoever reads it knows that nobody has checked the source, and how little that makes sure."""
    answer = ask_raw(question)
    if not answer.sources:
        assert answer.outcome is not Outcome.ANSWERED
        return
    assert "not been reviewed by a person" in answer.text
    assert {source.certainty for source in answer.sources} == {Certainty.VERY_LOW}
    assert answer.certainty is None or answer.certainty.level is Certainty.VERY_LOW


def test_figures_of_an_answer_are_the_sources_own(ask_raw: Callable[[str], Answer]) -> None:
    """Nothing is pooled, rounded or moved from one study to the other."""
    assert "(13.86 ± 2.76) to (5.56 ± 1.08)" in ask_raw(QUESTIONS[3]).text
    case = ask_raw("What happened to case 6?").text
    assert "PPPASI Before Treatment 22.2; PPPASI at 12 Weeks 1.1" in case
    clearance = ask_raw("How many patients reached PPPASI 100?").text
    assert "20%" in clearance
    assert "8 of 20 (40%)" in clearance
