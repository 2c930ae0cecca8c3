"""Shared by all tests: one open bot, and where the labelled data lies if it is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from bot.offline import forbid_calls_home

forbid_calls_home()

from bot.articles import read_corpus  # noqa: E402  # because nothing may call home while importing
from bot.lexicon import Lexicon, load_lexicon  # noqa: E402  # because of the same
from bot.pipeline import Bot, open_bot  # noqa: E402  # because of the same
from bot.settings import load_settings  # noqa: E402  # because of the same
from bot.types import Answer, Article  # noqa: E402  # because of the same

ROOT = Path(__file__).parent.parent

hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.register_profile("dev", deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of labelled data and seeds; tests that need it skip without it."""
    folder = Path(os.environ.get("LITOTES_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no labelled data in {folder} (set LITOTES_SHARED)")
    return folder


@pytest.fixture(scope="session")
def articles() -> tuple[Article, ...]:
    return read_corpus(ROOT / "corpus" / "articles")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon(ROOT / "corpus" / "lexicon.toml")


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    data_dir = tmp_path_factory.mktemp("data")
    return open_bot(load_settings(corpus=ROOT / "corpus", data_dir=data_dir))


@pytest.fixture(scope="session")
def ask(bot: Bot) -> Callable[[str], Answer]:
    return bot.runnable.invoke
