"""Files that both kinds of model have."""

import json
from pathlib import Path


def write_json(path: Path, value) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")


def image_processor(preprocess: dict) -> dict:
    """open_clip's preprocess_cfg in the words of transformers' preprocessor_config.json."""
    size = preprocess["size"]
    height, width = (size, size) if isinstance(size, int) else size
    squash = preprocess["resize_mode"] == "squash"
    cropping = {"do_center_crop": False} if squash else {
        "do_center_crop": True,
        "crop_size": {"height": height, "width": width},
    }
    return {
        "image_processor_type": "CLIPImageProcessor",
        "do_resize": True,
        "size": {"height": height, "width": width} if squash else {"shortest_edge": min(height, width)},
        "resample": 3,
        **cropping,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": list(preprocess["mean"]),
        "image_std": list(preprocess["std"]),
        "do_convert_rgb": True,
    }
