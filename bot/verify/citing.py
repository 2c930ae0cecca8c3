"""A source's own words for a claim: its card told as a sentence, and the exact quote."""

from __future__ import annotations

from bot.evidence import frame_of
from bot.types import Citation, Passage, StudyCard


def card_in_words(card: StudyCard) -> str:
    """Return a study card as a sentence: names and numbers that a claim may carry beside the passage's own."""
    names = ", ".join((*card.drugs, *card.conditions))
    year = f" Published {card.year}." if card.year else ""
    return f"{card.title}. {names}. {frame_of(card).capitalize()}. {card.population or ''}.{year}"


def cite(passage: Passage, at: int, card: StudyCard) -> Citation:
    sentence = passage.sentences[at]
    return Citation(
        source_id=passage.source_id,
        passage_id=passage.passage_id,
        quote=sentence.text,
        start=sentence.start,
        end=sentence.end,
        url=card.link,
    )
