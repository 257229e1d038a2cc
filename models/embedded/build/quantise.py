"""Weights of an ONNX file to int8, one scale for each output channel; all arithmetic stays in float."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

SMALLEST = 16384  # the small early convolutions lose most by it and take little room


def output_axis(tensor: onnx.TensorProto, uses: list[tuple[onnx.NodeProto, int]]) -> int | None:
    """The axis of a weight's output channels, or None where the tensor is not a weight of one kind of layer."""
    if len({(node.op_type, place) for node, place in uses}) != 1:
        return None
    node, place = uses[0]
    if place != 1:
        return None
    if node.op_type == "Conv":
        return 0
    if node.op_type == "MatMul":
        return len(tensor.dims) - 1
    if node.op_type == "Gemm":
        return 0 if any(a.name == "transB" and a.i for a in node.attribute) else 1
    return None


def quantise_weights(source: Path, target: Path) -> None:
    model = onnx.load(source)
    graph = model.graph
    uses: dict[str, list] = {}
    for node in graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
        for place, name in enumerate(node.input):
            uses.setdefault(name, []).append((node, place))

    tensors, dequantise = [], []
    for tensor in graph.initializer:
        weight = numpy_helper.to_array(tensor)
        axis = output_axis(tensor, uses.get(tensor.name, []))
        if axis is None or weight.dtype != np.float32 or weight.size < SMALLEST:
            tensors.append(tensor)
            continue
        others = tuple(i for i in range(weight.ndim) if i != axis)
        scale = np.maximum(np.abs(weight).max(others, keepdims=True), 1e-12) / 127
        name = tensor.name
        tensors.append(numpy_helper.from_array(np.round(weight / scale).astype(np.int8), f"{name}_int8"))
        tensors.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"))
        # Constants in, constant out: the runtime does these two once, when it loads the file.
        dequantise.append(helper.make_node("Cast", [f"{name}_int8"], [f"{name}_cast"], to=TensorProto.FLOAT))
        dequantise.append(helper.make_node("Mul", [f"{name}_cast", f"{name}_scale"], [name]))

    nodes = dequantise + list(graph.node)
    del graph.initializer[:], graph.node[:], graph.value_info[:], model.metadata_props[:]
    graph.initializer.extend(tensors)
    graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, target)
