"""What a writer works on: the evidence of one question, its sentences scored, and how to read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot import wordings
from bot.brief.selection import Candidate, asked_names, asked_topics, touches
from bot.brief.surroundings import around, label_warnings, surest_first, warning_against
from bot.lexicon import Lexicon
from bot.types import ClaimKind, DraftClaim, Evidence, Query, Reading, Role, StudyCard


@dataclass(frozen=True)
class Material:
    """`candidates` are the sentences of the evidence, best first."""

    evidence: Evidence
    candidates: tuple[Candidate, ...]
    lexicon: Lexicon
    read: Callable[[str], Reading]

    @property
    def query(self) -> Query:
        return self.evidence.query

    def of(self, candidates: Iterable[Candidate]) -> Material:
        """Return the same material with some of its sentences only."""
        return replace(self, candidates=tuple(candidates))

    def touches(self, candidate: Candidate, wanted: Iterable[str]) -> bool:
        return any(touches(candidate, want, self.lexicon) for want in wanted)

    def wanted(self) -> tuple[str, ...]:
        """Return the topics and names that an answer has to cover."""
        return (*asked_topics(self.query), *asked_names(self.query))

    def names_benefit(self, candidate: Candidate) -> bool:
        told = candidate.role in {Role.FOUND, Role.SUMMARY}
        return told and self.read(candidate.text).kind is ClaimKind.EFFICACY

    def names_both(self, candidate: Candidate) -> bool:
        return len({*self.query.drugs, *self.query.other_drugs} & candidate.names) > 1

    def compares(self, candidate: Candidate) -> bool:
        """Say whether a sentence names two of the treatments that were asked about, and touches what was asked."""
        topics = asked_topics(self.query)
        return self.names_both(candidate) and (not topics or self.touches(candidate, topics))

    def on_condition(self, card: StudyCard) -> bool:
        """The labels come along with every question on their drug, whatever disease they are about."""
        asked = self.query.conditions
        return not asked or any(self.lexicon.covers(name, card.conditions) for name in asked)

    def is_on_asked_drug(self, card: StudyCard) -> bool:
        """Say whether a card is on a treatment that was asked about; each is where none was named."""
        return not self.query.drugs or any(self.lexicon.covers(drug, card.drugs) for drug in self.query.drugs)

    def drug_of(self, card: StudyCard) -> str:
        """Return the drug that a card is asked about: of a class, the member that it studied."""
        asked = self.query.drugs
        named = next((drug for drug in asked if drug in card.drugs), None)
        covering = (drug for drug in card.drugs if any(self.lexicon.covers(each, [drug]) for each in asked))
        return named or next(covering, card.drugs[0] if card.drugs else "")

    def named(self, names: Sequence[str]) -> str:
        return wordings.joined([self.lexicon.plain(name) for name in names])

    def surest_first(self) -> list[StudyCard]:
        return surest_first(self.evidence, self.candidates, self.lexicon)

    def around(self, sources: Sequence[str]) -> list[DraftClaim]:
        return around(self.evidence, self.candidates, sources, self.lexicon)

    def warning_against(self) -> Candidate | None:
        return warning_against(self.evidence.query, self.candidates, self.lexicon)

    def label_warnings(self) -> list[DraftClaim]:
        return label_warnings(self.evidence, self.candidates, self.lexicon)
