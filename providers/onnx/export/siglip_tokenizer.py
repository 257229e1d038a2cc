"""tokenizer.json for SigLIP's SentencePiece vocabulary, which transformers reads in Python only."""

import re
import string
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers.convert_slow_tokenizer import import_protobuf


def siglip_tokenizer(vocabulary: Path) -> Tokenizer:
    """The same steps as transformers' converter takes for T5, whose kind of vocabulary it is."""
    proto = import_protobuf().ModelProto()
    proto.ParseFromString(vocabulary.read_bytes())
    pieces = [(piece.piece, piece.score) for piece in proto.pieces]
    names = [piece for piece, _ in pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=names.index("<unk>"), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
            normalizers.Strip(left=False, right=True),
            normalizers.Replace(Regex(" {2,}"), "▁"),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    end = names.index("</s>")
    tokenizer.post_processor = processors.TemplateProcessing(single=["$A", "</s>"], special_tokens=[("</s>", end)])
    special = dict(special=True, normalized=False, lstrip=True, rstrip=True)
    tokenizer.add_special_tokens([AddedToken("</s>", **special), AddedToken("<unk>", **special)])
    return tokenizer


def canonical(text: str) -> str:
    """What SiglipTokenizer does to a text first: lower case, no punctuation, single spaces."""
    plain = text.lower().translate(str.maketrans("", "", string.punctuation))
    return re.sub(r"\s+", " ", plain).strip()
