"""The one way in for a question, whatever surface it comes from: page, widget, API.

    site known, not paused, origin allowed → limits → a place in the queue → audit "accepted"
        → the bot's events → audit "answered" → the answer

`admit` decides at once, so that a refusal is a plain response; a ticket then yields the events. A ticket that was
given out is always given back, also when its reader leaves.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from pydantic import Field

from bot.answers.events import Done, Event
from bot.errors import QuestionError
from bot.lexicon import Lexicon
from bot.questions.queries import understand
from bot.settings import Settings
from bot.types import Answer, Outcome, Record
from bot.web.audit import Audit
from bot.web.limits import Limits, Visitor
from bot.web.metrics import Metrics
from bot.web.refusals import Refusal
from bot.web.served import Served, Snapshot
from bot.web.sites import OWN, Contact, Site, Sites

_log = structlog.get_logger("litotes.web")
_RETRY_BUSY_S = 3
_RETRY_STOPPING_S = 30
_RETRY_UPDATING_S = 20
_UNKNOWN = "unknown"


class Asked(Record):
    """A question as it arrived."""

    question: str
    history: tuple[tuple[str, str], ...] = ()
    site_id: str | None = None
    origin: str | None = Field(default=None, description="of the browser's page, where it is not our own")
    visitor: Visitor
    surface: str


class Desk:
    """Lets questions in and sees each to its end. It belongs to one event loop."""

    def __init__(self, served: Served, settings: Settings, sites: Sites, metrics: Metrics, audit: Audit | None) -> None:
        self.settings = settings
        self.sites = sites
        self.audit = audit
        self.metrics = metrics
        self.stopping = False
        self.served = served
        self._limits = Limits(settings)
        self._slots = asyncio.Semaphore(settings.answer_slots)
        self._inside = 0
        # One thread: lines are written in the order in which things happened.
        self._scribe = ThreadPoolExecutor(max_workers=1, thread_name_prefix="audit")

    def contacts(self, site: Site | None) -> tuple[Contact, ...]:
        return (site or Site(id=OWN, name="Litotes")).contacts(self.settings)

    def site_for(self, site_id: str | None, origin: str | None) -> Site:
        """Return the site that asks.

        Raises:
            Refusal: it is unknown or paused, or the browser says that another origin asks.
        """
        site = self.sites.find(site_id)
        if site is None:
            raise self._refused("unknown_site", None)
        if origin is not None and origin not in site.origins:
            raise self._refused("forbidden_origin", site)
        if site.paused:
            raise self._refused("paused", site)
        return site

    async def admit(self, asked: Asked) -> Ticket:
        """Let a question in.

        Raises:
            Refusal: it is not, and why.
        """
        if self.stopping:
            raise self._refused("stopping", None, _RETRY_STOPPING_S)
        site = self.site_for(asked.site_id, asked.origin)
        if self._inside >= self.settings.answer_slots + self.settings.waiting_slots:
            raise self._refused("busy", site, _RETRY_BUSY_S)
        try:
            self._limits.take(site, asked.visitor, self.contacts(site))
        except Refusal as refusal:
            self._count_refusal(refusal.code, site)
            raise
        ticket = Ticket(self, site, asked)
        self._enter()
        try:
            await self._write(lambda audit: audit.accepted(ticket.question_id, site=site.id, surface=asked.surface))
        except Exception as error:  # reason: whatever the database raises, nothing is answered without its line
            ticket.release()
            _log.error("the audit cannot be written", error=type(error).__name__)
            self.metrics.defects.labels("audit").inc()
            raise self._refused("unrecorded", site, _RETRY_STOPPING_S) from error
        except BaseException:
            ticket.release()
            raise
        return ticket

    async def answer(self, asked: Asked) -> tuple[Answer, Snapshot]:
        """Return the answer to one question, and what it was answered from.

        Raises:
            Refusal: it was not let in, took too long, or failed.
            QuestionError: it cannot be read.
        """
        ticket = await self.admit(asked)
        answer = None
        async for event in ticket.events():
            if isinstance(event, Done):
                answer = event.answer
        if answer is None:
            raise self._refused("failed", ticket.site)
        return answer, ticket.snapshot

    async def run(self, ticket: Ticket) -> AsyncIterator[Event]:
        """Yield the events of an admitted question; the answer only once its audit line is written.

        The work has a task of its own: a reader who takes the events slowly holds no slot.

        Raises:
            Refusal: it took too long, or failed.
            QuestionError: it cannot be read.
        """
        told: asyncio.Queue[Event | Refusal | QuestionError | None] = asyncio.Queue()
        work = asyncio.create_task(self._work(ticket, told))
        try:
            while (event := await told.get()) is not None:
                if isinstance(event, Exception):
                    raise event
                yield event
        finally:
            work.cancel()
            await asyncio.wait([work])

    async def _work(self, ticket: Ticket, told: asyncio.Queue[Event | Refusal | QuestionError | None]) -> None:
        began = time.monotonic()
        ended = "cancelled"
        try:
            async with asyncio.timeout(self.settings.answer_timeout_s), self._slots:
                async for event in ticket.snapshot.bot.stream(ticket.given):
                    if not ticket.snapshot.stands(event):
                        raise self._refused("updating", ticket.site, _RETRY_UPDATING_S)
                    if isinstance(event, Done):
                        await self._note(ticket, event.answer, time.monotonic() - began)
                        ended = event.answer.outcome.value
                    told.put_nowait(event)
        except Refusal as refusal:
            ended = refusal.code
            told.put_nowait(refusal)
        except TimeoutError:
            ended = "too_slow"
            told.put_nowait(self._refused(ended, ticket.site))
        except QuestionError as error:
            ended = "bad_request"
            told.put_nowait(error)
        except Exception as error:  # reason: a reader must be told that it failed, never a half-made answer
            ended = "failed"
            _log.error("an answer failed", error=type(error).__name__)  # its text may hold the question
            self.metrics.defects.labels("answer").inc()
            told.put_nowait(self._refused(ended, ticket.site))
        finally:
            ticket.release()
            told.put_nowait(None)
            if ended not in _OUTCOMES:
                await self._write_end(ticket, ended)

    async def aclose(self) -> None:
        """Wait for what is being written."""
        await asyncio.to_thread(self._scribe.shutdown, wait=True)
        if self.audit:
            self.audit.close()

    def count_feedback(self, site: Site, visitor: Visitor) -> None:
        """Count one piece of feedback against the limits of an address.

        Raises:
            Refusal: too many.
        """
        self._limits.take_feedback(site, visitor, self.contacts(site))

    async def record(self, write: Callable[[Audit], Any]) -> bool:
        """Write to the audit; False where there is none."""
        if self.audit is None:
            return False
        await self._write(write)
        return True

    async def _note(self, ticket: Ticket, answer: Answer, seconds: float) -> None:
        about = await asyncio.to_thread(_about, answer.question, ticket.snapshot.bot.lexicon) if self.audit else ""
        await self._write(
            lambda audit: audit.answered(
                ticket.question_id, answer, site=ticket.site.id, about=about, keep_text=ticket.site.keep_text
            )
        )
        self.metrics.ended.labels(ticket.site.id, ticket.surface, answer.outcome.value).inc()
        self.metrics.seconds.observe(seconds)
        _log.info(
            "question ended",
            site=ticket.site.id,
            surface=ticket.surface,
            outcome=answer.outcome.value,
            reason=answer.reason.value if answer.reason else None,
            claims=len(answer.claims),
            sources=len(answer.sources),
            seconds=round(seconds, 3),
        )

    async def _write_end(self, ticket: Ticket, why: str) -> None:
        self.metrics.ended.labels(ticket.site.id, ticket.surface, why).inc()
        try:
            await self._write(lambda audit: audit.unanswered(ticket.question_id, site=ticket.site.id, why=why))
        except Exception as error:  # reason: the reader was told already; the operator must know
            _log.error("an audit line was lost", error=type(error).__name__)
            self.metrics.defects.labels("audit").inc()

    async def _write(self, write: Callable[[Audit], Any]) -> None:
        audit = self.audit
        if audit is not None:
            await asyncio.get_running_loop().run_in_executor(self._scribe, write, audit)

    def _refused(self, code: str, site: Site | None, retry_after_s: int | None = None) -> Refusal:
        self._count_refusal(code, site)
        return Refusal(code, self.contacts(site), retry_after_s=retry_after_s)

    def _count_refusal(self, code: str, site: Site | None) -> None:
        self.metrics.refused.labels(site.id if site else _UNKNOWN, code).inc()

    def _enter(self) -> None:
        self._inside += 1
        self.metrics.inside.set(self._inside)

    def leave(self) -> None:
        self._inside -= 1
        self.metrics.inside.set(self._inside)


class Ticket:
    """A question that was let in. Give it back with `release`, or by running its events to their end."""

    def __init__(self, desk: Desk, site: Site, asked: Asked) -> None:
        self.site = site
        self.surface = asked.surface
        self.question_id = uuid.uuid4().hex
        self.given = {"question": asked.question, "history": [*asked.history]}
        self._desk = desk
        self.snapshot: Snapshot = desk.served.now
        self._held = True

    def events(self) -> AsyncIterator[Event]:
        return self._desk.run(self)

    def release(self) -> None:
        if self._held:
            self._held = False
            self._desk.leave()


_OUTCOMES = frozenset(outcome.value for outcome in Outcome)


def _about(question: str, lexicon: Lexicon) -> str:
    """Return what a question is about in the corpus's own names: a closed set, never the words that were typed."""
    query = understand(question[:2_000], lexicon)
    known = [name for name in (*query.drugs, *query.conditions) if name in lexicon.names]
    return " · ".join([query.facet.value, *(lexicon.plain(name) for name in known[:4])])
