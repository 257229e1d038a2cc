"""Models of open_clip: from the hub, from a directory, or a training checkpoint."""

import json
from pathlib import Path

import open_clip
import torch
from open_clip.hf_model import HFTextEncoder
from open_clip.tokenizer import HFTokenizer, SimpleTokenizer
from open_clip.transformer import text_global_pool
from transformers import CLIPTokenizer

from hub_files import find
from refusal import Refusal
from samples import TEXTS
from source import Calls, Source, Tower, pixel_samples
from writing import image_processor, write_json


def load(source: str, architecture: str | None = None) -> Source:
    """`architecture`: open_clip's name of it, such as ViT-B-32, where nothing beside the weights says it."""
    model_cfg = open_clip.get_model_config(architecture) if architecture else config_of(source)["model_cfg"]
    name, weights = (architecture, weights_of(source)) if architecture else (schema_of(source), None)
    model = open_clip.create_model(name, pretrained=weights, require_pretrained=True)
    # The plain attention is what exports, and rounds as the graph does.
    torch.backends.mha.set_fastpath_enabled(False)
    model.eval().float()
    tokenizer = open_clip.get_tokenizer(name)
    if not isinstance(tokenizer, (HFTokenizer, SimpleTokenizer)):
        raise Refusal(f"{type(tokenizer).__name__} of open_clip is not supported.")

    def write_files(folder: Path) -> None:
        write_config(model, model_cfg, folder)
        write_tokenizer(tokenizer, folder)

    return Source(
        text=text_tower(model, tokenizer),
        image=image_tower(model),
        write_files=write_files,
        tokenize=lambda text: token_ids(tokenizer, text),
        clean=tokenizer.clean_fn,
    )


def weights_of(source: str) -> str:
    """A file that training wrote, or that of a repository."""
    if Path(source).is_file():
        return source
    names = ("open_clip_model.safetensors", "open_clip_pytorch_model.bin")
    found = next(filter(None, (find(source, name) for name in names)), None)
    if not found:
        raise Refusal(f"{source} has none of {', '.join(names)}.")
    return str(found)


def schema_of(source: str) -> str:
    return f"local-dir:{source}" if Path(source).is_dir() else f"hf-hub:{source}"


def config_of(source: str) -> dict:
    found = find(source, "open_clip_config.json")
    if not found:
        raise Refusal(f"{source} has no open_clip_config.json, as models of open_clip do.")
    return json.loads(found.read_text())


def text_tower(model, tokenizer) -> Tower:
    ids = tokenizer(TEXTS)
    lengths = [len(token_ids(tokenizer, text)) for text in TEXTS]
    text = getattr(model, "text", model)
    pool = getattr(model, "text_pool_type", None)
    if isinstance(model, open_clip.CLIP) and model.attn_mask is not None and pool in ("argmax", "eos"):
        function = shorter_text
    elif isinstance(text, HFTextEncoder):
        function = whole_text
    else:
        function, lengths = whole_text, None
    return Tower(
        module=Calls(model, function),
        reference=model.encode_text,
        samples=ids,
        input="input_ids",
        output="text_embeds",
        lengths=lengths,
    )


def whole_text(model, ids):
    return model.encode_text(ids)


def shorter_text(model, ids):
    """
    `encode_text` of open_clip's CLIP for texts of any length. It wants all of them padded to the
    context; behind a causal mask, padding changes nothing and costs ten times the work.
    """
    length = ids.shape[1]
    x = model.token_embedding(ids) + model.positional_embedding[:length]
    x = model.ln_final(model.transformer(x, attn_mask=model.attn_mask[:length, :length]))
    x = text_global_pool(x, ids, model.text_pool_type, eos_token_id=getattr(model, "text_eos_id", None))
    projection = model.text_projection
    if projection is None:
        return x
    return projection(x) if isinstance(projection, torch.nn.Linear) else x @ projection


def image_tower(model) -> Tower:
    size = model.visual.preprocess_cfg["size"]
    height, width = (size, size) if isinstance(size, int) else size
    return Tower(
        module=Calls(model, lambda clip, pixels: clip.encode_image(pixels)),
        reference=model.encode_image,
        samples=pixel_samples(height, width),
        input="pixel_values",
        output="image_embeds",
    )


def token_ids(tokenizer, text: str) -> list[int]:
    """Of a text that may be cut, without padding."""
    if isinstance(tokenizer, HFTokenizer):
        limit = dict(truncation=True, max_length=tokenizer.context_length)
        return tokenizer.tokenizer(tokenizer.clean_fn(text), **limit).input_ids
    (row,) = tokenizer([text])
    # Filled up with 0, which may stand for a token as well, but not for the last.
    return row[: 1 + row.nonzero().max().item()].tolist()


def write_config(model, model_cfg: dict, folder: Path) -> None:
    """open_clip's own description, and what other tools read: the same as transformers has it."""
    preprocess = {**model.visual.preprocess_cfg}
    scalars = {"logit_scale": model.logit_scale.exp().item()}
    if model.logit_bias is not None:
        scalars["logit_bias"] = model.logit_bias.item()
    write_json(folder / "open_clip_config.json", {"model_cfg": model_cfg, "preprocess_cfg": preprocess})
    kind = {"model_type": "clip", "projection_dim": model_cfg["embed_dim"]}
    write_json(folder / "config.json", {**kind, **scalars})
    if preprocess["resize_mode"] in ("shortest", "squash") and preprocess["interpolation"] == "bicubic":
        write_json(folder / "preprocessor_config.json", image_processor(preprocess))


def write_tokenizer(tokenizer, folder: Path) -> None:
    if isinstance(tokenizer, HFTokenizer):
        tokenizer.save_pretrained(folder)
        return
    # open_clip's own byte pairs, as the class of transformers that reads the same vocabulary.
    vocabulary = dict(tokenizer.encoder)
    for theirs, ours in (("<start_of_text>", "<|startoftext|>"), ("<end_of_text>", "<|endoftext|>")):
        vocabulary[ours] = vocabulary.pop(theirs)
    merges = sorted(tokenizer.bpe_ranks, key=tokenizer.bpe_ranks.get)
    CLIPTokenizer(
        vocab=vocabulary, merges=merges, model_max_length=tokenizer.context_length
    ).save_pretrained(folder)
