"""The likeliest language of a text by its sequences of letters: py3langid's model, which comes with the package."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from bot.errors import ModelError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_MOST_CHARS = 2_000


def likeliest(text: str) -> tuple[str, float]:
    """Return the ISO 639-1 code of a text's likeliest language, and its probability, 0 to 1.

    Raises:
        ModelError: the model cannot be loaded.
    """
    code, probability = _identifier().classify(text[:_MOST_CHARS])
    return str(code), float(probability)


@cache
def _identifier() -> LanguageIdentifier:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except (ImportError, OSError, ValueError) as error:
        raise ModelError(f"cannot load the model that tells languages apart: {error}; install litotes again") from error
