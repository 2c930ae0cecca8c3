"""Sentence → level probabilities, from the encoder that ships.

Trained and exported by bench/train_strength.py. Loaded on the first sentence, not at import.
"""

from __future__ import annotations

import re

from bot.encoders.small_nets import session_of, tokenizer_of
from bot.strength.cues import DATA

_MAX_TOKENS = 96  # as trained
_STEMS = (
    r"(?:inib|mab|statin|gliptin|gliflozin|glutide|sartan|pril|olol|azole|oxetine|mycin|cillin|cycline"
    r"|floxacin|triptan|prazole|dipine|limus|olimus|parin|xaban|vir|trexate|thalidomide|profen|zepam|fibrate|tidine|setron"
    r"|dronate|platin|taxel|rubicin)"
)
_DRUG = re.compile(rf"\b[A-Za-z][a-z]{{2,}}{_STEMS}s?\b|\b(?i:etaner|abata|afliber|belata|luspater)cept\b")
_LETTERED = re.compile(
    r"\b([Dd]rug|[Mm]edicine|[Tt]reatment|[Pp]roduct|[Ii]llness|[Dd]isease|[Cc]ondition) [A-Z]\b(?!\.\w)"
)
_LETTER = re.compile(
    r"(?<![Ff]actor )(?<![Ff]ragile )(?<!-)\b([XYZ])\b(?!-|['’]?s? chromosome|[ -]ray|-linked|\.(?!$))"
)
_STANDS_FOR = {"X": "the drug", "Y": "the condition", "Z": "the other drug"}


def neutral(text: str) -> str:
    """Return `text` with names that say nothing about strength made plain: drugs by their stem, "drug A", "X"."""
    named = _LETTERED.sub(r"the \1", _DRUG.sub("the drug", text))
    return _LETTER.sub(lambda match: _STANDS_FOR[match[1]], named)


def encoder_scores(text: str) -> list[float]:
    """Return the encoder's raw score for each public level, 0 to 3."""
    encoding = tokenizer_of(_MAX_TOKENS).encode(neutral(text))
    fed = {"ids": [encoding.ids], "mask": [encoding.attention_mask]}
    net = session_of(DATA / "encoder.int8.onnx", "python bench/train_strength.py write")
    scores: list[float] = net.run(None, fed)[0][0].tolist()
    return scores
