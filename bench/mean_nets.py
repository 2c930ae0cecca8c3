"""Two int8 nets of one start → their mean: weights averaged, quantised again.

    python bench/mean_nets.py FIRST SECOND OUT [--second-weighs 0.5]

Nets that were trained from the same start, head included, can be averaged ("model soups": Wortsman et al. 2022); the
mean alarms at what both take for urgent, more than at what one of them does. Weights are symmetric int8 with a scale
for each of their last channels, as onnxruntime's dynamic quantisation writes them; embeddings, which no training here
changes, are taken from the first.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.onnx_ml_pb2 import ModelProto

_QUANTISED = "_quantized"


def mean(first: ModelProto, second: ModelProto, second_weighs: float) -> ModelProto:
    """Return the mean of two nets.

    Raises:
        ValueError: they are not of one shape.
    """
    mine, other = ({t.name: numpy_helper.to_array(t) for t in net.graph.initializer} for net in (first, second))
    if {name: each.shape for name, each in mine.items()} != {name: each.shape for name, each in other.items()}:
        raise ValueError("the two nets are not of one shape: export both with bench/train_triage.py")
    averaged: dict[str, Any] = {}
    for name, values in mine.items():
        scale = f"{name.removesuffix(_QUANTISED)}_scale"
        if name.endswith(_QUANTISED) and values.dtype == np.int8:
            reals = [net[name].astype(np.float32) * net[scale] for net in (mine, other)]
            most = int(np.abs(values.astype(int)).max())
            blended = (1 - second_weighs) * reals[0] + second_weighs * reals[1]
            averaged[scale] = np.maximum(np.abs(blended).max(axis=0) / most, 1e-8).astype(np.float32)
            averaged[name] = np.clip(np.round(blended / averaged[scale]), -most, most).astype(np.int8)
        elif values.dtype == np.float32 and not name.endswith("_scale") and values.size > 1:
            averaged[name] = ((1 - second_weighs) * values + second_weighs * other[name]).astype(np.float32)
    result = ModelProto()
    result.CopyFrom(first)
    for tensor in result.graph.initializer:
        if tensor.name in averaged:
            tensor.CopyFrom(numpy_helper.from_array(averaged[tensor.name], tensor.name))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--second-weighs", type=float, default=0.5)
    given = parser.parse_args()
    onnx.save(mean(onnx.load(given.first), onnx.load(given.second), given.second_weighs), given.out)


if __name__ == "__main__":
    main()
