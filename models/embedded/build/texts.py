"""What the text tower is trained on: WordNet's words in many phrasings, and which classes each text can mean."""

import random
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from open_clip.zero_shot_metadata import IMAGENET_CLASSNAMES as OPEN_CLIP_NAMES
from torchvision.models import EfficientNet_B0_Weights

from everyday import EverydayWords
from wordnet import VISIBLE, WordNet

TEMPLATES = ["{}", "a photo of a {}."]  # the ones the gateway uses for labels
PROMPTS = [
    "a photo of a {}.", "a photo of the {}.", "a picture of a {}", "a photo of {}", "an image of a {}.",
    "a poor photo of a {}.", "a close-up of a {}.", "a sketch of a {}", "this is a {}.", "the {} in the middle of a photo",
    "a photo with many {}s.", "{}s", "a {}", "the {}", "a photo of a little {}.", "a photo of a big {}.",
    "an unsharp photo of a {}.", "a black and white photo of a {}.", "one {}", "a pretty {}", "my {}", "our {} at home",
    "a {} outside", "a {} in a room", "clip art of a {}", "a painting of a {}.", "look at this {}", "photograph of {}",
    "{} on the table", "somebody with a {}", "two {}s", "some {}",
]  # fmt: skip
LONGEST_DEFINITION = 140


class Kind(IntEnum):
    """How a synset relates to the 1000 classes."""

    RELATED = 0  # shares only an ancestor with some of them
    HYPONYM = 1  # is a special kind of one of them
    COVERING = 2  # is one of them, or has some of them below it


@dataclass(frozen=True)
class Text:
    text: str
    meaning: str  # the offset of a synset, or the key of an everyday word


def class_names(index: int) -> list[str]:
    """What other projects call the class."""
    return sorted({OPEN_CLIP_NAMES[index], EfficientNet_B0_Weights.DEFAULT.meta["categories"][index]})


def training_texts(wordnet: WordNet, everyday: EverydayWords, seed: int) -> list[Text]:
    rng = random.Random(seed)
    texts: list[Text] = []

    def add(word: str, meaning: str, prompts: int) -> None:
        texts.append(Text(word, meaning))
        texts.extend(Text(prompt.format(word), meaning) for prompt in rng.sample(PROMPTS, prompts))

    known = {word for words in everyday.words.values() for word in words}
    for offset, synset in wordnet.synsets.items():
        if offset in wordnet.classes_below:
            for lemma in synset.lemmas[:5]:
                add(lemma, offset, 8 if offset in wordnet.class_index else 5)
            definition = f"{synset.lemmas[0]}, {synset.gloss.split(';')[0]}"
            texts.append(Text(definition[:LONGEST_DEFINITION], offset))
        elif any(ancestor in wordnet.class_index for ancestor in wordnet.ancestors(offset)):
            for lemma in synset.lemmas[:2]:
                add(lemma, offset, 1)
        elif synset.subject in VISIBLE and known.isdisjoint(synset.lemmas):
            # There are too many; words of one part are commoner than compounds.
            if rng.random() < (0.15 if " " in synset.lemmas[0] else 0.6):
                for lemma in synset.lemmas[:2]:
                    add(lemma, offset, 0)
                add(synset.lemmas[0], offset, 1)

    for key, words in everyday.words.items():
        for word in words:
            add(word, key, 8)
    for index, offset in enumerate(wordnet.classes):
        for name in class_names(index):
            add(name, offset, 3)
            texts.append(Text(TEMPLATES[1].format(name), offset))
    return texts


def meanings(wordnet: WordNet, everyday: EverydayWords, keys: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each meaning the classes it fits, as a row of zeros and ones, and its kind."""
    rows = np.zeros((len(keys), len(wordnet.classes)), np.float32)
    kinds = np.full(len(keys), Kind.COVERING)
    for row, key in enumerate(keys):
        if key in everyday.classes:
            rows[row, everyday.classes[key]] = 1
        elif key in wordnet.classes_below:
            rows[row, wordnet.classes_below[key]] = 1
        else:
            steps = wordnet.ancestors(key)
            classes_above = [ancestor for ancestor in steps if ancestor in wordnet.class_index]
            if classes_above:
                kinds[row] = Kind.HYPONYM
                nearest = min(steps[ancestor] for ancestor in classes_above)
                rows[row, [wordnet.class_index[a] for a in classes_above if steps[a] == nearest]] = 1
            else:
                kinds[row] = Kind.RELATED
                shared = [ancestor for ancestor in steps if ancestor in wordnet.classes_below]
                nearest = min(shared, key=lambda ancestor: (steps[ancestor], len(wordnet.classes_below[ancestor])))
                rows[row, wordnet.classes_below[nearest]] = 1
    return rows, kinds
