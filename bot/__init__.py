"""Litotes: answers patients' questions about treatments, never stronger than the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.settings import Settings
from bot.types import Answer

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

__all__ = ["Answer", "Settings", "build_bot"]


def build_bot(settings: Settings | None = None) -> Runnable[Any, Answer]:
    """Return the bot as a LangChain runnable: a question → `Answer`. See `bot.pipeline.build_bot`."""
    from bot.pipeline import build_bot as build

    return build(settings)
