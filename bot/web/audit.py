"""What was answered: one hash-chained line for each question, so that a line that was changed or taken out shows.

A line holds ids, versions, the outcome and counts; never what was typed or told. Where a site turns it on, the masked
texts stand in a table of their own, bound to their line by a salted digest, and are deleted after the site's
retention: the chain stays whole without them. Why it is built so: docs/decisions/0012-web.md.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import OperationError
from bot.settings import Settings
from bot.types import Answer, Record

_START = "0" * 64
_LOCK = 5_281_914  # PostgreSQL's advisory lock of the chain; any number that nobody else uses

_metadata = MetaData()
_lines = Table(
    "audit_lines",
    _metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("time", String(32), nullable=False),
    Column("kind", String(16), nullable=False, index=True),
    Column("site", String(40), nullable=False, index=True),
    Column("answer_id", String(40), nullable=True, index=True),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)
_texts = Table(
    "audit_texts",
    _metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("site", String(40), nullable=False, index=True),
    Column("time", String(32), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("said", Text, nullable=False),
)
_sources = Table(
    "audit_sources",
    _metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("source_id", String(60), primary_key=True, index=True),
    Column("answer_id", String(40), nullable=False),
)


class Line(Record):
    """One link of the chain."""

    seq: int
    time: str
    kind: str
    site: str
    answer_id: str | None
    body: dict[str, Any]
    previous: str
    digest: str


class Chain(Record):
    """What a verification found."""

    lines: int
    head: str
    fault: str | None


class Audit:
    """The audit of one database. Threads and processes may share it: a transaction holds the chain's end."""

    def __init__(self, url: str) -> None:
        """Open the database and make its tables.

        Raises:
            OperationError: it cannot be opened.
        """
        self._lock = threading.Lock()
        try:
            self._engine = _opened(url)
            _metadata.create_all(self._engine)
        except (SQLAlchemyError, ImportError) as error:
            raise OperationError(
                f"the audit database cannot be opened ({type(error).__name__}); correct LITOTES_AUDIT, and install "
                "its driver"
            ) from error

    def accepted(self, question_id: str, *, site: str, surface: str) -> None:
        """Write that a question was let in, before any work on it."""
        self._append("accepted", site, None, {"question_id": question_id, "surface": surface})

    def answered(self, question_id: str, answer: Answer, *, site: str, about: str, keep_text: bool) -> None:
        """Write how it ended, before a word of the answer leaves."""
        kept = {"question": answer.question, "answer": answer.text} if keep_text else None
        body = {
            "question_id": question_id,
            "outcome": answer.outcome.value,
            "reason": answer.reason.value if answer.reason else None,
            "sources": [source.source_id for source in answer.sources],
            "certainty": answer.certainty.level.value if answer.certainty else None,
            "claims": len(answer.claims),
            "about": about,
            "versions": answer.versions.model_dump(mode="json"),
        }
        self._append("answered", site, answer.answer_id, body, kept)

    def unanswered(self, question_id: str, *, site: str, why: str) -> None:
        """Write that an accepted question got no answer: the reader left, or it failed."""
        self._append("unanswered", site, None, {"question_id": question_id, "why": why})

    def feedback(self, answer_id: str, *, site: str, helpful: bool | None, report: bool, note: str | None) -> None:
        """Write what a reader thought of an answer; the note only where the site keeps texts."""
        body = {"helpful": helpful, "report": report}
        self._append("feedback", site, answer_id, body, {"note": note} if note else None)

    def forget(self, retention: Callable[[str], int]) -> int:
        """Delete kept texts that are older than their site's `retention` in days; return how many."""
        now = datetime.now(tz=UTC)
        with self._lock, self._engine.begin() as connection:
            _take_chain(connection)
            sites = connection.execute(select(_texts.c.site).distinct()).scalars().all()
            gone = 0
            for site in sites:
                before = _spelled(now - timedelta(days=retention(site)))
                old = delete(_texts).where(_texts.c.site == site, _texts.c.time < before)
                count = connection.execute(old).rowcount
                if count:
                    _link(connection, "forgotten", site, None, {"texts": count, "before": before}, None)
                gone += count
        return gone

    def lines(self, kinds: Sequence[str] = (), *, since: str = "") -> Iterator[Line]:
        """Yield the chain from its start, or some kinds of it since a time."""
        query = select(_lines).where(_lines.c.time >= since).order_by(_lines.c.seq)
        if kinds:
            query = query.where(_lines.c.kind.in_(kinds))
        with self._engine.connect() as connection:
            for row in connection.execution_options(yield_per=500).execute(query):
                yield Line(**{**row._mapping, "body": json.loads(row.body)})

    def texts(self) -> dict[int, dict[str, Any]]:
        """Return the kept texts by the number of their line."""
        with self._engine.connect() as connection:
            return {row.seq: json.loads(row.said) for row in connection.execute(select(_texts))}

    def citing(self, source_id: str) -> list[str]:
        """Return the ids of the answers that cite a source, oldest first."""
        query = select(_sources.c.answer_id).where(_sources.c.source_id == source_id).order_by(_sources.c.seq)
        with self._engine.connect() as connection:
            return list(connection.execute(query).scalars())

    def verify(self) -> Chain:
        """Recompute every link, and every kept text's digest."""
        previous, count = _START, 0
        with self._engine.connect() as connection:
            kept = {row.seq: row for row in connection.execute(select(_texts))}
            for row in connection.execute(select(_lines).order_by(_lines.c.seq)):
                count += 1
                if row.seq != count or row.previous != previous:
                    return Chain(lines=count, head=previous, fault=f"line {count} is missing or out of order")
                if _digest(row.seq, row.time, row.kind, row.site, row.answer_id, row.body, previous) != row.digest:
                    return Chain(lines=count, head=previous, fault=f"line {row.seq} was changed")
                said = kept.get(row.seq)
                if said and json.loads(row.body).get("text") != _sealed(said.salt, said.said):
                    return Chain(lines=count, head=previous, fault=f"the text of line {row.seq} was changed")
                previous = row.digest
        return Chain(lines=count, head=previous, fault=None)

    def close(self) -> None:
        self._engine.dispose()

    def _append(
        self, kind: str, site: str, answer_id: str | None, body: dict[str, Any], said: dict[str, Any] | None = None
    ) -> None:
        with self._lock, self._engine.begin() as connection:
            _take_chain(connection)
            _link(connection, kind, site, answer_id, body, said)


