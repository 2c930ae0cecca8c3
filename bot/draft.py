"""Adapter: a LangChain chat model rewrites what the rules chose, as claims bound to sentences of passages.

The model holds the pen and nothing else. The rules have decided before it is asked whether the sources answer, from
which sources, and what has to stand beside it; what it writes is verified like any draft, and what falls is
replaced by the rules' own sentences (`bot.answers.plans`). Whatever goes wrong here, the rules' draft is returned.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables.config import RunnableConfig, ensure_config
from pydantic import Field, ValidationError

from bot import prompts
from bot.errors import ModelError, SettingsError
from bot.settings import Settings
from bot.text.sentences import split_sentences
from bot.types import Binding, Draft, DraftClaim, Evidence, Facet, Part, Passage, Record

__all__ = ["ModelWriter", "load_model_writer"]

_log = logging.getLogger("litotes")

_PARTS = {"answer": Part.DIRECT, "evidence": Part.EVIDENCE, "harms": Part.HARMS, "unknown": Part.UNKNOWN}
_FAILURES_BEFORE_A_REST = 3  # chosen, unmeasured: three visitors wait for a dead server, the fourth does not
_REST_S = 60.0
_PAUSE_S = 0.5  # before the second try
_COUNTS_TOKENS = frozenset({"openai", "anthropic"})  # these take a limit, a timeout and a number of tries
_MARGIN_S = 2.0  # for a model whose own code holds up the loop that should stop it
_NO_SENTENCE = 10_000  # a sentence that no passage has: the verifier drops the claim that cites it
_REFUSED = frozenset({400, 422})
_TRY_AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504})


class _WrittenClaim(Record):
    text: str = Field(min_length=1, max_length=1_000)
    part: str = "evidence"
    cites: tuple[str, ...] = Field(max_length=12)


class _Written(Record):
    """What the model is asked for."""

    claims: tuple[_WrittenClaim, ...] = Field(max_length=40)


class ModelWriter:
    """Implements `protocols.Rewriter` with any LangChain chat model.

    `budget_s` bounds the whole work on one question, tries and pauses included; `timeout_s` one call. With
    `takes_schema` the reply is asked for in OpenAI's `response_format`, until a server refuses that.
    """

    def __init__(
        self,
        model: BaseChatModel,
        name: str,
        *,
        timeout_s: float,
        budget_s: float,
        max_prompt_chars: int,
        takes_schema: bool = False,
    ) -> None:
        self._model = model
        self._name = name
        self._timeout_s = timeout_s
        self._budget_s = budget_s
        self._max_prompt_chars = max_prompt_chars
        self._takes_schema = takes_schema
        self._loop = _loop()
        self._failures = 0
        self._rests_until = 0.0

    def rewrite(self, plan: Draft, evidence: Evidence) -> Draft:
        """Return the model's draft with the plan in it; the plan itself if the model is no use now."""
        task = self._submit(plan, evidence)
        try:
            return task.result(timeout=self._budget_s + _MARGIN_S)
        except TimeoutError:
            task.cancel()
            return self._failed(plan, "it held up its own time limit")

    async def arewrite(self, plan: Draft, evidence: Evidence) -> Draft:
        """Do the same; cancelling it cancels the call to the model."""
        return await asyncio.wrap_future(self._submit(plan, evidence))

    def condense(self, questions: Sequence[str]) -> str | None:
        """Return the last question rewritten to stand alone, unchecked; None if the model is no use now."""
        messages: list[BaseMessage] = [
            SystemMessage(prompts.CONDENSE),
            HumanMessage(prompts.conversation(questions)),
        ]
        asked = self._ask(messages, ensure_config(), time.monotonic() + self._timeout_s)
        try:
            reply = asyncio.run_coroutine_threadsafe(asked, self._loop).result(timeout=self._timeout_s + _MARGIN_S)
        except (ModelError, TimeoutError) as error:
            _log.warning("the model could not condense a question: %s", error)
            return None
        return reply.strip()

    def _submit(self, plan: Draft, evidence: Evidence) -> Future[Draft]:
        return asyncio.run_coroutine_threadsafe(self._rewrite(plan, evidence, ensure_config()), self._loop)

    async def _rewrite(self, plan: Draft, evidence: Evidence, config: RunnableConfig) -> Draft:
        try:
            return await self._draft(plan, evidence, config)
        except ModelError as error:
            return self._failed(plan, str(error))
        except Exception as error:  # reason: prose is a luxury; whatever fails here, the rules' draft answers
            return self._failed(plan, f"defect: {type(error).__name__}")

    async def _draft(self, plan: Draft, evidence: Evidence, config: RunnableConfig) -> Draft:
        if evidence.query.facet is Facet.CASE or not plan.claims:
            return plan  # a row of a table is told cell by cell; where the rules abstain there is nothing to write
        if time.monotonic() < self._rests_until:
            return self._failed(plan, "it failed often and rests", counts=False)
        passages = tuple(_offered(plan, evidence, self._max_prompt_chars))
        blocks = [
            prompts.passage_block(number, passage, evidence.card(passage.source_id))
            for number, passage in enumerate(passages, start=1)
        ]
        messages: list[BaseMessage] = [
            SystemMessage(prompts.SYSTEM),
            HumanMessage(prompts.task(evidence.query.question, blocks)),
        ]
        marks = [prompts.mark(n, at + 1) for n, p in enumerate(passages, start=1) for at in range(len(p.sentences))]
        written = await self._written(messages, config, _schema(marks))
        self._failures = 0
        claims = tuple(_claims(written, passages))
        if not claims:
            return self._failed(plan, "it wrote no claim", counts=False)
        _log.info("the model wrote %d claims", len(claims))
        return plan.model_copy(
            update={
                "claims": claims,
                "writer": "model",
                "model": self._name,
                "prompt": prompts.PROMPT_VERSION,
                "plan": plan,
            }
        )

    async def _written(self, messages: list[BaseMessage], config: RunnableConfig, schema: dict[str, Any]) -> _Written:
        """Return what the model wrote; a reply that cannot be read is sent back once.

        Raises:
            ModelError: it failed within its budget, or could not be read twice.
        """
        deadline = time.monotonic() + self._budget_s
        reply = await self._ask(messages, config, deadline, schema)
        try:
            return _parsed(reply)
        except ValueError as fault:
            again = [*messages, AIMessage(reply), HumanMessage(prompts.NOT_JSON.format(why=_in_short(fault)))]
        try:
            return _parsed(await self._ask(again, config, deadline, schema))
        except ValueError as fault:
            raise ModelError(f"its reply could not be read twice ({_in_short(fault)})") from fault

    async def _ask(
        self,
        messages: list[BaseMessage],
        config: RunnableConfig,
        deadline: float,
        schema: dict[str, Any] | None = None,
    ) -> str:
        """Return the reply's text.

        Raises:
            ModelError: no reply in time, or an error that a second try did not mend.
        """
        for last in (False, True):
            left = min(self._timeout_s, deadline - time.monotonic())
            if left <= 0:
                raise ModelError("its time was used up")
            try:
                asked: dict[str, Any] = {"response_format": schema} if schema and self._takes_schema else {}
                reply = await asyncio.wait_for(self._model.ainvoke(messages, config=config, **asked), timeout=left)
                return str(reply.text)
            except TimeoutError as error:
                raise ModelError(f"no reply within {left:.0f} s") from error
            except Exception as error:  # reason: each provider has its own errors, and none may reach a visitor
                status = getattr(error, "status_code", None)
                refuses_schema = bool(asked) and status in _REFUSED
                self._takes_schema = self._takes_schema and not refuses_schema
                if last or (status is not None and status not in _TRY_AGAIN and not refuses_schema):
                    raise ModelError(_named(error, status)) from None  # its text may quote the question
            await asyncio.sleep(min(_PAUSE_S, max(0.0, deadline - time.monotonic())))
        raise AssertionError("unreachable")

    def _failed(self, plan: Draft, why: str, *, counts: bool = True) -> Draft:
        """Return the plan, and say in the log why the rules answer."""
        _log.warning("the model %s did not write (%s); the brief writer answers", self._name, why)
        if counts:
            self._failures += 1
            if self._failures >= _FAILURES_BEFORE_A_REST:
                self._failures = 0
                self._rests_until = time.monotonic() + _REST_S
        return plan


