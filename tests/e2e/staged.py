"""The real application around the real bot, with three questions that bring about what cannot be asked for.

wait …      stays unanswered until the test says go (a file appears)
break …     fails inside the bot
hostile …   is answered by somebody who wants to take the page over
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bot.offline import forbid_calls_home

forbid_calls_home()

import uvicorn  # noqa: E402  # reason: nothing may call home while importing

from bot.answers.events import Done, Event, Progress, Stage, Told  # noqa: E402  # reason: the same
from bot.pipeline import Bot, open_bot  # noqa: E402  # reason: the same
from bot.settings import load_settings  # noqa: E402  # reason: the same
from bot.types import Answer, ClaimKind  # noqa: E402  # reason: the same
from bot.web.logs import write_json_lines  # noqa: E402  # reason: the same
from bot.web.server import app_of  # noqa: E402  # reason: the same

HOSTILE = (
    "<script>window.taken=1</script> <img src=http://evil.invalid/a.png onerror=window.taken=2> "
    "![x](http://evil.invalid/b.png) [click](javascript:window.taken=3) <iframe src=http://evil.invalid/></iframe> "
    "<a href='javascript:window.taken=4'>here</a> **bold** \u202etxet dediw\u202c <style>@import 'http://evil.invalid/c.css';</style>"
)


class StagedBot:
    """A bot that does as it is told by the first word of a question."""

    def __init__(self, bot: Bot, go: Path) -> None:
        self._bot, self._go = bot, go

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bot, name)

    async def stream(self, given: dict[str, Any]) -> AsyncIterator[Event]:
        first, _, rest = given["question"].partition(" ")
        if first == "break":
            raise RuntimeError(given["question"])
        if first == "wait":
            yield Progress(stage=Stage.SEARCHING, text="searching")
            while not self._go.exists():
                await asyncio.sleep(0.02)
        told = {**given, "question": rest} if first in {"wait", "hostile"} else given
        async for event in self._bot.stream(told):
            if first == "hostile" and isinstance(event, Told):
                continue
            yield Done(answer=taken_over(event.answer)) if first == "hostile" and isinstance(event, Done) else event


def taken_over(answer: Answer) -> Answer:
    """Return the answer with hostile words in its claims, its sources and its question, and a line of a megabyte."""
    first = answer.claims[0].model_copy(update={"text": HOSTILE, "kind": ClaimKind.DESCRIPTIVE})
    text = answer.text.replace(answer.claims[0].text, HOSTILE) + "\n\n" + "x" * 1_000_000
    sources = tuple(each.model_copy(update={"title": HOSTILE}) for each in answer.sources)
    return answer.model_copy(
        update={
            "claims": (first, *answer.claims[1:]),
            "text": text,
            "sources": sources,
            "question": HOSTILE,
            "follow_ups": (HOSTILE,),
        }
    )


if __name__ == "__main__":
    settings = load_settings()
    write_json_lines()
    staged: Any = StagedBot(open_bot(settings), Path(os.environ["STAGED_GO"]))
    app = app_of(staged, settings)
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False, proxy_headers=False)
