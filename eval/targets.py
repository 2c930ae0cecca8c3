"""What is evaluated: our bot, one of the baselines, or anybody's bot by its address or its function."""

from __future__ import annotations

import importlib
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from typing import Any

from bot.draft import ModelWriter
from bot.pipeline import Bot, open_bot
from bot.settings import Settings
from bot.types import Answer
from eval.attackers import ATTACKS, HONEST, Attacker
from eval.baselines import quickstart, retrieval_alone, unguarded
from eval.replies import read_reply

History = Sequence[tuple[str, str]]
Target = Callable[[str, History], Answer]

NAMES = "bot, unguarded, retrieval, vanilla, attack:NAME, unguarded:NAME, http(s)://…, or module:function"
_TIMEOUT_S = 120.0


class TargetError(Exception):
    """A target cannot be reached or opened; the message says what to do."""


def open_target(name: str, settings: Settings) -> Target:
    """Return what answers: a function of a question and its history.

    Raises:
        TargetError: no such target, or it cannot be opened.
    """
    if name.startswith(("http://", "https://")):
        return _over_http(name)
    kind, _, rest = name.partition(":")
    if kind in {"bot", "vanilla", "retrieval"} and not rest:
        bot = open_bot(settings)
        makers: dict[str, Callable[[], Target]] = {
            "bot": lambda: _asking(bot),
            "retrieval": lambda: retrieval_alone(bot),
            "vanilla": lambda: quickstart(bot, settings),
        }
        return makers[kind]()
    if name == "unguarded":
        return _bare(open_bot(settings))
    if kind in {"attack", "unguarded"}:
        if rest not in {**ATTACKS, **HONEST}:
            raise TargetError(f"no attacker is called {rest!r}; there are {', '.join([*ATTACKS, *HONEST])}")
        return _attacked(open_bot(settings), rest, guarded=kind == "attack")
    if rest:
        return _imported(kind, rest)
    raise TargetError(f"no target is called {name!r}; give {NAMES}")


def _asking(bot: Bot) -> Target:
    def ask(question: str, history: History) -> Answer:
        return bot.runnable.invoke({"question": question, "history": [*history]})

    return ask


def _bare(bot: Bot) -> Target:
    """Return our bot with its guard switched off: what the rules plan, shown as it is. For measuring only."""

    def ask(question: str, history: History) -> Answer:
        planned = bot.plan({"question": question, "history": [*history]})
        answer = bot.compose(bot.verify(planned))
        if planned.ending or planned.draft is None or planned.evidence is None:
            return answer
        return unguarded(answer, planned.draft, planned.evidence)

    return ask


def _attacked(bot: Bot, habit: str, *, guarded: bool) -> Target:
    writer = ModelWriter(Attacker(habit=habit), f"attack:{habit}", timeout_s=60, budget_s=60, max_prompt_chars=12_000)

    def ask(question: str, history: History) -> Answer:
        planned = bot.plan({"question": question, "history": [*history]})
        if planned.ending or planned.draft is None or planned.evidence is None:
            return bot.compose(bot.verify(planned))
        draft = writer.rewrite(planned.draft, planned.evidence)
        answer = bot.compose(bot.verify(planned.model_copy(update={"draft": draft})))
        return answer if guarded else unguarded(answer, draft, planned.evidence)

    return ask


def _over_http(url: str) -> Target:
    def ask(question: str, history: History) -> Answer:
        body = json.dumps({"question": question, "history": [list(pair) for pair in history]}).encode()
        request = urllib.request.Request(  # noqa: S310  # reason: open_target lets http and https through, no other
            url, data=body, headers={"Content-Type": "application/json", "Accept": "application/json, text/plain"}
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as reply:  # noqa: S310  # reason: likewise
                said = reply.read().decode("utf-8", "replace")
        except (urllib.error.URLError, OSError) as error:
            raise TargetError(f"{url} did not answer ({error})") from error
        return read_reply(_as_json(said), question)

    return ask


def _as_json(said: str) -> Any:
    try:
        return json.loads(said)
    except json.JSONDecodeError:
        return said


def _imported(module: str, function: str) -> Target:
    try:
        called = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise TargetError(
            f"cannot import {function!r} from {module!r} ({error}); is its folder on PYTHONPATH?"
        ) from error

    def ask(question: str, history: History) -> Answer:
        return read_reply(called(question, [*history]), question)

    return ask
