"""Runs the published files as the gateway does: the same preprocessing, onnxruntime, vectors out."""

import json
import os
from pathlib import Path

# Before it is loaded: it sends usage data unless told not to.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import numpy as np
import onnxruntime
from PIL import Image
from tokenizers import Tokenizer


class Preprocessor:
    """A transformers CLIPImageProcessor configuration, as far as this model uses it."""

    def __init__(self, path: Path):
        config = json.loads(path.read_text())
        self.shortest = config["size"]["shortest_edge"]
        self.crop = config["crop_size"]["height"]
        self.resample = config["resample"]
        self.factor = config["rescale_factor"]
        self.mean, self.std = (np.array(config[key], np.float32)[:, None, None] for key in ("image_mean", "image_std"))

    def __call__(self, image: Image.Image) -> np.ndarray:
        image = on_white(image)
        width, height = image.size
        size = (self.shortest * side // min(width, height) for side in (width, height))
        image = image.resize(tuple(size), self.resample)
        left, top = (image.width - self.crop) // 2, (image.height - self.crop) // 2
        image = image.crop((left, top, left + self.crop, top + self.crop))
        pixels = np.asarray(image, np.float32).transpose(2, 0, 1) * np.float32(self.factor)
        return (pixels - self.mean) / self.std


def on_white(image: Image.Image) -> Image.Image:
    """As transformers converts to RGB."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


class Model:
    def __init__(self, directory: Path, onnx: Path | None = None):
        """`onnx` names another directory for the two towers, such as the one before quantisation."""
        self.config = json.loads((directory / "config.json").read_text())
        self.preprocess = Preprocessor(directory / "preprocessor_config.json")
        self.tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self.tokenizer.enable_padding()
        onnx = onnx or directory / "onnx"
        self.vision = onnxruntime.InferenceSession(onnx / "vision_model.onnx", providers=["CPUExecutionProvider"])
        self.text = onnxruntime.InferenceSession(onnx / "text_model.onnx", providers=["CPUExecutionProvider"])

    def embed_pixels(self, pixels: np.ndarray, batch_size: int = 32) -> np.ndarray:
        batches = (pixels[start : start + batch_size] for start in range(0, len(pixels), batch_size))
        return np.concatenate([self.vision.run(None, {"pixel_values": batch})[0] for batch in batches])

    def embed_texts(self, texts: list[str], batch_size: int = 32) -> np.ndarray:
        rows = []
        for start in range(0, len(texts), batch_size):
            encodings = self.tokenizer.encode_batch(texts[start : start + batch_size])
            inputs = {
                "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
                "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
            }
            rows.append(self.text.run(None, inputs)[0])
        return np.concatenate(rows)

    def embed_labels(self, labels: list[str], templates: list[str] | None = None) -> np.ndarray:
        """The mean over the templates, of length one again."""
        templates = templates or self.config["templates"]
        mean = sum(self.embed_texts([template.replace("{label}", label) for label in labels]) for template in templates)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)
