"""Teaches a small head on MiniLM, and a table of class vectors, to put words and classes in one space."""

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from minilm import WIDTH
from texts import Kind
from vision import class_weights

STEPS, LEARNING_RATE, WEIGHT_DECAY = 1300, 1e-3, 0.02
TEXTS, PHOTOS = 512, 256  # a step
PHOTO_SHARPNESS = 4  # softer than in use, so that confused classes get a gradient too
LARGEST_SCALE = 60.0
RELATED_WEIGHT, RELATED_TEMPERATURE = 0.5, 0.05


class TextHead(nn.Module):
    """A linear map that starts as the identity, plus a correction that starts near zero."""

    def __init__(self, hidden: int = 2 * WIDTH):
        super().__init__()
        self.linear, self.widen, self.narrow = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, hidden), nn.Linear(hidden, WIDTH)
        nn.init.eye_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)
        nn.init.normal_(self.narrow.weight, std=0.01)
        nn.init.zeros_(self.narrow.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        correction = self.narrow(F.dropout(F.gelu(self.widen(x)), 0.1, self.training))
        return F.normalize(self.linear(x) + correction, dim=-1)


@dataclass
class Corpus:
    """Texts as centred MiniLM vectors; each points at a row of `classes` and `kinds`, its synset's."""

    vectors: np.ndarray
    synsets: np.ndarray
    classes: np.ndarray
    kinds: np.ndarray


class Sampler:
    """Draws texts so that the four groups keep their shares and, within a group, synsets are equally likely."""

    def __init__(self, corpus: Corpus, rng: np.random.Generator):
        kinds, sizes = corpus.kinds[corpus.synsets], corpus.classes.sum(1)[corpus.synsets]
        covering = kinds == Kind.COVERING
        # "object" and the like, with 700 classes or more, say nothing about a photo.
        shares = {
            0.45: covering & (sizes == 1),
            0.30: covering & (sizes > 1) & (sizes < 700),
            0.10: kinds == Kind.HYPONYM,
            0.15: kinds == Kind.RELATED,
        }
        self.rng = rng
        self.groups = []
        for share, members in shares.items():
            members = np.flatnonzero(members)
            _, place, count = np.unique(corpus.synsets[members], return_inverse=True, return_counts=True)
            chance = np.cumsum(1 / count[place])
            self.groups.append((int(TEXTS * share), members, chance / chance[-1]))

    def draw(self) -> np.ndarray:
        return np.concatenate([
            members[np.searchsorted(chance, self.rng.random(count)).clip(0, len(members) - 1)]
            for count, members, chance in self.groups
        ])  # fmt: skip


def text_targets(vectors: torch.Tensor, classes: torch.Tensor, related: torch.Tensor, prototypes: torch.Tensor) -> torch.Tensor:
    """What each text should say about the classes: all it covers alike, or, if merely related, what MiniLM thinks."""
    target = classes / classes.sum(1, keepdim=True)
    likeness = vectors[related] @ prototypes.T / RELATED_TEMPERATURE
    target[related] = torch.softmax(likeness.masked_fill(classes[related] == 0, -torch.inf), 1)
    return target


def text_loss(scores: torch.Tensor, target: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return -((target * F.log_softmax(scores, 1)).sum(1) * weight).mean()


def photo_loss(scores: torch.Tensor, fits: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Each fitting text against all that do not fit: "dog" and "collie" are both right and must not compete."""
    wrong = torch.logsumexp(scores.masked_fill(fits, -1e4), 1, keepdim=True)
    return ((F.softplus(wrong - scores) * weight).sum(1) / weight.sum(1).clamp(min=1e-6)).mean()


def train(corpus: Corpus, prototypes: np.ndarray, photos: np.ndarray, shown: np.ndarray, seed: int) -> tuple[TextHead, torch.Tensor]:
    """Returns the head and the table of class vectors. `photos` are simulated logits, `shown` their classes."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    torch.set_flush_denormal(True)
    sampler = Sampler(corpus, rng)
    head, start = TextHead(), torch.tensor(prototypes)
    table, log_scale = nn.Parameter(start.clone()), nn.Parameter(torch.tensor(20.0).log())
    optimiser = torch.optim.AdamW([*head.parameters(), table, log_scale], lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=STEPS, pct_start=0.1)
    photo_weights = class_weights(torch.tensor(photos), PHOTO_SHARPNESS).half()
    sizes = corpus.classes.sum(1)

    for step in range(STEPS):
        drawn = sampler.draw()
        synsets = corpus.synsets[drawn]
        vectors, classes = torch.tensor(corpus.vectors[drawn]), torch.tensor(corpus.classes[synsets])
        related = torch.tensor(corpus.kinds[synsets] == Kind.RELATED)
        taken = rng.integers(0, len(shown), PHOTOS)

        texts, units, scale = head(vectors), F.normalize(table, dim=-1), log_scale.exp().clamp(max=LARGEST_SCALE)
        target = text_targets(vectors, classes, related, start)
        by_class = text_loss(scale * texts @ units.T, target, torch.where(related, RELATED_WEIGHT, 1.0))

        images = F.normalize(photo_weights[taken].float() @ units, dim=-1)
        fits = classes[:, shown[taken]].T > 0
        # A general word fits many photos; without the power it would outweigh the particular ones.
        weight = (fits & ~related).float() * torch.tensor(sizes[synsets] ** -0.3)
        by_photo = photo_loss(scale * images @ texts.T, fits, weight)

        optimiser.zero_grad()
        (by_class + by_photo).backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            print(f"  step {step}: text to class {by_class.item():.3f}, photo to text {by_photo.item():.3f}", flush=True)
    return head.eval(), F.normalize(table, dim=-1).detach()
