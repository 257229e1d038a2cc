"""Writes the model's files in the directory layout of transformers.js."""

import json
from pathlib import Path

import torch
from torch import nn

import minilm
import vision
from joint import JOINT, VISUAL
from texts import TEMPLATES

OPSET = 18
ATTRIBUTION = [
    "EfficientNet-Lite2 weights: Google, trained on ImageNet-1k; PyTorch conversion by ML Illustrated; Apache-2.0",
    "all-MiniLM-L6-v2 weights: sentence-transformers; Apache-2.0",
    "WordNet 3.0: Copyright 2006 by Princeton University; WordNet licence",
    "Class names: open_clip (MIT) and torchvision (BSD-3-Clause); class order: timm (Apache-2.0)",
]


def export(model: nn.Module, inputs: tuple, dynamic: dict, output: str, path: Path) -> None:
    torch.onnx.export(
        model, inputs, str(path), dynamo=True, external_data=False, opset_version=OPSET, verbose=False,
        input_names=list(dynamic), output_names=[output], dynamic_shapes=dynamic,
    )  # fmt: skip


def export_vision(model: vision.VisionModel, path: Path) -> None:
    pixels = torch.zeros(2, 3, vision.IMAGE_SIZE, vision.IMAGE_SIZE)
    export(model, (pixels,), {"pixel_values": {0: torch.export.Dim("batch")}}, "image_embeds", path)


def export_text(model: nn.Module, path: Path) -> None:
    axes = {0: torch.export.Dim("batch"), 1: torch.export.Dim("length", max=minilm.MAX_TOKENS)}
    ones = torch.ones(2, 9, dtype=torch.int64)
    export(model, (ones, ones.clone()), {"input_ids": axes, "attention_mask": axes}, "text_embeds", path)


def write_configuration(output: Path, logit_scale: float) -> None:
    size = vision.IMAGE_SIZE
    config = {
        "model_type": "parallax-mini",
        "projection_dim": JOINT + VISUAL,
        "joint_dim": JOINT,
        "visual_dim": VISUAL,
        "logit_scale": logit_scale,
        "templates": [template.replace("{}", "{label}") for template in TEMPLATES],
        "text_config": {"max_position_embeddings": minilm.MAX_TOKENS, "hidden_size": minilm.WIDTH, "num_hidden_layers": minilm.LAYERS},
        "vision_config": {"image_size": size},
        "license": "apache-2.0",
        "attribution": ATTRIBUTION,
    }
    preprocessor = {
        "image_processor_type": "CLIPImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"shortest_edge": vision.RESIZE},
        "resample": 3,
        "do_center_crop": True,
        "crop_size": {"height": size, "width": size},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [127 / 255] * 3,
        "image_std": [128 / 255] * 3,
    }
    tokenizer = {
        "tokenizer_class": "BertTokenizer",
        "do_lower_case": True,
        "model_max_length": minilm.MAX_TOKENS,
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "cls_token": "[CLS]",
        "sep_token": "[SEP]",
        "mask_token": "[MASK]",
    }
    for name, content in [("config", config), ("preprocessor_config", preprocessor), ("tokenizer_config", tokenizer)]:
        (output / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")
    minilm.tokenizer().save(str(output / "tokenizer.json"), pretty=False)
