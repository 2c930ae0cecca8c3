"""What a text is on from sentence to sentence: the medicines and the diseases that it named last."""

from __future__ import annotations

from typing import NamedTuple

from bot.brief.harm import speaks_of_harm
from bot.brief.owed import RESULT
from bot.lexicon import Lexicon
from bot.questions.topics import is_harm_topic
from bot.types import ClaimKind, Query

# What is claimed in one disease is claimed of no other; a result may read as one on its dose, or as a description.
_OF_ONE_DISEASE = {ClaimKind.EFFICACY, ClaimKind.DOSE, ClaimKind.DESCRIPTIVE}


class Subject(NamedTuple):
    """The medicines and the diseases that a text named last; `other_`: those that the corpus does not cover."""

    drugs: tuple[str, ...] = ()
    other_drugs: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    other_conditions: tuple[str, ...] = ()

    def after(self, query: Query, kind: ClaimKind) -> Subject:
        """Return the subject once a sentence is read; a disease that it tells of as a harm is not what is treated."""
        now = self
        if query.drugs or query.other_drugs:
            now = now._replace(drugs=query.drugs, other_drugs=query.other_drugs)
        if kind is not ClaimKind.SAFETY and (query.conditions or query.other_conditions):
            now = now._replace(conditions=query.conditions, other_conditions=query.other_conditions)
        return now

    def of(self, query: Query, kind: ClaimKind, lexicon: Lexicon) -> Query:
        """Return what a sentence has to be found on: this subject, where it names none and tells of an effect."""
        if kind is ClaimKind.DESCRIPTIVE and not RESULT.search(query.question):
            return query
        given: dict[str, tuple[str, ...]] = {}
        if not query.drugs and not query.other_drugs:
            given |= {"drugs": self.drugs, "other_drugs": self.other_drugs}
        on_harm = speaks_of_harm(query.question) or any(is_harm_topic(key) for key in query.topics)
        if kind in _OF_ONE_DISEASE and not on_harm and not query.conditions and not query.other_conditions:
            given |= {"conditions": self.conditions, "other_conditions": self.other_conditions}
        names = (lexicon.plain(name) for each in given.values() for name in each)
        return query.model_copy(update={**given, "normalised": " ".join([query.normalised, *names])})
