"""Makes a full-size CLIP ViT-B/32 with random weights, which runs as long as the real one, and a
second one in 8 bits (dynamic quantisation of onnxruntime, as on the hub).

    python -m pip install --no-deps -r ../export/requirements.txt
    python make_clip.py ../../node_modules/.cache/bench-clip

Two minutes, 1.4 GB. Needs no network. It writes `torch` (as transformers saves it), and from that
`fp32` and `q8` (as the gateway loads them).
"""

import shutil
import subprocess
import sys
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel

root = Path(__file__).parent.parent.parent
sys.path += [str(root / "test/fixtures/tiny"), str(root / "test/fixtures/tokens")]

import vocabularies  # noqa: E402
from golden import randomise  # noqa: E402


def main(folder: Path) -> None:
    for made in ("torch", "fp32", "q8"):
        shutil.rmtree(folder / made, ignore_errors=True)
    save(folder / "torch")
    export = root / "providers/onnx/export/export.py"
    ends = ["--from", str(folder / "torch"), "--to", str(folder / "fp32")]
    subprocess.run([sys.executable, str(export), *ends], check=True)
    quantise(folder / "fp32", folder / "q8")


def save(folder: Path) -> None:
    """The default configuration of transformers is ViT-B/32 with the real vocabulary."""
    vocabularies.clip(folder)
    model = CLIPModel(CLIPConfig(projection_dim=512))
    randomise(model, 1)
    model.save_pretrained(folder)
    CLIPImageProcessor().save_pretrained(folder)


def quantise(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.onnx*"))
    for path in (source / "onnx").glob("*.onnx"):
        target = folder / "onnx" / path.name
        # The convolution stays: onnxruntime has no fast one in 8 bits on CPUs.
        kinds = {"weight_type": QuantType.QInt8, "op_types_to_quantize": ["MatMul", "Gemm"]}
        quantize_dynamic(path, target, **kinds)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_grad_enabled(False)
    main(Path(sys.argv[1]))
