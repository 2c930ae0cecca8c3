"""A turn at its end → the one `Answer` that every surface shows, with what every answer must carry."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from bot import wordings
from bot.answers import disclose
from bot.answers.endings import Ending
from bot.answers.render import Placed, to_markdown
from bot.answers.turns import Turn
from bot.brief import left_open
from bot.errors import LitotesError
from bot.lexicon import Lexicon
from bot.questions.topics import topics
from bot.strength.claims import read
from bot.triage.findings import SIGN_TOLD, sounds_low
from bot.types import Answer, Article, CertaintyStatement, Claim, Draft, Outcome, Part, Query, StudyCard, Versions
from bot.verify.conflicts import ConflictKind, in_dispute
from bot.verify.premises import granted


class Composer:
    """Builds answers over one corpus and one index, each named by what it was made from."""

    def __init__(
        self, articles: Sequence[Article], lexicon: Lexicon, *, corpus: str, index: str, crisis_phone: str
    ) -> None:
        self._articles = articles
        self._lexicon = lexicon
        self._corpus = corpus
        self._index = index
        self._crisis_phone = crisis_phone

    def compose(self, turn: Turn) -> Answer:
        """Return the answer of a turn whose claims are verified or whose ending is set."""
        ending = turn.ending or Ending(outcome=Outcome.ANSWERED, reason=None)
        draft = turn.draft or Draft(claims=())
        placed = [Placed(part=verdict.part, claim=verdict.claim) for verdict in turn.verdicts if verdict.claim]
        claims = tuple(each.claim for each in placed)
        cards = turn.evidence.cards if turn.evidence else ()
        cited = _cited(claims, cards)
        answered = ending.outcome is Outcome.ANSWERED
        direct = [each.claim for each in placed if each.part is Part.DIRECT]
        certainty = self._certainty(turn, claims, direct, cards) if answered else None
        sources = disclose.sources_of(claims, cards)
        disclaimers = disclose.disclaimers_for(cited)
        return Answer(
            answer_id=uuid.uuid4().hex,
            question=turn.question,
            outcome=ending.outcome,
            reason=ending.reason,
            text=to_markdown(
                opening=[*self._care(turn, ending), *self._opening(turn, ending, claims, direct, certainty)],
                placed=placed,
                notes=self._notes(turn, ending, draft),
                certainty=certainty,
                doctor_questions=draft.doctor_questions if answered and certainty else (),
                sources=sources,
                urgent=ending.urgent,
                disclaimers=disclaimers,
                age=disclose.age_note(cited),
            ),
            claims=claims,
            certainty=certainty,
            sources=sources,
            urgent=ending.urgent,
            disclaimers=disclaimers,
            follow_ups=self._follow_ups(turn) if answered else ending.follow_ups,
            versions=Versions(
                app=app_version(),
                corpus=self._corpus,
                index=self._index,
                writer=draft.writer,
                model=draft.model,
                prompt=draft.prompt,
            ),
        )

    def _certainty(
        self, turn: Turn, claims: Sequence[Claim], direct: Sequence[Claim], cards: Sequence[StudyCard]
    ) -> CertaintyStatement | None:
        if turn.evidence is None or turn.query is None:
            return None
        opposed = [each for each in turn.conflicts if each.kind is ConflictKind.DIRECTIONS]
        disputed = in_dispute(opposed, claims) | in_dispute(turn.conflicts, direct)
        uncompared = turn.draft is not None and turn.draft.uncompared is not None
        uncompared = uncompared or left_open.ranking_note(turn.query, self._lexicon) is not None
        told = disclose.certainty_of(turn.query, claims, cards, direct=direct, disputed=disputed, uncompared=uncompared)
        may_not_answer = turn.draft is not None and turn.draft.first == wordings.MAY_NOT_ANSWER
        return disclose.unanswered() if told and may_not_answer else told

    def _care(self, turn: Turn, ending: Ending) -> list[str]:
        """Return what is said first to somebody whose mood is low, unless that is the whole answer."""
        heard = ending.outcome is Outcome.URGENT or wordings.low_mood(self._crisis_phone) in ending.opening
        return [wordings.care(self._crisis_phone)] if not heard and sounds_low(turn.question) else []

    def _opening(
        self,
        turn: Turn,
        ending: Ending,
        claims: Sequence[Claim],
        direct: Sequence[Claim],
        certainty: CertaintyStatement | None,
    ) -> list[str]:
        told = bool(claims or ending.draft)
        if ending.outcome is Outcome.URGENT or turn.query is None:
            return [*ending.opening]
        at_once = disclose.emergency_note(turn.query)  # before anything else, whatever the sources say
        if not told:
            return [note for note in (at_once, *ending.opening) if note]
        first: list[str | None] = [at_once]
        first.append(left_open.father_note(turn.query, claims))
        first.append(left_open.too_young_note(turn.query, claims))
        if ending.outcome is Outcome.ANSWERED and turn.evidence and turn.draft:
            cards = turn.evidence.cards
            if certainty and left_open.asks_how_sure(turn.query):
                first.append(certainty.sentence)
            if left_open.asks_how_old(turn.query):
                first += disclose.age_note(_cited(claims, cards))
            untold = _untold(turn.draft) if _is_untold_whole(turn.query, turn.draft) else None
            first.append(untold)
            first.append(None if untold and turn.draft.first == wordings.MAY_NOT_ANSWER else turn.draft.first)
            first.append(left_open.yes_or_no_note(turn.query, direct))
            first.append(left_open.class_note(turn.query, self._lexicon))
            first.append(left_open.other_drug_note(turn.query, self._articles, self._lexicon))
            first.append(left_open.other_number_note(turn.query, turn.evidence))
            first.append(left_open.other_year_note(turn.query, claims, cards))
            first.append(left_open.time_note(turn.query, claims))
            first.append(left_open.form_note(turn.query, self._lexicon))
            # Before what was found of each by itself, which reads like a ranking.
            unranked = left_open.ranking_note(turn.query, self._lexicon)
            unranked = unranked or left_open.several_note(turn.query, direct, cards)
            first.append(turn.draft.uncompared or unranked)
            first.append(left_open.no_condition_note(turn.query, direct, cards, self._articles, self._lexicon))
            first.append(left_open.only_recommended_note(turn.query, direct, cards))
            first.append(left_open.no_rate_note(turn.query, claims))
        return [*self._premise(turn.query), *(note for note in first if note), *ending.opening]

    def _premise(self, query: Query) -> list[str]:
        """Return that the sources do not show what the question takes for granted, if it does."""
        premise = granted(query.question, read)
        drugs = wordings.joined([self._lexicon.plain(drug) for drug in query.drugs])
        return [wordings.not_granted(premise, drugs)] if premise else []

    def _notes(self, turn: Turn, ending: Ending, draft: Draft) -> list[str]:
        notes = [*ending.notes]
        if turn.query is None:
            return notes
        pregnancy = disclose.pregnancy_note(turn.query)
        if ending.outcome is Outcome.ABSTAINED:
            together = disclose.together_note(turn.query)
            sign = None if together or pregnancy else disclose.unknown_sign_note(turn.query)
            together = together or disclose.unknown_together_note(turn.query, self._lexicon)
            notes += [note for note in (together, pregnancy, sign) if note]
        if ending.outcome is Outcome.ANSWERED and turn.evidence:
            if turn.conflicts:
                notes.append(wordings.disagree([conflict.about for conflict in turn.conflicts]))
            off_label = disclose.off_label_note(turn.evidence, self._articles, self._lexicon)
            claims = [verdict.claim for verdict in turn.verdicts if verdict.claim]
            harms = disclose.harms_unknown_note(claims, turn.evidence, self._lexicon)
            of_a_sign = turn.finding is not None and turn.finding.rule == SIGN_TOLD.rule and turn.query.drugs
            sign = wordings.TELL_A_NEW_SIGN if of_a_sign else disclose.new_sign_note(turn.query)
            together = disclose.together_note(turn.query)
            more = (harms, sign, together, pregnancy, off_label)
            notes += [*draft.notes, *(note for note in more if note)]
            # The notes say what is disagreed about.
            told_of = {topics()["conflict"].label} if turn.conflicts else set()
            if not _is_untold_whole(turn.query, draft) and (untold := _untold(draft, told_of)):
                notes.insert(0, untold)
        return notes

    def _follow_ups(self, turn: Turn) -> tuple[str, ...]:
        if turn.query is None:
            raise LitotesError("an answered turn has a query")
        return wordings.follow_ups(turn.query, self._lexicon.plain)


def _is_untold_whole(query: Query, draft: Draft) -> bool:
    """Say whether no source tells of any topic that was asked about: what is told is beside the question."""
    asked = {topics()[each].label for each in query.topics}
    return bool(asked) and asked <= set(draft.uncovered)


def _untold(draft: Draft, told_of: Collection[str] = ()) -> str | None:
    """Return which topics that were asked about no source tells of; `told_of` are those of which a note tells."""
    uncovered = tuple(each for each in draft.uncovered if each not in told_of)
    return f"{wordings.nothing_about(uncovered)} {wordings.SILENCE}" if uncovered else None


def _cited(claims: Sequence[Claim], cards: Sequence[StudyCard]) -> list[StudyCard]:
    ids = {citation.source_id for claim in claims for citation in claim.citations}
    return [card for card in cards if card.id in ids]


@cache  # because reading what is installed takes a millisecond
def app_version() -> str:
    try:
        return version("litotes")
    except PackageNotFoundError:
        return "0+unknown"
