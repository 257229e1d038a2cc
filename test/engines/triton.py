"""Serves ONNX graphs by Triton, whose Python backend calls onnxruntime.

    python triton.py --http 8000 --grpc 8001 --metrics 8002 name=file.onnx ...

Prints "ready" once every model is, and ends with its standard input.
"""

import argparse
import sys

import numpy as np
import onnxruntime
from pytriton.decorators import batch
from pytriton.model_config import DynamicBatcher, ModelConfig, Tensor
from pytriton.triton import Triton, TritonConfig

MAX_BATCH_SIZE = 16

TYPES = {
    "tensor(float)": np.float32,
    "tensor(int64)": np.int64,
    "tensor(int32)": np.int32,
}


def tensors(values) -> list[Tensor]:
    """Without the batch; sizes that the graph leaves open are -1."""
    return [
        Tensor(
            name=value.name,
            dtype=TYPES[value.type],
            shape=tuple(size if isinstance(size, int) else -1 for size in value.shape[1:]),
        )
        for value in values
    ]


def bind(triton: Triton, name: str, file: str) -> None:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(file, options)
    outputs = tensors(session.get_outputs())

    @batch
    def run(**inputs):
        names = [output.name for output in outputs]
        return dict(zip(names, session.run(names, inputs)))

    triton.bind(
        model_name=name,
        infer_func=run,
        inputs=tensors(session.get_inputs()),
        outputs=outputs,
        config=ModelConfig(
            max_batch_size=MAX_BATCH_SIZE,
            # Long enough for calls that were sent together.
            batcher=DynamicBatcher(max_queue_delay_microseconds=50_000),
        ),
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--http", type=int, required=True)
    parser.add_argument("--grpc", type=int, required=True)
    parser.add_argument("--metrics", type=int, required=True)
    parser.add_argument("models", nargs="+")
    args = parser.parse_args()
    config = TritonConfig(
        http_port=args.http,
        grpc_port=args.grpc,
        metrics_port=args.metrics,
        http_address="127.0.0.1",
        grpc_address="127.0.0.1",
        metrics_address="127.0.0.1",
    )
    with Triton(config=config) as triton:
        for model in args.models:
            bind(triton, *model.split("=", 1))
        triton.run()
        # Whatever Triton has begun to write, on a line of its own.
        print("\nready", flush=True)
        sys.stdin.read()


main()
