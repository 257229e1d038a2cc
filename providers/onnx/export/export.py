"""Writes ONNX files, in the layout of transformers.js, from the PyTorch weights of a CLIP-like model.

`npm run models -- export` runs this; README.md beside it says how to run it by hand.
"""

import argparse
import gc
import logging
import os
import re
import sys
from pathlib import Path

from refusal import Refusal

# The libraries' own chatter and telemetry: before any of them is loaded.
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
for name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
    os.environ[name] = "1"
logging.getLogger("onnxscript").setLevel(logging.ERROR)
logging.getLogger("onnx_ir").setLevel(logging.ERROR)


def main(arguments: argparse.Namespace) -> None:
    # Here, because PyTorch takes seconds to load and --help needs none.
    from check import check_graph, check_tokens, reference_rows
    from graphs import write_graph

    say(f"loading {arguments.source}")
    source = load(arguments)
    # Checks need memory too: the references are made while only the model is there.
    expected = {tower: reference_rows(getattr(source, tower)) for tower in ("text", "image")}
    arguments.to.mkdir(parents=True, exist_ok=True)
    source.write_files(arguments.to)
    count = check_tokens(source, arguments.to / "tokenizer.json")
    say(f"tokens: {count} texts give the same ids as in PyTorch")
    for tower, name in (("text", "text_model"), ("image", "vision_model")):
        path = arguments.to / "onnx" / f"{name}.onnx"
        say(f"writing onnx/{path.name}")
        write_graph(getattr(source, tower), path, arguments.one_file_bytes)
        gc.collect()
        cosine, difference = check_graph(getattr(source, tower), expected[tower], path)
        say(f"{tower}: cosine to PyTorch {cosine:.7f}, largest difference {difference:.1e}")


def load(arguments: argparse.Namespace):
    if (arguments.tool or guess(arguments)) == "open_clip":
        import from_open_clip

        return from_open_clip.load(arguments.source, arguments.architecture)
    import from_transformers

    return from_transformers.load(arguments.source)


def guess(arguments: argparse.Namespace) -> str:
    from hub_files import find

    described = arguments.architecture or find(arguments.source, "open_clip_config.json")
    return "open_clip" if described else "transformers"


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="source", required=True, help="repository on the hub, or a directory")
    parser.add_argument("--to", type=Path, required=True, help="directory to write")
    parser.add_argument("--tool", choices=["open_clip", "transformers"], help="guessed when left out")
    parser.add_argument("--architecture", help="open_clip's name of it, where nothing beside the weights says it")
    parser.add_argument(
        "--one-file-bytes",
        type=int,
        default=1_900_000_000,
        help="towers with more weights keep them in a file of their own (a protobuf file ends at 2 GiB)",
    )
    parser.add_argument("--traceback", action="store_true", help="say where in the code it failed")
    return parser.parse_args()


def say(text: str) -> None:
    print(text, flush=True)


def run() -> int | str:
    arguments = parse()
    try:
        main(arguments)
        return 0
    except KeyboardInterrupt:
        return 130
    except Refusal as refusal:
        return str(refusal)
    except ModuleNotFoundError as error:
        requirements = Path(__file__).with_name("requirements.txt")
        return f"This Python has no {error.name}. Run: {sys.executable} -m pip install -r {requirements}"
    except Exception as error:
        if arguments.traceback:
            raise
        # The libraries name the address they asked, with the credentials of HF_ENDPOINT.
        return f"{type(error).__name__}: {re.sub('//[^/@ ]*@', '//***@', str(error))}"


if __name__ == "__main__":
    sys.exit(run())
