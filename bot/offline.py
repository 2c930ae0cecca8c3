"""Keeps every dependency from calling out: no telemetry, no model hub."""

from __future__ import annotations

import os

_SILENCED = {
    "ANONYMIZED_TELEMETRY": "False",  # Chroma
    "DO_NOT_TRACK": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ORT_DISABLE_TELEMETRY": "1",  # onnxruntime, which would send beneath Python's sockets
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "TOKENIZERS_PARALLELISM": "false",  # its threads only fight over two cores
}


def forbid_calls_home() -> None:
    """Set what silences each dependency; call it before importing one of them.

    These are written over the caller's environment: what patients type is near these libraries.
    """
    os.environ.update(_SILENCED)
