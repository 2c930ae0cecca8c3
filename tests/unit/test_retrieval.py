"""Which articles count as evidence: looked up, and never other ones than reading every card would find."""

from __future__ import annotations

import pytest

from bench.passages import grown_corpus
from bot.lexicon import Lexicon
from bot.questions.queries import understand
from bot.retrieval.passages import Corpus, _covers, covering, is_named, study_names_near
from bot.types import Article, Facet, Query

QUESTIONS = (
    "Does upadacitinib work for palmoplantar pustulosis?",
    "What did Du and colleagues find?",
    "What did Level Up show about itch?",
    "what did levelup find",
    "Is upadacitinib approved for vitiligo?",
    "Did hair grow back in the 20-patient study?",
    "Does dupilumab cause hair loss?",
    "Is Rinvoq safe?",
    "What is eczema?",
    "What about garlic for psoriasis?",
    "Is there a risk of infection with eczema treatments?",
    "Can hair loss be caused by a medicine?",
    "Du bist krank",
    "",
)


def by_reading_every_card(query: Query, articles: tuple[Article, ...], lexicon: Lexicon) -> list[str]:
    """The rule of `covering`, without a shelf."""
    pointed_at = [
        article
        for article in articles
        if (is_named(query.question, article.card) and query.facet is not Facet.APPROVAL)
        or (query.participants and article.card.participants == query.participants)
    ]
    named = [a for a in pointed_at if not query.drugs or any(lexicon.covers(d, a.card.drugs) for d in query.drugs)]
    return [a.card.id for a in named or [a for a in articles if _covers(query, a.card, lexicon)]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_looking_up_finds_what_reading_every_card_finds(
    question: str, articles: tuple[Article, ...], lexicon: Lexicon
) -> None:
    """In the corpus's order, and for a corpus that was asked before as for a list of articles."""
    query = understand(question, lexicon)

    found = [article.card.id for article in covering(query, articles, lexicon)]

    assert found == by_reading_every_card(query, articles, lexicon)
    kept = Corpus(articles)
    for other in (list(articles), kept, kept):
        assert found == [article.card.id for article in covering(query, other, lexicon)]


@pytest.mark.parametrize("question", QUESTIONS)
def test_it_finds_them_in_a_large_corpus_too(question: str, articles: tuple[Article, ...], lexicon: Lexicon) -> None:
    """Among made articles, most of them on invented drugs."""
    query = understand(question, lexicon)
    grown = grown_corpus(articles, lexicon, 2_000)

    found = [article.card.id for article in covering(query, grown, lexicon)]

    assert found == by_reading_every_card(query, grown, lexicon)


def test_every_kind_of_question_is_among_them(articles: tuple[Article, ...], lexicon: Lexicon) -> None:
    """The comparison above would say nothing if all questions took one way."""
    sizes = {len(covering(understand(question, lexicon), articles, lexicon)) for question in QUESTIONS}

    assert len(sizes) >= 5
    assert any(is_named(question, article.card) for question in QUESTIONS for article in articles)


def test_one_corpus_is_not_taken_for_another(articles: tuple[Article, ...], lexicon: Lexicon) -> None:
    """What was looked up for a corpus holds for that one alone."""
    query = understand(QUESTIONS[0], lexicon)
    few, all_of_them = Corpus(articles[:10]), Corpus(articles)

    assert {each.card.id for each in covering(query, few, lexicon)} < {
        each.card.id for each in covering(query, all_of_them, lexicon)
    }
    assert all(article in few for article in covering(query, few, lexicon))


def test_a_name_that_cannot_stand_in_a_question_is_not_looked_for(
    articles: tuple[Article, ...], lexicon: Lexicon
) -> None:
    """Thousands of made studies are called "Trial 17": an expression for each would take seconds."""
    grown = Corpus(grown_corpus(articles, lexicon, 2_000))
    question = "What did trial-117 and Level Up show?"

    assert {"Trial 117", "Trial 11", "Trial 1", "Level Up"} >= set(study_names_near([question], grown))
    assert {"made-000117", "level-up-2024"} <= {
        each.card.id for each in covering(understand(question, lexicon), grown, lexicon)
    }