def load_model_writer(settings: Settings) -> ModelWriter:
    """Return the writer for `settings.model`, its key taken from the provider's own environment variable.

    Raises:
        SettingsError: no model is named, its provider is unknown or not installed, or it refuses its settings.
    """
    from langchain.chat_models import init_chat_model

    if not settings.model:
        raise SettingsError("the writer 'model' needs a model: --model PROVIDER:NAME, or LITOTES_MODEL")
    provider, colon, name = settings.model.partition(":")
    if not (provider and colon and name):
        raise SettingsError(
            f"the model is written PROVIDER:NAME, for example openai:gpt-5-mini; got {settings.model!r}"
        )
    options: dict[str, Any] = {"temperature": 0.0, "base_url": settings.model_url}
    if provider in _COUNTS_TOKENS:
        options |= {"max_tokens": settings.model_max_tokens, "max_retries": 0, "timeout": settings.model_timeout_s}
    if settings.model_url and provider == "openai" and not os.environ.get("OPENAI_API_KEY"):
        options["api_key"] = "none"  # a server of one's own asks for no key; the client wants a word there
    try:
        model = init_chat_model(name, model_provider=provider, **{k: v for k, v in options.items() if v is not None})
    except ImportError as error:
        raise SettingsError(
            f"the provider {provider!r} is not installed; pip install 'litotes[{provider}]' (openai, anthropic and "
            "ollama have an extra; any other needs its LangChain package)"
        ) from error
    except Exception as error:  # reason: each provider refuses in its own way, and its words may hold a key
        raise SettingsError(
            f"the model {settings.model!r} cannot be set up ({type(error).__name__}); see its provider's environment "
            "variables, such as OPENAI_API_KEY"
        ) from None
    return ModelWriter(
        model,
        settings.model,
        timeout_s=settings.model_timeout_s,
        budget_s=settings.model_budget_s,
        max_prompt_chars=settings.model_prompt_chars,
        takes_schema=provider == "openai",
    )


