"""From towers to ONNX files."""

import warnings
from pathlib import Path

import onnx_ir
import torch
from onnx_ir.passes.common import ClearMetadataAndDocStringPass

from source import Tower

OPSET = 20


def write_graph(tower: Tower, path: Path, one_file_bytes: int) -> None:
    """Batch is dynamic; weights that do not fit into one file lie beside it, in `<name>.onnx_data`."""
    # Every node would tell the source lines it comes from, with the paths of this machine.
    model = ClearMetadataAndDocStringPass()(program_of(tower).model).model
    weights = sum(value.const_value.nbytes for value in model.graph.initializers.values())
    path.parent.mkdir(parents=True, exist_ok=True)
    external = f"{path.name}_data" if weights > one_file_bytes else None
    onnx_ir.save(model, path, external_data=external)


def program_of(tower: Tower) -> torch.onnx.ONNXProgram:
    axes = {0: torch.export.Dim("batch_size", min=1, max=4096)}
    samples = tower.samples
    if tower.lengths is not None:
        axes[1] = torch.export.Dim("sequence_length", min=1, max=samples.shape[1])
        # Shorter than the longest: nothing may be fixed to that.
        samples = samples[:, : samples.shape[1] - 1]
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.onnx.export(
            tower.module.eval(),
            (samples[:2],),
            input_names=[tower.input],
            output_names=[tower.output],
            dynamic_shapes=(axes,),
            opset_version=OPSET,
            dynamo=True,
            verbose=False,
        )
