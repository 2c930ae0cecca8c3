"""The way a question travels, on one screen, as a LangChain runnable.

    question → triage → retrieve → write → verify → disclose → render

Each stage takes a frozen `Turn` and returns a new one. A stage that ends the question sets `ending`, and the
stages after it let the turn pass. A guard that raises ends in abstention; it never lets a question through.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import Field

from bot import disclose, wordings
from bot.articles import read_corpus
from bot.brief import BriefWriter
from bot.conflicts import Conflict, ConflictKind, load_conflicts, touched, untold_sides
from bot.embedder import load_embedder
from bot.endings import Ending, abstain, abstain_uncovered, decline
from bot.entailment import HardEntailment
from bot.errors import LitotesError, QuestionError, SettingsError
from bot.index import open_index
from bot.lexicon import Lexicon, load_lexicon
from bot.premises import granted
from bot.privacy import masked
from bot.protocols import Retriever, Writer
from bot.questions import complete, understand
from bot.render import Placed, to_markdown
from bot.retrieval import completed, gather
from bot.settings import Settings, load_settings
from bot.strength import read
from bot.triage import Finding, is_over, triage
from bot.triage_net import check_loads
from bot.types import Answer, Article, Draft, Evidence, Outcome, Part, Query, Reason, Record, Versions
from bot.verify import Verdict, Verifier

_log = logging.getLogger("litotes")
# The writer chooses among this many times the sources that an answer draws on.
_POOL = 4


# Sentences of the corpus are read again for every question; what patients type never comes here.
read_once = lru_cache(maxsize=8192)(read)


class Turn(Record):
    """One question on its way. Stages fill it from left to right."""

    question: str
    history: tuple[tuple[str, str], ...] = ()
    finding: Finding | None = None
    query: Query | None = None
    evidence: Evidence | None = None
    draft: Draft | None = None
    verdicts: tuple[Verdict, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    ending: Ending | None = Field(default=None, description="set by the stage that ends the question")


class Bot:
    """Everything a question needs, opened once. `runnable` is the chain; threads may share it."""

    def __init__(
        self,
        settings: Settings,
        articles: Sequence[Article],
        lexicon: Lexicon,
        retriever: Retriever,
        writer: Writer,
        conflicts: Sequence[Conflict] = (),
    ) -> None:
        self.settings = settings
        self.articles = tuple(articles)
        self.lexicon = lexicon
        self.retriever = retriever
        self._writer = writer
        self._conflicts = tuple(conflicts)
        self._studies = sorted({name for a in articles for name in a.card.known_as if len(name) > 4}, key=len)[::-1]
        self._verifier = Verifier(lexicon, read_once, HardEntailment(lexicon))
        self._corpus = hashlib.sha256("".join(a.digest for a in articles).encode()).hexdigest()[:12]
        self.runnable: Runnable[Any, Answer] = (
            RunnableLambda(parse_turn, name="parse")
            | RunnableLambda(_guarded(self._triage), name="triage")
            | RunnableLambda(_unless_ended(self._retrieve), name="retrieve")
            | RunnableLambda(_unless_ended(self._write), name="write")
            | RunnableLambda(_guarded(self.verify), name="verify")
            | RunnableLambda(self._disclose_and_render, name="disclose")
        )

    def draft(self, turn: Turn) -> Turn:
        """Take a turn as far as its draft, unverified: for benchmarks and for tests of the guard."""
        triaged = _guarded(self._triage)(turn)
        return _unless_ended(self._write)(_unless_ended(self._retrieve)(triaged))

    def _triage(self, turn: Turn) -> Turn:
        finding = self._finding(turn)
        asked = complete(turn.question, turn.history, self.lexicon, self._studies) if turn.question.strip() else ""
        query = understand(asked[: self.settings.max_question_chars], self.lexicon)
        turn = turn.model_copy(update={"finding": finding, "query": query})
        if finding.outcome is None or finding.reason is Reason.PERSONAL_DECISION:
            return turn
        return turn.model_copy(update={"ending": decline(finding, query, self.settings, self.lexicon)})

    def _finding(self, turn: Turn) -> Finding:
        """Return what triage decides; an emergency told one message ago goes on until the reader says it is over."""
        found = triage(turn.question, max_chars=self.settings.max_question_chars)
        if found.outcome is Outcome.URGENT or not turn.history or is_over(turn.question):
            return found
        before = triage(turn.history[-1][0], max_chars=self.settings.max_question_chars)
        return before if before.outcome is Outcome.URGENT else found

    def _retrieve(self, turn: Turn) -> Turn:
        query = _present(turn.query)
        evidence = gather(
            query,
            self.articles,
            self.lexicon,
            self.retriever,
            candidates=self.settings.candidates,
            sources=_POOL * self.settings.sources,
        )
        turn = turn.model_copy(update={"evidence": evidence})
        uncovered = abstain_uncovered(query, evidence, self.articles, self.lexicon)
        if uncovered is None or _present(turn.finding).outcome is not None:
            return turn
        return turn.model_copy(update={"ending": uncovered})

    def _write(self, turn: Turn) -> Turn:
        finding, evidence = _present(turn.finding), _present(turn.evidence)
        draft = self._writer.write(evidence)
        if finding.outcome is Outcome.DECLINED:
            ending = decline(finding, _present(turn.query), self.settings, self.lexicon, draft, evidence)
            return turn.model_copy(update={"draft": ending.draft, "ending": ending})
        if not draft.claims:
            ending = abstain(evidence, draft, self.lexicon)
            return turn.model_copy(update={"draft": draft, "ending": ending})
        return turn.model_copy(update={"draft": draft})

    def verify(self, turn: Turn) -> Turn:
        """Hold a drafted turn against its evidence; a turn without a draft passes as it is."""
        draft, evidence = turn.draft, turn.evidence
        if draft is None or evidence is None:
            return turn
        verdicts = self._verifier.verify(draft, evidence)
        owed = disclose.harms_owed(verdicts, evidence) if turn.ending is None else ()
        if owed:
            verdicts += self._verifier.verify(Draft(claims=owed), evidence)
        turn = turn.model_copy(update={"verdicts": verdicts})
        if turn.ending is None:
            turn = self._with_both_sides(turn)
        for verdict in turn.verdicts:
            if verdict.claim is None:
                _log.warning("claim dropped: %s", verdict.why)
        direct = [verdict for verdict in turn.verdicts if verdict.part is Part.DIRECT]
        if turn.ending is None and not any(verdict.claim for verdict in direct):
            return turn.model_copy(update={"verdicts": (), "ending": abstain(evidence, Draft(claims=()), self.lexicon)})
        return turn

    def _with_both_sides(self, turn: Turn) -> Turn:
        """Add what other sources say where a claim takes one side of a known disagreement."""
        claims = [verdict.claim for verdict in turn.verdicts if verdict.claim]
        conflicts = touched(self._conflicts, claims)
        untold = untold_sides(conflicts, claims)
        needed = {binding.passage_id.split("#")[0] for claim in untold for binding in claim.bindings}
        evidence = completed(_present(turn.evidence), [a for a in self.articles if a.card.id in needed])
        verdicts = (*turn.verdicts, *self._verifier.verify(Draft(claims=untold), evidence))
        return turn.model_copy(update={"verdicts": verdicts, "evidence": evidence, "conflicts": conflicts})

    def _premise(self, query: Query) -> list[str]:
        """Return that the sources do not show what the question takes for granted, if it does."""
        kind = granted(query.question, read)
        drugs = wordings.joined([self.lexicon.plain(drug) for drug in query.drugs])
        return [wordings.not_granted(kind, drugs)] if kind else []

    def _disclose_and_render(self, turn: Turn) -> Answer:
        """Build the answer; if that fails, build the one that says so."""
        try:
            return self._answer(turn)
        except Exception as error:  # reason: a guard that fails must abstain, whatever it failed with
            _log.error("defect in disclose: %s", type(error).__name__)
            return self._answer(Turn(question=turn.question, ending=_guard_failed()))

    def _answer(self, turn: Turn) -> Answer:
        ending = turn.ending or Ending(outcome=Outcome.ANSWERED, reason=None)
        placed = [Placed(part=verdict.part, claim=verdict.claim) for verdict in turn.verdicts if verdict.claim]
        claims = tuple(each.claim for each in placed)
        cards = turn.evidence.cards if turn.evidence else ()
        cited = [card for card in cards if any(c.source_id == card.id for x in claims for c in x.citations)]
        notes = [*ending.notes]
        certainty = None
        draft = turn.draft or Draft(claims=())
        if ending.outcome is Outcome.ABSTAINED and turn.query:
            notes += [note for note in (disclose.pregnancy_note(turn.query),) if note]
        if ending.outcome is Outcome.ANSWERED and turn.evidence and turn.query:
            opposed = any(conflict.kind is ConflictKind.DIRECTIONS for conflict in turn.conflicts)
            certainty = disclose.certainty_of(turn.query, claims, cards, conflicting=opposed)
            notes += [wordings.disagree(conflict.about) for conflict in turn.conflicts]
            extra = (
                disclose.pregnancy_note(turn.query),
                disclose.off_label_note(turn.evidence, self.articles, self.lexicon),
            )
            notes += [*draft.notes, *(note for note in extra if note)]
            if draft.uncovered:
                notes.insert(0, f"{wordings.nothing_about(draft.uncovered)} {wordings.SILENCE}")
        opening = [*ending.opening]
        if ending.outcome is not Outcome.URGENT and turn.query and (claims or ending.draft):
            opening = [*self._premise(turn.query), *opening]
        sources = disclose.sources_of(claims, cards)
        disclaimers = disclose.disclaimers_for(cited)
        answered = ending.outcome is Outcome.ANSWERED
        return Answer(
            answer_id=uuid.uuid4().hex,
            question=turn.question,
            outcome=ending.outcome,
            reason=ending.reason,
            text=to_markdown(
                opening=opening,
                placed=placed,
                notes=notes,
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
            follow_ups=ending.follow_ups
            if not answered
            else wordings.follow_ups(_present(turn.query), self.lexicon.plain),
            versions=Versions(
                app=app_version(),
                corpus=self._corpus,
                index=self.retriever.fingerprint[:12],
                writer=draft.writer,
                model=None,
                prompt=None,
            ),
        )


def build_bot(settings: Settings | None = None) -> Runnable[Any, Answer]:
    """Return the bot as a runnable: a question, or {"question", "history": [[q, a], …]}, → `Answer`.

    Raises:
        LitotesError: the corpus, the model or the index cannot be used; the message says what to do.
    """
    return open_bot(settings or load_settings()).runnable


def open_bot(settings: Settings) -> Bot:
    """Open the corpus, the model and the index, building the index if it is stale.

    Raises:
        LitotesError: one of them cannot be used; the message says what to do.
    """
    if settings.writer == "model":
        raise SettingsError("the writer 'model' is not part of this version; use 'brief', the default")
    check_loads()
    articles = read_corpus(settings.corpus / "articles")
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")
    embedder = load_embedder(settings.embedding_model)
    retriever = open_index(articles, embedder, settings.data_dir, chroma_url=settings.chroma_url)
    writer = BriefWriter(lexicon, read_once, sources=settings.sources)
    conflicts = load_conflicts(settings.corpus / "conflicts.toml", articles)
    return Bot(settings, articles, lexicon, retriever, writer, conflicts)


def parse_turn(given: Any) -> Turn:
    """Read what a caller asks.

    Raises:
        QuestionError: neither a string nor {"question": string, "history": pairs of strings}.
    """
    if isinstance(given, str):
        return Turn(question=_well_formed(given))
    if isinstance(given, dict) and isinstance(given.get("question"), str):
        history = given.get("history") or ()
        if isinstance(history, list | tuple) and all(
            isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
            for pair in history
        ):
            pairs = tuple((_well_formed(q), _well_formed(a)) for q, a in history)
            return Turn(question=_well_formed(given["question"]), history=pairs)
    raise QuestionError(
        'a question is a string, or {"question": string, "history": [[question, answer], …]}; got '
        f"{type(given).__name__}"
    )


def _well_formed(text: str) -> str:
    """Mask what identifies a person, and replace halves of a character pair, which no output can carry."""
    return masked(text.encode("utf-8", "replace").decode("utf-8"))


def app_version() -> str:
    try:
        return version("litotes")
    except PackageNotFoundError:
        return "0+unknown"


_Stage = Callable[[Turn], Turn]


def _unless_ended(stage: _Stage) -> _Stage:
    def run(turn: Turn) -> Turn:
        return turn if turn.ending else stage(turn)

    return run


def _guarded(stage: _Stage) -> _Stage:
    """Make a guard fail closed: whatever it raises becomes an abstention, logged as a defect."""

    def run(turn: Turn) -> Turn:
        try:
            return stage(turn)
        except Exception as error:  # reason: a guard that fails must abstain, whatever it failed with
            _log.error("defect in %s: %s", stage.__name__, type(error).__name__)
            return Turn(question=turn.question, ending=_guard_failed())

    return run


def _guard_failed() -> Ending:
    return Ending(outcome=Outcome.ABSTAINED, reason=Reason.THIN_EVIDENCE, opening=(wordings.GUARD_FAILED,))


def _present(value: Any) -> Any:
    if value is None:
        raise LitotesError("a stage ran before the one that feeds it")
    return value
