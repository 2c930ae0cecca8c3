"""The way a question travels, on one screen; also as a LangChain runnable.

    question → triage → retrieve → write → verify → disclose → render

Each stage takes a frozen `Turn` and returns a new one. A stage that ends the question sets `ending`, and the
stages after it let the turn pass. A guard that raises ends in abstention; it never lets a question through.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import lru_cache
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableLambda, RunnableSequence

from bot import wordings
from bot.answers.composing import Composer, app_version
from bot.answers.declining import decline
from bot.answers.endings import Ending, abstain, abstain_uncovered
from bot.answers.events import Event
from bot.answers.plans import completed as completed_by_plan
from bot.answers.plans import wrote
from bot.answers.streaming import Step, events_of
from bot.answers.turns import Turn, parse_turn
from bot.articles import read_corpus
from bot.brief.fitting import sure_of
from bot.brief.material import Material
from bot.brief.owed import harms_owed, unwarned
from bot.brief.selection import Candidate, candidates_of
from bot.brief.slots import part_by_part, with_untold_parts
from bot.brief.surroundings import label_warnings
from bot.brief.writer import BriefWriter
from bot.draft import load_model_writer
from bot.encoders.cross_encoder import NetCrossEncoder
from bot.encoders.embedder import embedder_for
from bot.encoders.reader import NetReader
from bot.entailment.support import HardEntailment
from bot.errors import LitotesError
from bot.lexicon import Lexicon, load_lexicon
from bot.protocols import Reader, Retriever, Rewriter, Writer
from bot.questions.condensing import is_faithful
from bot.questions.follow_ups import complete, refers_back, topics_meant_now
from bot.questions.parts import parts_of
from bot.questions.queries import understand
from bot.retrieval.index import open_index
from bot.retrieval.passages import Corpus, completed, covering, gather, of_another_drug, study_names_near, warnings_of
from bot.retrieval.reading import prepare
from bot.retrieval.reading import read as read_sentences
from bot.settings import Settings, load_settings
from bot.strength.claims import read
from bot.text.sentences import KEPT_SENTENCES
from bot.triage.findings import Finding, is_over, triage
from bot.triage.net import check_loads
from bot.triage.tongue_model import likeliest
from bot.types import Answer, Article, Draft, Evidence, Outcome, Part, Query, Reason
from bot.verify.conflicts import Conflict, load_conflicts, touched, untold_sides
from bot.verify.verdicts import Verifier

__all__ = ["Bot", "app_version", "build_bot", "open_bot", "parse_turn"]

_log = logging.getLogger("litotes")
_TOLD_BESIDE = {Reason.PERSONAL_DECISION, Reason.UNSAFE_REQUEST}  # declined with what the sources say
# The writer chooses among this many times the sources that an answer draws on.
_POOL = 4
# A shorter one is a word more often than a study: "Yan", "Du"; not in "Du et al".
_SHORTEST_STUDY_NAME = 5


# Sentences of the corpus are read again for every question; what patients type never comes here.
read_once = lru_cache(maxsize=KEPT_SENTENCES)(read)


class Bot:
    """Everything a question needs, opened once; threads may share it. `runnable` is its steps as LangChain's chain."""

    def __init__(
        self,
        settings: Settings,
        articles: Sequence[Article],
        lexicon: Lexicon,
        retriever: Retriever,
        writer: Writer,
        conflicts: Sequence[Conflict] = (),
        rewriter: Rewriter | None = None,
        reader: Reader | None = None,
    ) -> None:
        self.settings = settings
        self.articles = Corpus(articles)
        self.lexicon = lexicon
        self.retriever = retriever
        self._writer = writer
        self._rewriter = rewriter
        self._reader = reader
        self._conflicts = tuple(conflicts)
        self._verifier = Verifier(lexicon, read_once, HardEntailment(lexicon), self._conflicts)
        corpus = hashlib.sha256("".join(a.digest for a in articles).encode()).hexdigest()[:12]
        self._composer = Composer(
            self.articles,
            lexicon,
            corpus=corpus,
            index=retriever.fingerprint[:12],
            crisis_phone=settings.crisis_phone,
        )
        self._steps = (
            Step("parse", parse_turn),
            Step("triage", _guarded(self._triage)),
            Step("retrieve", _unless_ended(self._retrieve)),
            Step("write", _unless_ended(self._write), _unless_ended_async(self._awrite)),
            Step("verify", _guarded(self.verify)),
            Step("disclose", self.compose),
        )
        self.runnable: Runnable[Any, Answer] = _runnable_of(self._steps)

    def answer(self, given: Any) -> Answer:
        """Return the answer to a question: the steps of `runnable`, without what LangChain does between them.

        Raises:
            QuestionError: as `parse_turn`.
        """
        turn = given
        for step in self._steps:
            turn = step.run(turn)
        return cast(Answer, turn)

    def stream(self, given: Any) -> AsyncIterator[Event]:
        """Yield what happens to a question: stages, then verified sentences, then the whole answer.

        Raises:
            QuestionError: as `parse_turn`.
        """
        return events_of(self._steps, given)

    def plan(self, given: Any) -> Turn:
        """Take a question as far as the rules' draft, unverified: for benchmarks, and to try writers on it."""
        triaged = _guarded(self._triage)(parse_turn(given))
        return _unless_ended(self._plan)(_unless_ended(self._retrieve)(triaged))

    def _triage(self, turn: Turn) -> Turn:
        asked = self._completed(turn) if turn.question.strip() else ""
        finding = self._finding(turn, asked)
        query = understand(asked[: self.settings.max_question_chars], self.lexicon)
        if turn.history and (asked != turn.question or refers_back(asked, self.lexicon)):
            before = understand(turn.history[-1][0], self.lexicon).normalised
            query = query.model_copy(update={"before": before[: self.settings.max_question_chars]})
        if turn.history:
            query = query.model_copy(update={"topics": topics_meant_now(query.topics, turn.question)})
        turn = turn.model_copy(update={"finding": finding, "query": query})
        if finding.outcome is None or finding.reason in _TOLD_BESIDE:
            return turn
        return turn.model_copy(update={"ending": decline(finding, query, self.settings, self.lexicon)})

    def _completed(self, turn: Turn) -> str:
        """Return the question made whole: by rules, or by the model's words where these are all the reader's own."""
        told = [turn.question, *(question for question, _ in turn.history)]
        studies = [name for name in study_names_near(told, self.articles) if _points_at_a_study(name, told)]
        asked = complete(turn.question, turn.history, self.lexicon, studies)
        leans = asked == turn.question and turn.history and refers_back(asked, self.lexicon)
        if not leans or self._rewriter is None:
            return asked
        questions = [*(question for question, _ in turn.history), turn.question]
        condensed = self._rewriter.condense(questions)
        if condensed is None or not is_faithful(condensed, questions, self.lexicon):
            return asked
        most = self.settings.max_question_chars
        same = triage(condensed, max_chars=most).outcome is triage(turn.question, max_chars=most).outcome
        return condensed if same else asked

    def _finding(self, turn: Turn, asked: str) -> Finding:
        """Return what triage decides; an emergency told one message ago goes on until the reader says it is over.

        A fragment ("and the harms of it?") can sound urgent to the net where the whole question does not. A rule that
        fires stands; the net has to mean it of the question as it was completed too.
        """
        found = triage(turn.question, max_chars=self.settings.max_question_chars)
        if found.outcome is Outcome.URGENT and found.rule.startswith("net:") and asked != turn.question:
            found = triage(asked, max_chars=self.settings.max_question_chars)
        if found.outcome is Outcome.URGENT or not turn.history or is_over(turn.question):
            return found
        before = triage(turn.history[-1][0], max_chars=self.settings.max_question_chars)
        return before if before.outcome is Outcome.URGENT else found

    def _retrieve(self, turn: Turn) -> Turn:
        query, declined = _present(turn.query), _present(turn.finding).outcome is not None
        evidence = self._gathered(query)
        told = [turn.question, *(question for question, _ in turn.history)]
        asked = () if declined else parts_of(query, self.lexicon, study_names_near(told, self.articles))
        parts = tuple(self._gathered(part) for part in asked)
        turn = turn.model_copy(update={"evidence": _joined(evidence, parts), "parts": parts})
        uncovered = abstain_uncovered(query, evidence, self.articles, self.lexicon)
        if uncovered and (fits := self._sure_of(evidence)):
            uncovered = abstain_uncovered(query, evidence, self.articles, self.lexicon, fits=fits)
        return turn if uncovered is None or declined else turn.model_copy(update={"ending": uncovered})

    def _gathered(self, query: Query) -> Evidence:
        if of_another_drug(query, self.articles, self.lexicon):  # what that study did is told, and of which drug
            query = query.model_copy(update={"drugs": ()})
        evidence = gather(
            query,
            self.articles,
            self.lexicon,
            self.retriever,
            candidates=self.settings.candidates,
            sources=_POOL * self.settings.sources,
        )
        if self._reader is None:
            return evidence
        return read_sentences(evidence, covering(query, self.articles, self.lexicon), self._reader)

    def _sure_of(self, evidence: Evidence) -> list[Candidate]:
        """Return the sentences without a benefit of which the reader is sure that they answer."""
        candidates = candidates_of(evidence, self.lexicon)
        return sure_of(Material(evidence=evidence, candidates=candidates, lexicon=self.lexicon, read=read_once))

    def _write(self, turn: Turn) -> Turn:
        planned = self._plan(turn)
        if planned.ending or self._rewriter is None:
            return planned
        draft = self._rewriter.rewrite(_present(planned.draft), _present(planned.evidence))
        return planned.model_copy(update={"draft": draft})

    async def _awrite(self, turn: Turn) -> Turn:
        planned = await asyncio.to_thread(self._plan, turn)
        if planned.ending or self._rewriter is None:
            return planned
        draft = await self._rewriter.arewrite(_present(planned.draft), _present(planned.evidence))
        return planned.model_copy(update={"draft": draft})

    def _plan(self, turn: Turn) -> Turn:
        """Let the rules choose what to say, or end the question; no model is asked whether the sources answer."""
        finding, evidence = _present(turn.finding), _present(turn.evidence)
        draft = self._writer.write(evidence)
        drafts = [self._writer.write(part) for part in turn.parts]
        if drafts and all(each.claims for each in drafts):
            draft = part_by_part(draft, drafts)
        elif drafts:
            untold = [part.query.facet for part, each in zip(turn.parts, drafts, strict=True) if not each.claims]
            draft = with_untold_parts(draft, [facet for facet in untold if facet is not evidence.query.facet])
        if finding.outcome is Outcome.DECLINED:
            query, fits = _present(turn.query), self._sure_of(evidence)
            ending = decline(finding, query, self.settings, self.lexicon, draft, evidence, fits)
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
        if draft.plan:
            verdicts = completed_by_plan(verdicts, draft.plan, evidence, self._verifier, read_once)
            if not wrote(verdicts, draft):
                turn = turn.model_copy(update={"draft": draft.plan})
        owed = harms_owed(verdicts, evidence) if turn.ending is None else ()
        if owed:
            verdicts += self._verifier.verify(Draft(claims=owed), evidence)
        turn = turn.model_copy(update={"verdicts": verdicts})
        if turn.ending is None:
            turn = self._with_warnings(self._with_both_sides(turn))
        for verdict in turn.verdicts:
            if verdict.claim is None:
                _log.warning("claim dropped: %s", verdict.why)
        direct = [verdict for verdict in turn.verdicts if verdict.part is Part.DIRECT]
        if turn.ending is None and not any(verdict.claim for verdict in direct):
            return turn.model_copy(update={"verdicts": (), "ending": abstain(evidence, Draft(claims=()), self.lexicon)})
        return turn

    def _with_warnings(self, turn: Turn) -> Turn:
        """Add what a label, or a regulator of its class, warns of each drug of which a benefit is told without it."""
        evidence = _present(turn.evidence)
        asked = evidence.query.drugs  # another drug's benefit stands in an answer as a comparator
        drugs = tuple(d for d in unwarned(turn.verdicts, evidence, self.lexicon) if not asked or d in asked)
        articles = warnings_of(drugs, self.articles, self.lexicon)
        if not articles:
            return turn
        evidence = completed(evidence, articles)
        on_them = evidence.model_copy(update={"query": evidence.query.model_copy(update={"drugs": drugs})})
        owed = label_warnings(on_them, candidates_of(on_them, self.lexicon), self.lexicon)
        verdicts = (*turn.verdicts, *self._verifier.verify(Draft(claims=tuple(owed)), evidence))
        return turn.model_copy(update={"verdicts": verdicts, "evidence": evidence})

    def _with_both_sides(self, turn: Turn) -> Turn:
        """Add what other sources say where a claim takes one side of a known disagreement."""
        claims = [verdict.claim for verdict in turn.verdicts if verdict.claim]
        conflicts = touched(self._conflicts, claims)
        untold = untold_sides(conflicts, claims)
        if not untold:
            return turn.model_copy(update={"conflicts": conflicts})
        needed = {binding.source_id for claim in untold for binding in claim.bindings}
        evidence = completed(_present(turn.evidence), [a for a in self.articles if a.card.id in needed])
        verdicts = (*turn.verdicts, *self._verifier.verify(Draft(claims=untold), evidence))
        return turn.model_copy(update={"verdicts": verdicts, "evidence": evidence, "conflicts": conflicts})

    def compose(self, turn: Turn) -> Answer:
        """Return the answer of a verified turn; if that fails, the one that says so."""
        try:
            return self._composer.compose(turn)
        except Exception as error:  # reason: a guard that fails must abstain, whatever it failed with
            _log.error("defect in disclose: %s", type(error).__name__)
            return self._composer.compose(Turn(question=turn.question, ending=_guard_failed()))


