"""Class logits of photos that nobody took, so that training needs no image."""

import numpy as np

# Set by hand so that simulated logits look like those of development photos.
PEAK, PEAK_SPREAD = 8.1, 1.7  # the right class above the mean
CONFUSION = 2.6  # mean height of a wrong class
NOISE = 0.5
NEAR, ANYWHERE = 8, 2  # wrong classes like the right one, and wrong classes at random
LIKENESS = 0.1  # temperature of the choice among like classes


def class_cosines(classifier: np.ndarray) -> np.ndarray:
    """How alike two classes look to the backbone: the cosine of their centred weights."""
    centred = classifier - classifier.mean(0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    return centred @ centred.T


def draw_confusions(cosines: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For every class one other class, the likelier the more the two look alike."""
    likelihood = cosines / LIKENESS
    np.fill_diagonal(likelihood, -np.inf)
    likelihood = np.exp(likelihood - likelihood.max(1, keepdims=True))
    cumulative = np.cumsum(likelihood / likelihood.sum(1, keepdims=True), 1)
    drawn = (rng.random((len(cosines), 1)) > cumulative).sum(1)
    return drawn.clip(0, len(cosines) - 1)


def simulate_logits(classifier: np.ndarray, rounds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """`rounds` photos of every class: their centred logits, and which class each shows."""
    rng = np.random.default_rng(seed)
    cosines = class_cosines(classifier)
    count = len(cosines)
    every_class = np.arange(count)
    photos = []
    for _ in range(rounds):
        peak = np.maximum(PEAK + PEAK_SPREAD * rng.standard_normal(count), 0.35 * PEAK)
        evidence = np.zeros((count, count))
        for number in range(NEAR + ANYWHERE):
            other = draw_confusions(cosines, rng) if number < NEAR else rng.integers(0, count, count)
            evidence[every_class, other] += np.minimum(rng.exponential(CONFUSION, count), 0.75 * peak)
        # The confusions reach the right class through the cosines too, hence a little less than the peak.
        evidence[every_class, every_class] = 0.85 * peak
        logits = evidence @ cosines + NOISE * rng.standard_normal((count, count))
        photos.append((logits - logits.mean(1, keepdims=True)).astype(np.float32))
    return np.concatenate(photos), np.tile(every_class, rounds)