def _offered(plan: Draft, evidence: Evidence, max_chars: int) -> Iterator[Passage]:
    """Yield the passages to show: those that the plan rests on, then others of its sources, as many as fit."""
    cited = dict.fromkeys(binding.passage_id for claim in plan.claims for binding in claim.bindings)
    sources = {passage_id.split("#")[0] for passage_id in cited}
    by_id = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    rest = [p for p in by_id.values() if p.passage_id not in cited and p.source_id in sources and not p.header]
    left = max_chars
    for passage in (*(by_id[key] for key in cited if key in by_id), *rest):
        left -= len(prompts.passage_block(1, passage, evidence.card(passage.source_id)))
        if left < 0:
            return
        yield passage


def _claims(written: _Written, passages: Sequence[Passage]) -> Iterator[DraftClaim]:
    """Yield each sentence of each claim as a claim of its own: a second sentence must not ride on the first."""
    for each in written.claims:
        bindings = tuple(_binding(cited, passages) for cited in dict.fromkeys(each.cites))
        for sentence in split_sentences(each.text):
            yield DraftClaim(text=sentence.text, part=_PARTS.get(each.part, Part.EVIDENCE), bindings=bindings)


def _binding(cited: str, passages: Sequence[Passage]) -> Binding:
    """Return the sentence that a mark points to; a mark that points nowhere stays, for the verifier to drop."""
    for number, passage in enumerate(passages, start=1):
        for at in range(len(passage.sentences)):
            if cited.strip().strip("[]") == prompts.mark(number, at + 1):
                return Binding(passage_id=passage.passage_id, sentence=at)
    return Binding(passage_id=cited, sentence=_NO_SENTENCE)


def _schema(marks: Sequence[str]) -> dict[str, Any]:
    """Return the reply's shape for servers that hold a model to one: it can cite nothing that it was not shown."""
    claim = {
        "type": "object",
        "properties": {
            "text": {"type": "string", "maxLength": 400},
            "part": {"enum": ["answer", "evidence"]},
            "cites": {"type": "array", "items": {"enum": [*marks]}, "minItems": 1, "maxItems": 3},
        },
        "required": ["text", "part", "cites"],
        "additionalProperties": False,
    }
    shape = {
        "type": "object",
        "properties": {"claims": {"type": "array", "items": claim, "maxItems": 6}},
        "required": ["claims"],
        "additionalProperties": False,
    }
    return {"type": "json_schema", "json_schema": {"name": "claims", "strict": False, "schema": shape}}


def _parsed(reply: str) -> _Written:
    """Read the JSON object of a reply, whatever stands around it.

    Raises:
        ValueError: there is none, or it is not what was asked for.
    """
    start = reply.find("{")
    if start < 0:
        raise ValueError("there is no JSON object in it")
    found: Any = json.JSONDecoder().raw_decode(reply[start:])[0]
    return _Written.model_validate(found)


def _in_short(fault: ValueError) -> str:
    if isinstance(fault, ValidationError):
        first = fault.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    return str(fault).split("\n")[0][:120]


def _named(error: Exception, status: int | None) -> str:
    return type(error).__name__ + (f", status {status}" if status is not None else "")


_loop_lock = threading.Lock()
_shared_loop: list[asyncio.AbstractEventLoop] = []


def _loop() -> asyncio.AbstractEventLoop:
    """Return the one loop that all calls to models run on: providers keep connections, which belong to one loop."""
    with _loop_lock:
        if not _shared_loop:
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="litotes-model", daemon=True).start()
            _shared_loop.append(loop)
        return _shared_loop[0]
