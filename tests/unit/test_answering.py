"""What is done with a draft that is near a question and may not answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bot import wordings
from bot.brief.answering import is_told_whole, weigh, what_answers, without_what_answers_nothing
from bot.brief.material import Material
from bot.brief.selection import Candidate, candidates_of
from bot.brief.surroundings import claim
from bot.lexicon import Lexicon
from bot.strength.claims import read
from bot.types import Article, Draft, Evidence, Facet, Part, Query, Ranked


class Odds:
    """Gives each sentence the log-odds that a test tells, and remembers what it was asked."""

    def __init__(self, odds: Mapping[str, float] | None = None, otherwise: float = -4.0) -> None:
        self.odds, self.otherwise = dict(odds or {}), otherwise
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def answers(self, question: str, sentences: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append((question, tuple(sentences)))
        return np.array([self.odds.get(each, self.otherwise) for each in sentences], dtype=np.float32)


@pytest.fixture
def article(articles: tuple[Article, ...]) -> Article:
    return next(each for each in articles if each.card.id == "heads-up-2021")


@pytest.fixture
def material_of(article: Article, lexicon: Lexicon) -> Callable[..., Material]:
    passages = [each for each in article.passages if not each.header]
    ranked = tuple(
        Ranked(passage=each, score=1.0, similarity=(0.5,) * len(each.sentences), fit=(0.3,) * len(each.sentences))
        for each in passages
    )

    def made(facet: Facet = Facet.STUDY, *, before: str = "", terms: tuple[str, ...] = ("makes",)) -> Material:
        asked = "who makes it?"
        query = Query(
            question=asked, normalised=asked, facet=facet, terms=terms, drugs=("upadacitinib",), before=before
        )
        evidence = Evidence(query=query, ranked=ranked, cards=(article.card,))
        return Material(evidence=evidence, candidates=candidates_of(evidence, lexicon), lexicon=lexicon, read=read)

    return made


def led_by(candidate: Candidate) -> Draft:
    return Draft(claims=(claim(candidate, Part.DIRECT),))


def telling(material: Material) -> list[Candidate]:
    return [each for each in material.candidates if "cannot tell" not in each.text and "uncertain" not in each.text]


def test_a_draft_that_answers_stays_as_it_is(material_of: Callable[..., Material]) -> None:
    material = material_of()
    first, other = telling(material)[:2]
    draft = led_by(first)
    weights = weigh(draft, material, Odds({first.text: 1.0, other.text: 1.5}))
    assert what_answers(draft, material, weights, ()) is None
    assert without_what_answers_nothing(draft, material, weights, ()) == draft


def test_what_answers_takes_the_lead_of_what_does_not(material_of: Callable[..., Material]) -> None:
    material = material_of()
    first, other = telling(material)[:2]
    weights = weigh(led_by(first), material, Odds({other.text: 4.0}))
    assert what_answers(led_by(first), material, weights, ()) == other


def test_on_a_harm_no_benefit_takes_the_lead(material_of: Callable[..., Material]) -> None:
    material = material_of(Facet.SAFETY)
    benefit = next(each for each in telling(material) if material.names_benefit(each))
    first = next(each for each in telling(material) if not material.names_benefit(each))
    weights = weigh(led_by(first), material, Odds({benefit.text: 6.0}))
    assert what_answers(led_by(first), material, weights, ()) is None


def test_only_a_named_study_answers_on_itself(
    material_of: Callable[..., Material], articles: tuple[Article, ...]
) -> None:
    material = material_of()
    first, other = telling(material)[:2]
    weights = weigh(led_by(first), material, Odds({other.text: 4.0}))
    another = next(each.card for each in articles if each.card.id != other.card.id)
    assert what_answers(led_by(first), material, weights, [another]) is None


def test_where_nothing_answers_nothing_is_claimed(material_of: Callable[..., Material]) -> None:
    material = material_of()
    draft = led_by(material.candidates[0])
    assert without_what_answers_nothing(draft, material, weigh(draft, material, Odds()), ()).claims == ()


def test_where_an_answer_is_doubtful_it_says_so_first(material_of: Callable[..., Material]) -> None:
    material = material_of()
    draft = led_by(material.candidates[0])
    told = without_what_answers_nothing(draft, material, weigh(draft, material, Odds(otherwise=-2.0)), ())
    assert told.claims == draft.claims
    assert told.first == wordings.MAY_NOT_ANSWER


def test_warnings_stand_whatever_was_asked_of_the_dangers(material_of: Callable[..., Material]) -> None:
    material = material_of(Facet.SAFETY)
    draft = led_by(material.candidates[0])
    told = without_what_answers_nothing(draft, material, weigh(draft, material, Odds()), ())
    assert told.claims == draft.claims
    assert told.first == wordings.MAY_NOT_ANSWER


def test_what_labels_say_of_a_person_is_not_lost_with_the_rest(material_of: Callable[..., Material]) -> None:
    """A draft without claims would take the warnings for who is old or ill along."""
    material = material_of()
    query = material.query.model_copy(update={"topics": ("older",)})
    of_a_person = replace(material, evidence=material.evidence.model_copy(update={"query": query}))
    draft = led_by(material.candidates[0])
    told = without_what_answers_nothing(draft, of_a_person, weigh(draft, of_a_person, Odds()), ())
    assert told.claims == draft.claims


def test_what_is_told_whole_is_not_weighed(material_of: Callable[..., Material]) -> None:
    material = material_of()
    draft = led_by(material.candidates[0])
    assert not is_told_whole(draft, material, ())
    assert is_told_whole(draft.model_copy(update={"first": "None of the sources reports an approval."}), material, ())
    row = draft.claims[0].model_copy(update={"text": "Case 3 was a woman of 54."})
    assert is_told_whole(draft.model_copy(update={"claims": (row,)}), material, ())
    assert is_told_whole(draft, material_of(Facet.EFFICACY, terms=()), ())
    assert is_told_whole(Draft(claims=()), material, ())


def test_a_question_that_leans_on_another_is_read_with_it_too(material_of: Callable[..., Material]) -> None:
    material, check = material_of(before="does it help?"), Odds()
    weigh(led_by(material.candidates[0]), material, check)
    assert [question for question, _ in check.asked] == ["who makes it?", "does it help? who makes it?"]
