"""Measures the published model on photos named `n02123159_anything.jpg` (ImageNet's synset first).

python models/embedded/build/evaluate.py PHOTOS [--floats DIRECTORY]   measures accuracy, batching, quantisation
python models/embedded/build/evaluate.py --check                       verifies the published files alone
"""

import argparse
from pathlib import Path

import numpy as np
from PIL import Image

from runtime import Model

DIRECTORY = Path(__file__).resolve().parent.parent
OTHERS = 19  # wrong labels beside the right one in the test of 20
DRAWS = 5  # times those are drawn anew for each photo
SEED = 7


def accuracy(scores: np.ndarray, right: np.ndarray, top: int = 1) -> float:
    best = np.argsort(-scores, axis=1, kind="stable")[:, :top]
    return float((best == right[:, None]).any(1).mean())


def report_thousand(images: np.ndarray, shown: np.ndarray, model: Model, backbone: np.ndarray) -> None:
    from texts import OPEN_CLIP_NAMES

    print(f"{'1000 classes':42} top-1  top-5")
    choices = [("bare names", ["{label}"]), ("a photo of a {}.", ["a photo of a {label}."]), ("both (the default)", None)]
    for name, templates in choices:
        scores = images @ model.embed_labels(OPEN_CLIP_NAMES, templates).T
        print(f"  {name:40} {accuracy(scores, shown):.3f}  {accuracy(scores, shown, 5):.3f}")
    print(f"  {'the backbone itself':40} {accuracy(backbone, shown):.3f}  {accuracy(backbone, shown, 5):.3f}")


def report_twenty(images: np.ndarray, shown: np.ndarray, model: Model) -> None:
    """The right label among labels of other photos, as someone would try it."""
    from texts import OPEN_CLIP_NAMES

    for name, templates in [("bare names", ["{label}"]), ("both templates", None)]:
        scores = images @ model.embed_labels(OPEN_CLIP_NAMES, templates).T
        rng = np.random.default_rng(SEED)
        right = []
        for row, label in zip(scores, shown):
            wrong_labels = np.setdiff1d(shown, label)
            for _ in range(DRAWS):
                wrong = rng.choice(wrong_labels, min(OTHERS, len(wrong_labels)), replace=False)
                right.append(row[label] > row[wrong].max())
        print(f"20 labels, {name:31} {np.mean(right):.3f}")


def report_groups(images: np.ndarray, shown: np.ndarray, model: Model, verbose: bool) -> None:
    from groups import GROUPS, group_of_classes
    from wordnet import WordNet

    labels = list(GROUPS)
    groups = [group_of_classes(WordNet())[label] for label in shown]
    grouped = np.array([i for i, group in enumerate(groups) if group is not None])
    right = np.array([groups[i] for i in grouped])
    for name, templates in [("bare names", ["{label}"]), ("both templates", None)]:
        scores = images[grouped] @ model.embed_labels(labels, templates).T
        print(f"{len(labels)} groups, {name:31} {accuracy(scores, right):.3f}  ({len(grouped)} photos)")
    if verbose:
        from texts import OPEN_CLIP_NAMES

        for photo, group, guess in zip(grouped, right, scores.argmax(1)):
            if group != guess:
                print(f"    {OPEN_CLIP_NAMES[shown[photo]]}: {labels[group]}, taken for {labels[guess]}")


def report_batching(pixels: np.ndarray, texts: list[str], model: Model) -> None:
    for name, embed, inputs in [("images", model.embed_pixels, pixels), ("texts", model.embed_texts, texts)]:
        difference = np.abs(embed(inputs, batch_size=1) - embed(inputs, batch_size=32)).max()
        print(f"{name} alone and in batches of 32: largest difference {difference:.1e}")


def report_quantisation(pixels: np.ndarray, texts: list[str], model: Model, exact: Model) -> None:
    for name, inputs in [("pixels", pixels), ("texts", texts)]:
        cosines = (getattr(model, f"embed_{name}")(inputs) * getattr(exact, f"embed_{name}")(inputs)).sum(1)
        print(f"int8 against float, {len(inputs)} {name}: cosine mean {cosines.mean():.4f}, least {cosines.min():.4f}")


