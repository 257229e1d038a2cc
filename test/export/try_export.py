"""Exports tiny models with random weights, and compares what the gateway makes of the files with
what PyTorch makes of the models.

    python -m pip install --no-deps -r requirements.txt && npm run build && python try_export.py

Two minutes. Needs no network. Names of models after it run only those.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch
from PIL import Image

import models
from inputs import TEXTS

warnings.filterwarnings("ignore")
torch.manual_seed(0)
root = Path(__file__).parent.parent.parent
pictures = sorted((models.fixtures / "tiny" / "images").iterdir())
# Both towers' weights in a file of their own, as those over 2 GB are.
EXTERNAL = {"open_clip_model"}


def main() -> None:
    passed = failed = 0
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        for make in (
            models.open_clip_model,
            models.open_clip_siglip,
            models.transformers_clip,
            models.transformers_metaclip_2,
            models.transformers_siglip,
        ):
            if wanted and make.__name__ not in wanted:
                continue
            began = time.monotonic()
            try:
                print(f"ok      {make.__name__}: {try_model(make, Path(folder))}", end="")
                passed += 1
            except (AssertionError, subprocess.CalledProcessError) as error:
                print(f"FAILED  {make.__name__}: {error}", end="")
                failed += 1
            print(f" ({time.monotonic() - began:.0f} s)", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0)


def try_model(make, folder: Path) -> str:
    source, to = folder / make.__name__, folder / f"{make.__name__}-onnx"
    embed_texts, embed_image, scoring = make(source)
    with torch.no_grad():
        texts = unit(embed_texts(TEXTS))
        images = unit(torch.cat([embed_image(Image.open(path)) for path in pictures]))
    export(source, to, external=make.__name__ in EXTERNAL)
    answer = gateway(to, folder)
    cosines, differences = zip(
        agreement("texts", answer["texts"], texts), agreement("images", answer["images"], images)
    )
    for name, value in scoring.items():
        assert close(answer["scoring"].get(name), value), f"{answer['scoring']} instead of {scoring}"
    return f"cosine {min(cosines):.7f}, difference {max(differences):.1e}"


def export(source: Path, to: Path, external: bool) -> None:
    """Through the command line where it can be, as a person does it."""
    ends = ["--from", str(source), "--to", str(to)]
    if external:
        script = root / "providers/onnx/export/export.py"
        run([sys.executable, str(script), *ends, "--one-file-bytes", "1000"])
        assert (to / "onnx/vision_model.onnx_data").stat().st_size > 1000
    else:
        run(["node", "dist/src/cli.js", "models", "export", *ends, "--python", sys.executable])


def gateway(directory: Path, folder: Path) -> dict:
    asked = folder / "inputs.json"
    asked.write_text(json.dumps({"texts": TEXTS, "images": [str(path) for path in pictures]}))
    return json.loads(run(["node", "dist/test/export/embed.js", str(directory), str(asked)]))


def run(command: list[str]) -> str:
    """In a home of its own, in which onnxruntime would leave a device id if it sent usage data."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "ORT_DISABLE_TELEMETRY": "0", "HOME": home}
        environment.pop("CI", None)
        done = subprocess.run(command, cwd=root, env=environment, check=True, stdout=subprocess.PIPE)
        assert not list(Path(home).rglob(".onnxruntime")), f"{command} sent usage data"
        return done.stdout


def agreement(what: str, got: list[list[float]], expected: torch.Tensor) -> tuple[float, float]:
    answer = unit(torch.tensor(got))
    cosines = (answer * expected).sum(-1)
    difference = (answer - expected).abs().max().item()
    worst = cosines.argmin().item()
    problem = f"{what}[{worst}] has cosine {cosines[worst]:.6f}, the largest difference is {difference:.1e}"
    assert cosines[worst] >= 0.99999 and difference <= 1e-4, problem
    return cosines[worst].item(), difference


def unit(vectors: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(vectors.float(), dim=-1)


def close(got, expected) -> bool:
    return got == expected if isinstance(expected, str) else abs(got - expected) < 1e-4 * abs(expected)


if __name__ == "__main__":
    main()
