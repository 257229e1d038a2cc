"""Compares what was written with what PyTorch says."""

from pathlib import Path

import numpy
import onnxruntime
import torch
from tokenizers import Tokenizer

from refusal import Refusal
from samples import LONG, TEXTS
from source import Source, Tower

# What the environment variable of export.py does not reach: Windows.
onnxruntime.disable_telemetry_events()

MIN_COSINE = 0.99999
MAX_DIFFERENCE = 1e-4


def reference_rows(tower: Tower) -> torch.Tensor:
    with torch.no_grad():
        return unit(torch.cat([tower.reference(row) for row in tower.samples.split(1)]))


def check_graph(tower: Tower, expected: torch.Tensor, path: Path) -> tuple[float, float]:
    """
    All samples at once, and each alone without its padding, against the reference.
    Gives the lowest cosine and the largest difference of unit vectors.
    """
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def run(rows: torch.Tensor) -> torch.Tensor:
        (vectors,) = session.run([tower.output], {tower.input: rows.numpy()})
        return unit(torch.from_numpy(numpy.asarray(vectors)))

    single = [run(row[:, :length]) for row, length in zip(tower.samples.split(1), lengths_of(tower))]
    answers = [run(tower.samples), torch.cat(single)]
    cosine = min((answer * expected).sum(-1).min().item() for answer in answers)
    difference = max((answer - expected).abs().max().item() for answer in answers)
    # Written so that NaN fails.
    if not (cosine >= MIN_COSINE and difference <= MAX_DIFFERENCE):
        raise Refusal(
            f"{path.name} does not agree with PyTorch: cosine {cosine:.7f} (at least {MIN_COSINE}), "
            f"largest difference {difference:.1e} (at most {MAX_DIFFERENCE})."
        )
    return cosine, difference


def check_tokens(source: Source, path: Path) -> int:
    """The ids of tokenizer.json against the reference's; how many texts were compared."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    texts = [text for text in TEXTS if text != LONG]
    for text in texts:
        ids, expected = tokenizer.encode(source.clean(text)).ids, source.tokenize(text)
        if ids != expected:
            raise Refusal(f"tokenizer.json gives {ids} for {text!r}; the model's tokenizer {expected}.")
    return len(texts)


def lengths_of(tower: Tower) -> list[int | None]:
    return list(tower.lengths or [None] * len(tower.samples))


def unit(vectors: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(vectors.float(), dim=-1)
