"""What the exporter needs to know of a model, whichever library it comes from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch


@dataclass(frozen=True)
class Tower:
    """One half of a model. `module` becomes the graph, `reference` is the model's own answer."""

    module: torch.nn.Module
    reference: Callable[[torch.Tensor], torch.Tensor]
    # Several inputs, [rows, ...].
    samples: torch.Tensor
    input: str
    output: str
    # How much of each row says something, where the graph takes rows that are cut there.
    lengths: list[int] | None = None


@dataclass(frozen=True)
class Source:
    text: Tower
    image: Tower
    # Writes config.json, tokenizer.json and so on into a directory.
    write_files: Callable[[Path], None]
    # The reference's token ids of a text that fits, without padding.
    tokenize: Callable[[str], list[int]]
    # What happens to a text before tokenizer.json sees it.
    clean: Callable[[str], str]


class Calls(torch.nn.Module):
    """A function of a model as a module, which is what can be exported."""

    def __init__(self, model: torch.nn.Module, function: Callable):
        super().__init__()
        self.model, self.function = model, function

    def forward(self, inputs):
        return self.function(self.model, inputs)


def pixel_samples(height: int, width: int) -> torch.Tensor:
    """Pictures as a tower sees them: a gradient, noise, black and a bright square."""
    generator = torch.Generator().manual_seed(0)
    across = torch.linspace(-2, 2, width).expand(3, height, width)
    noise = torch.randn(3, height, width, generator=generator)
    square = torch.full((3, height, width), -1.8)
    square[:, height // 4 : height // 2, width // 4 : width // 2] = 1.9
    return torch.stack([across, noise, torch.full_like(noise, -1.8), square])
