"""A BERT encoder's weights → one ONNX net that turns word pieces into a sentence's vector; no torch.

The net ends where sentence-transformers does: the mean over the pieces, scaled to norm 1. In int8, each 32 weights of a
column have their own scale, and so have each 32 activations while the net runs, and each word of the vocabulary. (One
scale for all activations, as quantisers give by default, is nearly twice as fast and five times less faithful: cosines
between texts were off by 0.0115 instead of 0.0022.)
It uses onnxruntime's own fused operators (domain com.microsoft), so it runs nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from bot.errors import ModelError

if TYPE_CHECKING:
    import onnx

Precision = Literal["int8", "fp32"]

_FUSED = "com.microsoft"
_LARGEST = 127  # of a signed byte, the same on both sides of zero
_BLOCK = 32  # weights or activations that share a scale; 64 is a sixth faster and a fifth less faithful
_BYTE_SUMS = 4  # "accuracy_level": activations become bytes too
_OPSET = 17
_IR = 8  # the format's version, old enough for every onnxruntime that the project allows


NET = "net.onnx"
_WEIGHTS = "weights"


def encoder_net(model_dir: Path, precision: Precision, folder: Path) -> None:
    """Write the net of the model in `model_dir`: inputs `ids` (int64) and `mask` (int32), output `vectors`.

    `folder` gets the file `NET` and, beside it, its weights. onnxruntime opens these without reading them, so that
    only the rows of the vocabulary that somebody used are in memory.

    Raises:
        ModelError: it is not a BERT encoder with mean pooling, a weight is missing, or `folder` cannot be written.
    """
    import onnx
    from safetensors.numpy import load_file

    try:
        config = json.loads((model_dir / "config.json").read_text(encoding="utf-8"))
        if config["model_type"] != "bert" or config["hidden_act"] != "gelu":
            raise ModelError(f"the model in {str(model_dir)!r} is no BERT encoder; it runs by sentence-transformers")
        graph = _Graph(load_file(model_dir / "model.safetensors"), precision)
        net = _net_of(graph, config)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(
            f"cannot read the encoder in {str(model_dir)!r} ({type(error).__name__}: {error}); "
            "install the package again with 'make install'"
        ) from error
    try:
        onnx.save_model(net, str(folder / NET), save_as_external_data=True, location=_WEIGHTS)
    except OSError as error:
        raise ModelError(
            f"cannot write the net in {str(folder)!r} ({error.strerror}); make room there, or set TMPDIR to a folder "
            "that can be written"
        ) from error


class _Graph:
    """Nodes and constants while the net is written."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]], precision: Precision) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._precision = precision

    def add(self, operator: str, inputs: list[str], *, outputs: int = 1, **attributes: Any) -> str:
        """Add a node; return the name of its output, or of the first of several (`name`, `name.1`, …)."""
        from onnx import helper

        name = f"{operator.casefold()}{len(self.nodes)}"
        names = [name, *(f"{name}.{at}" for at in range(1, outputs))]
        fused = operator in {"MatMulNBits", "MultiHeadAttention", "SkipLayerNormalization", "BiasGelu"}
        self.nodes.append(helper.make_node(operator, inputs, names, name, domain=_FUSED if fused else "", **attributes))
        return name

    def constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def vector(self, name: str) -> str:
        """Add a weight as it is."""
        return self.constant(name, self.weights[name].astype(np.float32))

    def times(self, left: str, name: str, matrix: NDArray[np.float32]) -> str:
        """Multiply by a matrix of shape (in, out)."""
        if self._precision == "fp32":
            return self.add("MatMul", [left, self.constant(name, matrix.astype(np.float32))])
        height, width = matrix.shape
        bytes_, scales = _quantized(matrix.T.reshape(width, height // _BLOCK, _BLOCK))
        stored = (bytes_.astype(np.int16) + _LARGEST + 1).astype(np.uint8)  # as the operator reads them: zero is 128
        return self.add(
            "MatMulNBits",
            [left, self.constant(name, stored), self.constant(f"{name}.scale", scales.reshape(width, -1))],
            K=height, N=width, bits=8, block_size=_BLOCK, accuracy_level=_BYTE_SUMS,
        )  # fmt: skip

    def rows(self, name: str, positions: str) -> str:
        """Look rows of a table up."""
        table = self.weights[name]
        if self._precision == "fp32":
            return self.add("Gather", [self.vector(name), positions])
        bytes_, scales = _quantized(table)
        row = self.add("Gather", [self.constant(name, bytes_), positions])
        scale = self.add("Gather", [self.constant(f"{name}.scale", scales), positions])
        return self.add("Mul", [self.add("Cast", [row], to=1), scale])


def _quantized(values: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return signed bytes, and the scale of each run along the last axis."""
    scales = np.abs(values).max(axis=-1, keepdims=True).astype(np.float32) / _LARGEST
    scales[scales == 0] = 1.0
    return np.rint(values / scales).astype(np.int8), scales


def _net_of(graph: _Graph, config: Mapping[str, Any]) -> onnx.ModelProto:
    from onnx import TensorProto, helper

    epsilon = float(config["layer_norm_eps"])
    hidden = _embedded(graph, epsilon)
    for at in range(config["num_hidden_layers"]):
        hidden = _layer(graph, f"encoder.layer.{at}.", hidden, config["num_attention_heads"], epsilon)
    _pooled(graph, hidden)
    size = int(config["hidden_size"])
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [
                helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "pieces"]),
                helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "pieces"]),
            ],
            [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", size])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)],
        ir_version=_IR,
    )


def _embedded(graph: _Graph, epsilon: float) -> str:
    places = graph.weights["embeddings.position_embeddings.weight"]
    places = places + graph.weights["embeddings.token_type_embeddings.weight"][0]
    length = graph.add("Shape", ["ids"], start=1, end=2)
    start = graph.constant("zero", np.array([0], dtype=np.int64))
    place = graph.add("Slice", [graph.constant("places", places.astype(np.float32)), start, length, start])
    words = graph.rows("embeddings.word_embeddings.weight", "ids")
    name = "embeddings.LayerNorm."
    return graph.add(
        "LayerNormalization",
        [graph.add("Add", [words, place]), graph.vector(f"{name}weight"), graph.vector(f"{name}bias")],
        epsilon=epsilon,
    )


def _layer(graph: _Graph, layer: str, hidden: str, heads: int, epsilon: float) -> str:
    attention = f"{layer}attention.self."
    parts = ("query", "key", "value")
    matrix = np.concatenate([graph.weights[f"{attention}{part}.weight"].T for part in parts], axis=1)
    bias = np.concatenate([graph.weights[f"{attention}{part}.bias"] for part in parts])
    asked = graph.add("Split", [graph.times(hidden, f"{attention}qkv", matrix)], outputs=3, axis=2)
    attended = graph.add(
        "MultiHeadAttention",
        [asked, f"{asked}.1", f"{asked}.2", graph.constant(f"{attention}bias", bias), "mask"],
        num_heads=heads,
    )
    hidden = _with_rest(graph, f"{layer}attention.output.", attended, hidden, epsilon)
    name = f"{layer}intermediate.dense."
    wide = graph.times(hidden, f"{name}weight", graph.weights[f"{name}weight"].T)
    wide = graph.add("BiasGelu", [wide, graph.vector(f"{name}bias")])
    return _with_rest(graph, f"{layer}output.", wide, hidden, epsilon)


def _with_rest(graph: _Graph, name: str, new: str, rest: str, epsilon: float) -> str:
    """Project, add what came in, and normalise."""
    projected = graph.times(new, f"{name}dense.weight", graph.weights[f"{name}dense.weight"].T)
    norms = [graph.vector(f"{name}LayerNorm.{part}") for part in ("weight", "bias")]
    return graph.add(
        "SkipLayerNormalization", [projected, rest, *norms, graph.vector(f"{name}dense.bias")], epsilon=epsilon
    )


def _pooled(graph: _Graph, hidden: str) -> None:
    last = graph.constant("last", np.array([2], dtype=np.int64))
    second = graph.constant("second", np.array([1], dtype=np.int64))
    shown = graph.add("Unsqueeze", [graph.add("Cast", ["mask"], to=1), last])
    total = graph.add("ReduceSum", [graph.add("Mul", [hidden, shown]), second], keepdims=0)
    mean = graph.add("Div", [total, graph.add("ReduceSum", [shown, second], keepdims=0)])
    graph.add("LpNormalization", [mean], axis=1, p=2)
    graph.nodes[-1].output[0] = "vectors"
