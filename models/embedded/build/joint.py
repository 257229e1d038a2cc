"""Joins trained and untrained vectors into one space, assembles the two towers, and finds the logit scale."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from minilm import MiniLM
from train import TextHead
from vision import class_weights

JOINT, VISUAL = 384, 128
UNTRAINED = 0.7  # weight of MiniLM's own opinion beside the trained one; chosen on development photos


@dataclass
class Space:
    class_table: torch.Tensor  # classes x joint
    projection: torch.Tensor  # from [trained, untrained] to joint
    visual_axes: torch.Tensor  # from logits to visual


def fix_signs(columns: np.ndarray) -> np.ndarray:
    """Singular vectors are defined up to a sign; here the largest element of each is positive."""
    largest = columns[np.abs(columns).argmax(0), np.arange(columns.shape[1])]
    return columns * np.sign(largest)


def make_space(trained: np.ndarray, prototypes: np.ndarray, classifier: np.ndarray) -> Space:
    both = np.concatenate([trained, UNTRAINED * prototypes], 1)
    projection = fix_signs(np.linalg.svd(both, full_matrices=False)[2][:JOINT].T)
    centred = classifier - classifier.mean(0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    visual_axes = fix_signs(np.linalg.svd(centred, full_matrices=False)[0][:, :VISUAL])
    return Space(*(torch.tensor(array, dtype=torch.float32) for array in (both @ projection, projection, visual_axes)))


class TextModel(nn.Module):
    """[joint, zeros] of length one."""

    def __init__(self, encoder: MiniLM, head: TextHead, mean: np.ndarray, space: Space):
        super().__init__()
        self.encoder, self.head = encoder, head
        self.register_buffer("mean", torch.tensor(mean))
        self.projection = nn.Linear(*space.projection.shape, bias=False)
        self.projection.weight.data.copy_(space.projection.T)

    def join(self, sentence: torch.Tensor) -> torch.Tensor:
        """From MiniLM's vector to the joint part."""
        untrained = F.normalize(sentence - self.mean, dim=-1)
        both = torch.cat([self.head(untrained), UNTRAINED * untrained], 1)
        return F.normalize(self.projection(both), dim=-1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        return F.pad(self.join(self.encoder(input_ids, attention_mask)), (0, VISUAL))


@torch.inference_mode()
def fit_logit_scale(photos: np.ndarray, shown: np.ndarray, space: Space, class_names: torch.Tensor) -> float:
    """The scale that makes the simulated photos likeliest. Half of an image's length is visual, hence the root."""
    images = F.normalize(class_weights(torch.tensor(photos)) @ space.class_table, dim=-1)
    cosines, answers = images @ class_names.T, torch.tensor(shown)
    scales = np.arange(5, 80, 0.25)
    losses = [F.cross_entropy(cosines * scale, answers).item() for scale in scales]
    return round(float(scales[np.argmin(losses)]) * 2**0.5, 2)
