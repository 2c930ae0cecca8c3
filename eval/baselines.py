"""What the bot is measured against: drafts that nobody checks, retrieval alone, and the quickstart chain."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from langchain.chat_models import init_chat_model
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from bot.pipeline import Bot
from bot.settings import Settings
from bot.types import Answer, Citation, Claim, ClaimKind, Draft, DraftClaim, Evidence, Outcome, Ranked, Strength
from eval.replies import read_text

_NEAREST = 4  # passages, as in LangChain's own quickstart
_PROMPT = """Use the following pieces of retrieved context to answer the question. If you don't know the answer, just
say that you don't know. Use three sentences maximum and keep the answer concise.

Context: {context}

Question: {question}
Answer:"""


def retrieval_alone(bot: Bot) -> Callable[[str, Sequence[tuple[str, str]]], Answer]:
    """Return a target that shows the nearest passages as they are: no triage, no coverage, no choice of sentences."""

    def ask(question: str, history: Sequence[tuple[str, str]]) -> Answer:
        del history
        return read_text("\n\n".join(each.passage.text for each in _nearest(bot, question)), question)

    return ask


def quickstart(bot: Bot, settings: Settings) -> Callable[[str, Sequence[tuple[str, str]]], Answer]:
    """Return LangChain's quickstart chain over the same index: retriever, prompt, model, text.

    Its prompt carries the quickstart's own wording. The model is LITOTES_MODEL, at LITOTES_MODEL_URL if that is set.
    """
    provider, _, name = (settings.model or "openai:model").partition(":")
    model = init_chat_model(
        name, model_provider=provider, temperature=0, base_url=settings.model_url, api_key="none",
        max_tokens=settings.model_max_tokens, timeout=settings.model_timeout_s,
    )  # fmt: skip

    def retrieve(question: str) -> list[Document]:
        return [Document(each.passage.text) for each in _nearest(bot, question)]

    def joined(documents: Sequence[Document]) -> str:
        return "\n\n".join(each.page_content for each in documents)

    chain = (
        {"context": RunnableLambda(retrieve) | RunnableLambda(joined), "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_template(_PROMPT)
        | model
        | StrOutputParser()
    )

    def ask(question: str, history: Sequence[tuple[str, str]]) -> Answer:
        del history
        return read_text(chain.invoke(question), question)

    return ask


def _nearest(bot: Bot, question: str) -> Sequence[Ranked]:
    everything = [article.card.id for article in bot.articles]
    return bot.retriever.rank(question, question, source_ids=everything, limit=_NEAREST)


def unguarded(answer: Answer, draft: Draft, evidence: Evidence) -> Answer:
    """Return the answer that a draft makes when nobody checks it: each claim as it was written.

    A citation that points nowhere is kept with the claim's own words as its quote: that is what a reader is shown.
    """
    claims = tuple(_as_written(each, evidence) for each in draft.claims)
    text = "\n\n".join([*(claim.text for claim in claims), *answer.disclaimers])
    return Answer.model_construct(
        **{
            **dict(answer),
            "outcome": Outcome.ANSWERED if claims else Outcome.ABSTAINED,
            "reason": None,
            "claims": claims,
            "certainty": None,
            "text": text,
        }
    )


def _as_written(drafted: DraftClaim, evidence: Evidence) -> Claim:
    passages = {ranked.passage.passage_id: ranked.passage for ranked in evidence.ranked}
    citations = []
    for binding in drafted.bindings:
        passage = passages.get(binding.passage_id)
        if passage is not None and binding.sentence < len(passage.sentences):
            sentence = passage.sentences[binding.sentence]
            citations.append(
                Citation(
                    source_id=passage.source_id,
                    passage_id=passage.passage_id,
                    quote=sentence.text,
                    start=sentence.start,
                    end=sentence.end,
                    url=evidence.card(passage.source_id).link,
                )
            )
        else:
            citations.append(
                Citation(
                    source_id="nowhere",
                    passage_id=binding.passage_id,
                    quote=drafted.text,
                    start=0,
                    end=max(1, len(drafted.text)),
                    url="https://example.org",
                )
            )
    return Claim.model_construct(
        text=drafted.text,
        kind=ClaimKind.DESCRIPTIVE,
        strength=Strength.NONE,
        licensed=Strength.NONE,
        citations=tuple(citations),
    )
