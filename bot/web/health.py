"""`/health/live`: the process answers. `/health/ready`: the index is open, and a smoke question gets an answer."""

from __future__ import annotations

import asyncio
import time

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from bot.types import Answer
from bot.web.desk import Desk

_log = structlog.get_logger("litotes.web")
SMOKE_QUESTION = "Does dupilumab cause hair loss?"
# A load balancer asks every few seconds; a question costs about a tenth of one.
_KEPT_S = 30.0
_TIMEOUT_S = 30.0


class Readiness:
    """Asks the smoke question, and keeps what came of it for a while."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._asked_at: float | None = None
        self._fault: str | None = "starting"
        self._lock = asyncio.Lock()

    async def fault(self) -> str | None:
        """Return what is wrong, or None."""
        if self._desk.stopping:
            return "stopping"
        async with self._lock:
            if self._asked_at is None or time.monotonic() - self._asked_at > _KEPT_S:
                self._fault = await self._ask()
                self._asked_at = time.monotonic()
        return self._fault

    async def _ask(self) -> str | None:
        try:
            given = {"question": SMOKE_QUESTION, "history": []}
            async with asyncio.timeout(_TIMEOUT_S):
                answer: Answer = await asyncio.to_thread(self._desk.served.now.bot.answer, given)
        except Exception as error:  # reason: whatever is wrong, this process must get no questions
            _log.error("the smoke question failed", error=type(error).__name__)
            return "the smoke question failed"
        return None if answer.text and answer.disclaimers else "the smoke question got no answer"


def routes(desk: Desk) -> APIRouter:
    """Return the two checks."""
    router = APIRouter(prefix="/health", include_in_schema=False)
    readiness = Readiness(desk)

    @router.get("/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/ready")
    async def ready() -> JSONResponse:
        fault = await readiness.fault()
        if fault:
            return JSONResponse({"status": "not ready", "why": fault}, 503)
        return JSONResponse({"status": "ready", "index": desk.served.now.bot.retriever.fingerprint[:12]})

    return router