def open_audit(settings: Settings) -> Audit | None:
    """Return the audit that the settings ask for, or None where it is off.

    Raises:
        OperationError: the database cannot be opened.
    """
    if settings.audit == "off":
        return None
    if settings.audit != "on":
        return Audit(settings.audit)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Audit(f"sqlite:///{settings.data_dir / 'audit.sqlite'}")


def answers_citing(settings: Settings, source_id: str) -> list[str]:
    """Return the ids of the answers that cited a source, oldest first; none where the audit is off.

    Raises:
        OperationError: the database cannot be opened.
    """
    audit = open_audit(settings)
    if audit is None:
        return []
    try:
        return audit.citing(source_id)
    finally:
        audit.close()


def _opened(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin, below, starts the transactions
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


def _take_chain(connection: Connection) -> None:
    """Hold the end of the chain until the transaction is over, against other processes too."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _link(
    connection: Connection,
    kind: str,
    site: str,
    answer_id: str | None,
    body: dict[str, Any],
    said: dict[str, Any] | None,
) -> None:
    last = connection.execute(select(_lines.c.seq, _lines.c.digest).order_by(_lines.c.seq.desc()).limit(1)).first()
    seq, previous = (last.seq + 1, last.digest) if last else (1, _START)
    now = _spelled(datetime.now(tz=UTC))
    if said is not None:
        salt, told = secrets.token_hex(16), json.dumps(said, ensure_ascii=False, sort_keys=True)
        body = {**body, "text": _sealed(salt, told)}
        connection.execute(insert(_texts).values(seq=seq, site=site, time=now, salt=salt, said=told))
    written = json.dumps(body, ensure_ascii=False, sort_keys=True)
    digest = _digest(seq, now, kind, site, answer_id, written, previous)
    connection.execute(
        insert(_lines).values(
            seq=seq, time=now, kind=kind, site=site, answer_id=answer_id, body=written, previous=previous, digest=digest
        )
    )
    for source_id in body.get("sources", ()):
        connection.execute(insert(_sources).values(seq=seq, source_id=source_id, answer_id=answer_id))


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _sealed(salt: str, said: str) -> str:
    """Return what binds a text to its line; once the salt is deleted with the text, nobody can guess it back."""
    return hashlib.sha256(f"{salt}:{said}".encode()).hexdigest()


def _spelled(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
