"""Two nets of one start are averaged weight by weight."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from onnx import helper, numpy_helper
from onnx.onnx_ml_pb2 import ModelProto

from bench.mean_nets import mean


def net(weights: Any, scale: Any, bias: Any) -> ModelProto:
    """Return a net of one int8 layer (rows, channels), a scale for each channel, and a bias."""
    tensors = {
        "layer_quantized": np.array(weights, np.int8),
        "layer_scale": np.array(scale, np.float32),
        "bias": np.array(bias, np.float32),
    }
    stored = [numpy_helper.from_array(values, name) for name, values in tensors.items()]
    return helper.make_model(helper.make_graph([], "net", [], [], initializer=stored))


def real(model: ModelProto) -> tuple[Any, Any]:
    """Return the weights and the bias as they count."""
    tensors = {each.name: numpy_helper.to_array(each) for each in model.graph.initializer}
    return tensors["layer_quantized"] * tensors["layer_scale"], tensors["bias"]


FIRST = net([[64, -32], [0, 64]], [0.01, 0.02], [1.0, 2.0])
SECOND = net([[0, 64], [64, 0]], [0.02, 0.01], [3.0, -2.0])


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_each_weight_is_the_mean_of_the_two(share: float) -> None:
    """Within half a step of the new scale, channel by channel."""
    weights, bias = real(mean(FIRST, SECOND, share))
    (one, first), (other, second) = real(FIRST), real(SECOND)
    wanted = (1 - share) * one + share * other
    assert np.allclose(weights, wanted, atol=np.abs(wanted).max() / 64 / 2 + 1e-6)
    assert np.allclose(bias, (1 - share) * first + share * second)


def test_nets_of_two_shapes_are_refused() -> None:
    """With what to do."""
    with pytest.raises(ValueError, match="not of one shape"):
        mean(FIRST, net([[1], [2]], [0.1], [1.0]), 0.5)