# Pictures that come with scikit-image, and what someone would call them.
PICTURES = {
    "chelsea.png": "a cat",
    "coffee.png": "a cup of coffee",
    "rocket.jpg": "a rocket",
    "astronaut.png": "a person",
    "camera.png": "a person",
    "motorcycle_left.png": "a motorcycle",
    "horse.png": "a horse",
    "page.png": "a page of text",
    "text.png": "a page of text",
    "coins.png": "coins",
}
DISTRACTORS = [
    "a dog", "a car", "a bicycle", "a tree", "food", "a house", "an airplane", "a bird", "a chair", "a boat", "a phone", "a flower",
]  # fmt: skip


def report_pictures(model: Model) -> None:
    """Everyday pictures from another source than ImageNet, each with what the model says first and second."""
    from importlib.resources import files

    labels = list(dict.fromkeys(PICTURES.values())) + DISTRACTORS
    directory = Path(str(files("skimage"))) / "data"
    images = model.embed_pixels(np.stack([model.preprocess(Image.open(directory / name)) for name in PICTURES]))
    logits = model.config["logit_scale"] * images @ model.embed_labels(labels).T
    chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    right = [labels[row.argmax()] == label for row, label in zip(chances, PICTURES.values())]
    print(f"scikit-image's pictures, {len(labels)} labels: {sum(right)} of {len(right)}")
    for name, row in zip(PICTURES, chances):
        print(f"    {name:20}", ", ".join(f"{labels[i]} {row[i]:.2f}" for i in np.argsort(-row)[:2]))


def backbone_logits(pixels: np.ndarray) -> np.ndarray:
    import torch

    from vision import load_backbone

    backbone = load_backbone()
    with torch.inference_mode():
        return torch.cat([backbone(batch) for batch in torch.tensor(pixels).split(16)]).numpy()


def check(model: Model) -> None:
    """That the files load, agree with each other, and give vectors of length one for any batch and length."""
    width, longest = model.config["projection_dim"], model.config["text_config"]["max_position_embeddings"]
    crop = model.preprocess.crop
    assert model.config["vision_config"]["image_size"] == crop
    for shape in [(640, 480), (260, 900), (1, 1)]:
        assert model.preprocess(Image.new("RGB", shape)).shape == (3, crop, crop)
    texts = ["", "a cat", "a photo of a dog.", "long " * 500]
    assert len(model.tokenizer.encode(texts[-1]).ids) == longest
    rng = np.random.default_rng(SEED)
    for count in (1, 3):
        images = model.embed_pixels(rng.standard_normal((count, 3, crop, crop), np.float32))
        vectors = model.embed_texts(texts[-count:])
        for rows in (images, vectors):
            assert rows.shape == (count, width) and rows.dtype == np.float32
            assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert not np.any(model.embed_texts(texts)[:, model.config["joint_dim"] :]), "texts have no visual part"
    scale = model.config["logit_scale"]
    print(f"ok: {width} dimensions, images of {crop} pixels, texts of up to {longest} tokens, logit scale {scale}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path, nargs="?")
    parser.add_argument("--model", type=Path, default=DIRECTORY)
    parser.add_argument("--floats", type=Path, help="the directory that build.py --floats wrote")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--verbose", action="store_true", help="name the photos whose group was missed")
    arguments = parser.parse_args()
    model = Model(arguments.model)
    if arguments.check:
        check(model)
    if not arguments.photos:
        return

    from texts import OPEN_CLIP_NAMES
    from wordnet import WordNet

    classes = WordNet().class_index
    paths = [path for path in sorted(arguments.photos.iterdir()) if path.name[1:9] in classes]
    shown = np.array([classes[path.name[1:9]] for path in paths])
    pixels = np.stack([model.preprocess(Image.open(path)) for path in paths])
    images = model.embed_pixels(pixels)
    print(f"{len(paths)} photos")
    report_thousand(images, shown, model, backbone_logits(pixels))
    report_twenty(images, shown, model)
    report_groups(images, shown, model, arguments.verbose)
    texts = [template.format(OPEN_CLIP_NAMES[label]) for label in shown for template in ("{}", "a photo of a {}.")]
    report_pictures(model)
    report_batching(pixels, texts, model)
    if arguments.floats:
        report_quantisation(pixels, texts, model, Model(arguments.model, arguments.floats))


if __name__ == "__main__":
    main()
