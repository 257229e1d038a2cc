"""Tiny models with random weights, saved as their libraries save fine-tunes."""

import json
import sys
from pathlib import Path

import open_clip
import torch
from open_clip.model import CLIPTextCfg, CLIPVisionCfg
from safetensors.torch import save_file
from transformers import (
    CLIPConfig,
    CLIPImageProcessor,
    CLIPModel,
    MetaClip2Config,
    MetaClip2Model,
    SiglipConfig,
    SiglipImageProcessor,
    SiglipModel,
)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil
from transformers.utils import logging

fixtures = Path(__file__).parent.parent / "fixtures"
sys.path += [str(fixtures / "tiny"), str(fixtures / "tokens")]

logging.disable_progress_bar()
import vocabularies  # noqa: E402
from golden import randomise  # noqa: E402
from inputs import smooth  # noqa: E402

SMALL = dict(hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2)
VISION = dict(image_size=32, layers=2, width=16, head_width=8, patch_size=8)


def open_clip_model(folder: Path):
    """As `save_for_hf` of open_clip leaves it, with the real vocabulary and trained-looking scale."""
    text = dict(width=16, heads=2, layers=2, context_length=77, vocab_size=49408)
    model = open_clip.CLIP(embed_dim=12, vision_cfg=CLIPVisionCfg(**VISION), text_cfg=CLIPTextCfg(**text))
    return saved(folder, model, {"embed_dim": 12, "vision_cfg": VISION, "text_cfg": text}, {})


def open_clip_siglip(folder: Path):
    """A text tower of its own that sees its padding, a tokenizer from the hub, a bias."""
    folder.mkdir(parents=True)
    vocabularies.siglip_of_open_clip(folder, size=1200)
    text = dict(
        width=16,
        heads=2,
        layers=2,
        context_length=64,
        vocab_size=1200,
        hf_tokenizer_name="timm/ViT-B-16-SigLIP",
        tokenizer_kwargs={"clean": "canonicalize"},
        no_causal_mask=True,
        proj_bias=True,
        pool_type="last",
    )
    shape = dict(embed_dim=12, init_logit_bias=-10)
    model = open_clip.CustomTextCLIP(vision_cfg=CLIPVisionCfg(**VISION), text_cfg=CLIPTextCfg(**text), **shape)
    half = {"mean": [0.5] * 3, "std": [0.5] * 3, "interpolation": "bicubic", "resize_mode": "squash"}
    return saved(folder, model, {**shape, "custom_text": True, "vision_cfg": VISION, "text_cfg": text}, half)


def saved(folder: Path, model, model_cfg: dict, preprocess_cfg: dict):
    randomise(model, 5)
    with torch.no_grad():
        model.logit_scale.fill_(3.0)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(model.state_dict(), folder / "open_clip_model.safetensors")
    config = {"model_cfg": model_cfg, "preprocess_cfg": preprocess_cfg}
    (folder / "open_clip_config.json").write_text(json.dumps(config))
    loaded, transform = open_clip.create_model_from_pretrained(f"local-dir:{folder}")
    tokenizer = open_clip.get_tokenizer(f"local-dir:{folder}")
    loaded.eval()
    return (
        lambda texts: loaded.encode_text(tokenizer(texts)),
        lambda picture: loaded.encode_image(transform(smooth(picture))[None]),
        {"activation": "SOFTMAX", "scale": loaded.logit_scale.exp().item()}
        if loaded.logit_bias is None
        else {"activation": "SIGMOID", "scale": loaded.logit_scale.exp().item(), "bias": loaded.logit_bias.item()},
    )


def transformers_clip(folder: Path):
    tokenizer = vocabularies.clip(folder, merges=800)
    size = len(tokenizer)
    text = dict(SMALL, vocab_size=size, max_position_embeddings=77, bos_token_id=size - 2, eos_token_id=size - 1)
    vision = dict(SMALL, image_size=32, patch_size=8)
    model = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=12))
    randomise(model, 1)
    with torch.no_grad():
        model.logit_scale.fill_(4.2)
    sizes = dict(size={"shortest_edge": 32}, crop_size=32)
    model.save_pretrained(folder)
    CLIPImageProcessor(**sizes).save_pretrained(folder)
    # What the hub's models were trained with; torchvision resizes a little otherwise.
    processor = CLIPImageProcessorPil(**sizes)

    def embed_texts(texts):
        return model.get_text_features(**tokenizer(texts, padding=True, truncation=True, return_tensors="pt"))

    scoring = {"activation": "SOFTMAX", "scale": model.logit_scale.exp().item()}
    return lambda texts: embed_texts(texts).pooler_output, images_of(model, processor), scoring


def transformers_metaclip_2(folder: Path):
    """The first end token counts, which is not what fills up the rest."""
    tokenizer = vocabularies.xlm_roberta(folder, size=1300)
    text = dict(SMALL, vocab_size=len(tokenizer), max_position_embeddings=77, bos_token_id=0, pad_token_id=1, eos_token_id=2)
    vision = dict(SMALL, image_size=32, patch_size=8)
    model = MetaClip2Model(MetaClip2Config(text_config=text, vision_config=vision, projection_dim=12))
    randomise(model, 3)
    with torch.no_grad():
        model.logit_scale.fill_(4.1)
    sizes = dict(size={"shortest_edge": 32}, crop_size=32)
    model.save_pretrained(folder)
    CLIPImageProcessor(**sizes).save_pretrained(folder)

    def embed_texts(texts):
        limit = dict(padding=True, truncation=True, max_length=77)
        return model.get_text_features(**tokenizer(texts, **limit, return_tensors="pt")).pooler_output

    scoring = {"activation": "SOFTMAX", "scale": model.logit_scale.exp().item()}
    return embed_texts, images_of(model, CLIPImageProcessorPil(**sizes)), scoring


def transformers_siglip(folder: Path):
    """Its tokenizer is saved as transformers does it, without tokenizer.json."""
    tokenizer = vocabularies.siglip(folder, size=1200)
    for made in folder.iterdir():
        made.unlink()
    tokenizer.save_pretrained(folder)
    special = dict(pad_token_id=1, bos_token_id=1, eos_token_id=1)
    text = dict(SMALL, vocab_size=len(tokenizer), max_position_embeddings=64, **special)
    model = SiglipModel(SiglipConfig(text_config=text, vision_config=dict(SMALL, image_size=32, patch_size=8)))
    randomise(model, 2)
    with torch.no_grad():
        model.logit_scale.fill_(2.5)
        model.logit_bias.fill_(-3.25)
    size = {"height": 32, "width": 32}
    model.save_pretrained(folder)
    SiglipImageProcessor(size=size).save_pretrained(folder)
    processor = SiglipImageProcessorPil(size=size)

    def embed_texts(texts):
        tokens = tokenizer(texts, padding="max_length", truncation=True, max_length=64, return_tensors="pt")
        return model.get_text_features(input_ids=tokens.input_ids).pooler_output

    scoring = {"activation": "SIGMOID", "scale": model.logit_scale.exp().item(), "bias": model.logit_bias.item()}
    return embed_texts, images_of(model, processor), scoring


def images_of(model, processor):
    return lambda picture: model.get_image_features(**processor(picture, return_tensors="pt")).pooler_output
