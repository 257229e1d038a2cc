"""WordNet's nouns, and the 1000 ImageNet classes among them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

DATA = "/usr/share/wordnet/data.noun"  # Debian and Ubuntu: the package wordnet-base

# Lexicographer files, WordNet's own division of the nouns by subject.
ANIMAL, ARTIFACT, BODY, FOOD, LOCATION, OBJECT, PERSON, PHENOMENON, PLANT = 5, 6, 8, 13, 15, 17, 18, 19, 20
VISIBLE = {ANIMAL, ARTIFACT, BODY, FOOD, LOCATION, OBJECT, PERSON, PHENOMENON, PLANT}


@dataclass(frozen=True)
class Synset:
    """One meaning: the words for it, its more general meanings, and its definition."""

    lemmas: tuple[str, ...]
    hypernyms: tuple[str, ...]
    gloss: str
    subject: int


def parse(line: str) -> tuple[str, Synset]:
    """Reads a line of data.noun (man page wndb(5)); the counts of lemmas are hexadecimal, of pointers decimal."""
    fields, gloss = line.split(" | ", 1)
    offset, subject, _, lemma_count, *rest = fields.split()
    lemma_count = int(lemma_count, 16)
    lemmas = tuple(word.replace("_", " ") for word in rest[: 2 * lemma_count : 2])
    pointers = rest[2 * lemma_count + 1 :]
    hypernyms = tuple(
        target
        for symbol, target, part_of_speech in zip(pointers[0::4], pointers[1::4], pointers[2::4])
        if symbol in ("@", "@i") and part_of_speech == "n"
    )
    return offset, Synset(lemmas, hypernyms, gloss.strip(), int(subject))


class WordNet:
    """All noun synsets by offset, and where the ImageNet classes lie in their hierarchy."""

    def __init__(self, path: str = DATA):
        with open(path, encoding="utf8") as file:
            # The licence on top is the only part that is indented.
            self.synsets: dict[str, Synset] = dict(parse(line) for line in file if not line.startswith("  "))
        self.ancestors = lru_cache(None)(self._ancestors)

    @cached_property
    def classes(self) -> list[str]:
        """The offsets of the 1000 classes, in the order of the classifier's outputs."""
        names = files("timm").joinpath("data/_info/imagenet_synsets.txt").read_text().split()
        return [name.removeprefix("n") for name in names]

    @cached_property
    def class_index(self) -> dict[str, int]:
        return {offset: index for index, offset in enumerate(self.classes)}

    @cached_property
    def classes_below(self) -> dict[str, list[int]]:
        """For a class or one of its ancestors: the indices of all classes that are such a thing."""
        below: dict[str, list[int]] = {}
        for index, offset in enumerate(self.classes):
            for ancestor in self.ancestors(offset):
                below.setdefault(ancestor, []).append(index)
        return below

    def _ancestors(self, offset: str) -> dict[str, int]:
        """Everything a synset is a kind of, itself included, with the number of steps to it."""
        steps = {offset: 0}
        queue = [offset]
        for child in queue:  # breadth first, so the first visit is by the shortest way
            for parent in self.synsets[child].hypernyms:
                if parent not in steps:
                    steps[parent] = steps[child] + 1
                    queue.append(parent)
        return steps
