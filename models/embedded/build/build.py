"""Builds the embedded model: `python models/embedded/build/build.py`. See the README beside this file."""

import argparse
import os
import tempfile
import time
from pathlib import Path

# Sums come out the same on any number of cores; and one thread is fast enough.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}

import numpy as np
import torch

import minilm
import publish
from everyday import EverydayWords
from joint import TextModel, fit_logit_scale, make_space
from quantise import quantise_weights
from simulate import simulate_logits
from texts import OPEN_CLIP_NAMES, TEMPLATES, meanings, training_texts
from train import Corpus, train
from vision import VisionModel, load_backbone
from wordnet import WordNet

SEED = 0
PHOTOS_OF_A_CLASS = 12
PROTOTYPE_PROMPTS = ["{}", "a photo of a {}.", "a picture of the {}"]


def normalise(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def encode_cached(encoder, texts: list[str], cache: Path | None) -> np.ndarray:
    """The vectors of the training texts take most of a build's time; a cache spares it when trying things."""
    known: dict[str, np.ndarray] = {}
    if cache and cache.exists():
        stored = np.load(cache)
        known = dict(zip(stored["texts"].tolist(), stored["vectors"]))
    new = sorted({text for text in texts if text not in known})
    known.update(zip(new, minilm.encode(encoder, new)))
    if cache and new:
        np.savez(cache, texts=list(known), vectors=list(known.values()))
    return np.stack([known[text] for text in texts])


def class_prototypes(encoder, wordnet: WordNet) -> tuple[np.ndarray, np.ndarray]:
    """Each class's mean vector over its words and some prompts, and the mean over all classes."""
    lemmas = [wordnet.synsets[offset].lemmas[:3] for offset in wordnet.classes]
    texts = [
        (index, prompt.format(lemma))
        for index, words in enumerate(lemmas)
        for lemma in words
        for prompt in PROTOTYPE_PROMPTS
    ]
    vectors = minilm.encode(encoder, [text for _, text in texts])
    sums = np.zeros((len(lemmas), minilm.WIDTH), np.float32)
    np.add.at(sums, [index for index, _ in texts], vectors)
    mean = minilm.encode(encoder, [template.format(words[0]) for words in lemmas for template in TEMPLATES]).mean(0)
    return normalise(normalise(sums) - mean), mean


def build(output: Path, floats: Path, cache: Path | None) -> None:
    started = time.monotonic()

    def say(what: str) -> None:
        print(f"{time.monotonic() - started:4.0f} s  {what}", flush=True)

    wordnet, encoder, backbone = WordNet(), minilm.MiniLM().eval(), load_backbone()
    everyday = EverydayWords(wordnet)
    classifier = backbone._fc.weight.detach().numpy().copy()
    prototypes, mean = class_prototypes(encoder, wordnet)

    texts = training_texts(wordnet, everyday, SEED)
    say(f"encoding {len(texts)} texts")
    vectors = normalise(encode_cached(encoder, [text.text for text in texts], cache) - mean)
    keys = list(dict.fromkeys(text.meaning for text in texts))
    row = {key: index for index, key in enumerate(keys)}
    corpus = Corpus(vectors, np.array([row[text.meaning] for text in texts]), *meanings(wordnet, everyday, keys))

    say("training")
    photos, shown = simulate_logits(classifier, PHOTOS_OF_A_CLASS, SEED)
    head, table = train(corpus, prototypes, photos, shown, SEED)
    space = make_space(table.numpy(), prototypes, classifier)

    say("writing")
    text_model = TextModel(encoder, head, mean, space).eval()
    vision_model = VisionModel(backbone, space.class_table, space.visual_axes).eval()
    with torch.inference_mode():
        class_names = text_model.join(torch.tensor(minilm.encode(encoder, OPEN_CLIP_NAMES)))
    logit_scale = fit_logit_scale(photos[:4000], shown[:4000], space, class_names)

    publish.export_vision(vision_model, floats / "vision_model.onnx")
    publish.export_text(text_model, floats / "text_model.onnx")
    (output / "onnx").mkdir(parents=True, exist_ok=True)
    quantise_weights(floats / "vision_model.onnx", output / "onnx" / "vision_model.onnx")
    # The word embeddings are looked up, not multiplied, so they come quantised out of the export.
    text_model.encoder = minilm.MiniLM(quantise_words=True).eval()
    with tempfile.TemporaryDirectory() as directory:
        publish.export_text(text_model, Path(directory) / "text_model.onnx")
        quantise_weights(Path(directory) / "text_model.onnx", output / "onnx" / "text_model.onnx")
    publish.write_configuration(output, logit_scale)
    say(f"done, logit scale {logit_scale}")


def main() -> None:
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=here.parent, help="where the model's files go")
    parser.add_argument("--floats", type=Path, help="keep the files before quantisation here, for evaluate.py --floats")
    parser.add_argument("--cache", type=Path, help="an .npz file for the vectors of the training texts")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        floats = arguments.floats or Path(scratch)
        floats.mkdir(parents=True, exist_ok=True)
        build(arguments.output, floats, arguments.cache)


if __name__ == "__main__":
    main()
