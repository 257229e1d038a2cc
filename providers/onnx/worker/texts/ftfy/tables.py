"""Writes tables.ts from the tables of ftfy (Robyn Speer, Apache-2.0).

    pip install ftfy==6.3.1 && python tables.py > tables.ts
"""

import json
import re

from ftfy import __version__, bad_codecs, badness, chardata

bad_codecs.ok()


def for_javascript(pattern: str) -> str:
    """A verbose Python expression as one line for JavaScript's `u` flag."""
    parts = re.findall(r"\[(?:\\.|[^\]\\])*\]|\\.|#[^\n]*|\s+|.", pattern, re.DOTALL)
    kept = [part for part in parts if not part.isspace() and not part.startswith("#")]
    # Python's `.` stops at line feeds only, its `\w` and `\s` know characters of all scripts.
    meaning = {".": r"[^\n]", r"\w": r"[\p{L}\p{N}_]", "(": "(?:"}
    meaning[r"\s"] = r"[\s\x1c-\x1f\x85]"
    return "".join(meaning.get(part, part) for part in kept)


def detector() -> str:
    return for_javascript(chardata.UTF8_DETECTOR_RE.pattern).replace("(?:?<!", "(?<!")


def characters(encoding: str) -> str:
    return bytes(range(0x80, 0x100)).decode(encoding)


def constant(name: str, value, comment: str) -> None:
    text = json.dumps(value, ensure_ascii=True)
    print(f"\n/** {comment} */\nexport const {name} = {text};")


print(f"// Made by tables.py from ftfy {__version__} by Robyn Speer (Apache-2.0). Do not edit.")
constant("badness", for_javascript(badness.BADNESS_RE.pattern), "Matches what is not meant.")
constant("utf8Detector", detector(), "Matches UTF-8 that was read as another encoding.")
constant(
    "encodings",
    {name: characters(name) for name in chardata.CHARMAP_ENCODINGS},
    "Characters of the bytes 0x80 to 0xff, in the order in which encodings are tried.",
)
ligatures = {chr(code): text for code, text in chardata.LIGATURES.items()}
constant("ligatures", ligatures, "Latin ligatures and what they stand for.")
