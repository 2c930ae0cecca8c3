"""A running server stays true to its corpus folder: what was taken out or changed there supports no answer."""

from __future__ import annotations

import asyncio
import gc
import shutil
import weakref
from pathlib import Path

import pytest

from bot.errors import ArticleError
from bot.pipeline import open_bot
from bot.settings import Settings
from bot.types import Answer
from bot.web.desk import Asked, Desk
from bot.web.limits import Visitor
from bot.web.metrics import Metrics
from bot.web.refusals import Refusal
from bot.web.served import Answers, Served
from bot.web.sites import Sites

ROOT = Path(__file__).parents[2]
QUESTION = "Does upadacitinib work for palmoplantar pustulosis?"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answers, Settings]:
    """Return a bot over the articles on one disease, and its settings."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "corpus" / "articles").mkdir(parents=True)
    shutil.copy(ROOT / "corpus" / "lexicon.toml", folder / "corpus" / "lexicon.toml")
    (folder / "corpus" / "conflicts.toml").write_text("", encoding="utf-8")
    for path in (ROOT / "corpus" / "articles").glob("*.md"):
        if "palmoplantar" in path.read_text(encoding="utf-8")[:1_500]:
            shutil.copy(path, folder / "corpus" / "articles")
    settings = Settings(corpus=folder / "corpus", data_dir=folder / "data")
    return open_bot(settings), settings


@pytest.fixture
def desk(small: tuple[Answers, Settings], tmp_path: Path) -> Desk:
    """Return a desk over a corpus folder of its own."""
    bot, settings = small
    corpus = shutil.copytree(settings.corpus, tmp_path / "corpus")
    own = settings.model_copy(update={"corpus": corpus})
    metrics = Metrics()
    return Desk(Served(bot, own, metrics), own, Sites(None), metrics, None)


async def ask(desk: Desk) -> Answer:
    asked = Asked(question=QUESTION, visitor=Visitor(address="127.0.0.1"), surface="api")
    answer, _ = await desk.answer(asked)
    return answer


def cited(answer: Answer) -> set[str]:
    return {source.source_id for source in answer.sources}


def article(desk: Desk, source_id: str) -> Path:
    return desk.settings.corpus / "articles" / f"{source_id}.md"


def test_a_source_taken_out_supports_nothing_from_that_moment_on(desk: Desk) -> None:
    """Before any look at the folder the answer is refused; after it, others are found, or none."""

    async def run() -> tuple[Answer, str, Answer]:
        before = await ask(desk)
        article(desk, before.sources[0].source_id).unlink()
        with pytest.raises(Refusal) as refused:
            await ask(desk)
        await desk.served.look()
        return before, refused.value.code, await ask(desk)

    before, code, after = asyncio.run(run())
    assert code == "updating"
    assert before.sources[0].source_id not in cited(after)
    assert after.disclaimers


def test_an_edited_source_is_read_again(desk: Desk) -> None:
    """An answer never quotes a text that is no longer there."""

    async def run() -> tuple[str, Answer]:
        before = await ask(desk)
        path = article(desk, before.sources[0].source_id)
        path.write_text(path.read_text(encoding="utf-8").replace("  \n", "\n") + "\n", encoding="utf-8")
        with pytest.raises(Refusal) as refused:
            await ask(desk)
        await desk.served.look()
        return refused.value.code, await ask(desk)

    code, after = asyncio.run(run())
    assert code == "updating"
    assert after.sources


def test_what_did_not_change_stays_served_when_the_corpus_breaks(desk: Desk) -> None:
    """A broken file is counted and stops nothing; the same corpus is not tried again until it changes."""
    tried = 0

    def refuse(_settings: Settings) -> Answers:
        nonlocal tried
        tried += 1
        raise ArticleError("broken.md: title: missing")

    desk.served._reopen = refuse

    async def run() -> Answer:
        article(desk, "broken").write_text("---\nid: broken\n---\n", encoding="utf-8")
        await desk.served.look()
        await desk.served.look()
        return await ask(desk)

    assert asyncio.run(run()).sources
    assert tried == 1
    assert desk.metrics.registry.get_sample_value("litotes_defects_total", {"where": "corpus"}) == 1


def test_nothing_is_opened_again_while_nothing_changed(desk: Desk) -> None:
    before = desk.served.now
    asyncio.run(desk.served.look())
    assert desk.served.now is before


def test_what_was_served_before_is_let_go(desk: Desk) -> None:
    """Else each change of the corpus costs memory and open files until the garbage collector comes by chance."""

    async def run() -> list[weakref.ref[object]]:
        gone: list[weakref.ref[object]] = []
        gc.disable()
        try:
            for _ in range(3):
                answer = await ask(desk)
                gone.append(weakref.ref(desk.served.now.bot))
                path = article(desk, answer.sources[0].source_id)
                path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
                await desk.served.look()
                await ask(desk)
                await desk.served.look()
        finally:
            gc.enable()
        return gone

    first, *later = asyncio.run(run())
    assert first() is not None  # the fixture's own, which other tests share
    assert [each() for each in later] == [None, None]