def _joined(evidence: Evidence, parts: Sequence[Evidence]) -> Evidence:
    """Return the evidence of a whole message with what was found for a part of it alone."""
    ranked = {each.passage.passage_id: each for part in (*parts[::-1], evidence) for each in part.ranked}
    cards = {card.id: card for part in (evidence, *parts) for card in part.cards}
    return evidence.model_copy(update={"ranked": tuple(ranked.values()), "cards": tuple(cards.values())})


def _points_at_a_study(name: str, told: Sequence[str]) -> bool:
    if len(name) >= _SHORTEST_STUDY_NAME:
        return True
    cited = re.compile(rf"\b{re.escape(name)}(?: et al| and colleagues|,? \(?(?:19|20)\d\d)\b", re.IGNORECASE)
    return any(cited.search(text) for text in told)


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
    rewriter = load_model_writer(settings) if settings.writer == "model" else None
    check_loads()
    likeliest("")  # loaded now, so that no patient waits for it
    articles = read_corpus(settings.corpus / "articles")
    lexicon = load_lexicon(settings.corpus / "lexicon.toml")
    embedder = embedder_for(settings)
    retriever = open_index(articles, embedder, settings.data_dir, chroma_url=settings.chroma_url)
    check = NetCrossEncoder(settings.embedding_precision, settings.data_dir / "models")
    check.answers("", [""])  # loaded now, so that no patient waits for it and a net that cannot load shows at once
    writer = BriefWriter(lexicon, read_once, sources=settings.sources, check=check)
    conflicts = load_conflicts(settings.corpus / "conflicts.toml", articles)
    reader = NetReader(settings.embedding_precision, settings.data_dir / "models")
    prepare(articles, reader)
    return Bot(settings, articles, lexicon, retriever, writer, conflicts, rewriter, reader)


def _runnable_of(steps: Sequence[Step]) -> Runnable[Any, Answer]:
    """Return the steps as LangChain's chain, each under its name, for its callers, tracers and callbacks."""
    lambdas: list[Runnable[Any, Any]] = [
        RunnableLambda(step.run, step.arun, name=step.name) if step.arun else RunnableLambda(step.run, name=step.name)
        for step in steps
    ]
    return RunnableSequence(*lambdas)


_Stage = Callable[[Turn], Turn]


def _unless_ended(stage: _Stage) -> _Stage:
    def run(turn: Turn) -> Turn:
        return turn if turn.ending else stage(turn)

    return run


def _unless_ended_async(stage: Callable[[Turn], Awaitable[Turn]]) -> Callable[[Turn], Awaitable[Turn]]:
    async def run(turn: Turn) -> Turn:
        return turn if turn.ending else await stage(turn)

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
