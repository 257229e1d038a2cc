"""CLIPModel, MetaClip2Model and SiglipModel of transformers, from the hub or from a directory."""

import json
import shutil
from pathlib import Path

from transformers import AutoConfig, AutoImageProcessor, AutoTokenizer, CLIPModel, MetaClip2Model, SiglipModel

from transformers.utils import logging

from hub_files import find
from refusal import Refusal
from samples import TEXTS
from siglip_tokenizer import canonical, siglip_tokenizer
from source import Calls, Source, Tower, pixel_samples
from writing import write_json

CLASSES = {"clip": CLIPModel, "metaclip_2": MetaClip2Model, "siglip": SiglipModel}


def load(source: str) -> Source:
    logging.disable_progress_bar()
    kind = AutoConfig.from_pretrained(source).model_type
    if kind not in CLASSES:
        known = ", ".join(CLASSES)
        raise Refusal(f"{source} is a {kind!r} model of transformers; {known} can be exported.")
    model = CLASSES[kind].from_pretrained(source, attn_implementation="eager").eval().float()
    tokenizer = AutoTokenizer.from_pretrained(source)
    processor = AutoImageProcessor.from_pretrained(source)
    context = model.config.text_config.max_position_embeddings

    def write_files(folder: Path) -> None:
        write_config(model, kind, folder)
        write_json(folder / "preprocessor_config.json", settings_of(processor))
        write_tokenizer(source, tokenizer, context, folder)

    return Source(
        text=text_tower(model, kind, tokenizer, context),
        image=image_tower(model, kind),
        write_files=write_files,
        tokenize=lambda text: tokenizer(text).input_ids,
        clean=cleaning(tokenizer),
    )


def text_tower(model, kind: str, tokenizer, context: int) -> Tower:
    tokens = tokenizer(
        TEXTS, padding="max_length", max_length=context, truncation=True, return_tensors="pt"
    )
    if kind == "siglip":
        # It was trained to see its padding, and always has that length.
        lengths, output = None, "pooler_output"
    else:
        lengths, output = lengths_of(tokens.input_ids, tokenizer), "text_embeds"

    def embed(model, ids):
        return model.get_text_features(input_ids=ids).pooler_output

    return Tower(
        module=Calls(model, embed),
        reference=lambda ids: embed(model, ids),
        samples=tokens.input_ids,
        input="input_ids",
        output=output,
        lengths=lengths,
    )


def lengths_of(ids, tokenizer) -> list[int]:
    """Up to the first end token, which may also be what fills up the rest."""
    return [1 + (row == tokenizer.eos_token_id).nonzero().min().item() for row in ids]


def image_tower(model, kind: str) -> Tower:
    size = model.config.vision_config.image_size

    def embed(model, pixels):
        return model.get_image_features(pixel_values=pixels).pooler_output

    return Tower(
        module=Calls(model, embed),
        reference=lambda pixels: embed(model, pixels),
        samples=pixel_samples(size, size),
        input="pixel_values",
        output="pooler_output" if kind == "siglip" else "image_embeds",
    )


def write_config(model, kind: str, folder: Path) -> None:
    """The model's own, and what lies in its weights and defaults otherwise."""
    model.config.save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    text = {**config.get("text_config", {})}
    text["max_position_embeddings"] = model.config.text_config.max_position_embeddings
    config.update(model_type=kind, text_config=text, logit_scale=model.logit_scale.exp().item())
    if kind == "siglip":
        text["projection_size"] = model.text_model.head.out_features
        config["logit_bias"] = model.logit_bias.item()
    else:
        config["projection_dim"] = model.text_projection.out_features
    write_json(folder / "config.json", config)


def settings_of(processor) -> dict:
    """Without what says only which version of transformers wrote it."""
    kept = {key: value for key, value in processor.to_dict().items() if value is not None}
    return {key: value for key, value in kept.items() if not key.startswith("_")}


def write_tokenizer(source: str, tokenizer, context: int, folder: Path) -> None:
    tokenizer.save_pretrained(folder)
    if (folder / "tokenizer.json").exists():
        pass
    elif found := find(source, "tokenizer.json"):
        shutil.copyfile(found, folder / "tokenizer.json")
    else:
        siglip_tokenizer(folder / "spiece.model").save(str(folder / "tokenizer.json"))
    (folder / "spiece.model").unlink(missing_ok=True)
    config = json.loads((folder / "tokenizer_config.json").read_text())
    config["model_max_length"] = min(config.get("model_max_length", context), context)
    write_json(folder / "tokenizer_config.json", config)


def cleaning(tokenizer):
    """What the class does in Python, and tokenizer.json may not contain."""
    name = type(tokenizer).__name__
    if name.startswith("SiglipTokenizer"):
        return canonical
    if name.startswith(("Siglip2Tokenizer", "Gemma")):
        # As the tokenizers library lowers it, which knows no final sigma.
        return lambda text: text.replace("Σ", "σ").lower()
    return lambda text: text
