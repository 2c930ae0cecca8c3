"""Where `litotes ingest --lookup` asks, read from the environment as LITOTES_LOOKUP_*."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.ingest.limits import LOOKUP_TIMEOUT_S

_URL = r"^https?://[^\s]+[^/\s]$"


class LookupSettings(BaseSettings):
    """Base addresses without a slash at their end. What is asked is a DOI or a PMID, nothing else."""

    model_config = SettingsConfigDict(env_prefix="LITOTES_LOOKUP_", frozen=True, extra="ignore")

    crossref_url: str = Field(default="https://api.crossref.org", pattern=_URL)
    pubmed_url: str = Field(default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils", pattern=_URL)
    europepmc_url: str = Field(default="https://www.ebi.ac.uk/europepmc/webservices/rest", pattern=_URL)
    timeout_s: Annotated[float, Field(gt=0, le=60)] = LOOKUP_TIMEOUT_S


def load_lookup_settings(**overrides: object) -> LookupSettings:
    """Return the settings of this environment, `overrides` on top.

    Raises:
        SettingsError: names the setting, the value and what to do.
    """
    try:
        return LookupSettings(**overrides)  # type: ignore[arg-type]  # because pydantic parses them
    except ValidationError as error:
        fault = error.errors()[0]
        name = str(fault["loc"][0]) if fault["loc"] else "?"
        raise SettingsError(
            f"setting LITOTES_LOOKUP_{name.upper()}: {fault['msg'].lower()}, got {fault['input']!r}; correct "
            f"it (docs/ingest.md)"
        ) from error
