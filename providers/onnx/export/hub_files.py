"""Files of a model, in a directory or in a repository of the hub."""

from pathlib import Path

from huggingface_hub import hf_hub_download
from huggingface_hub.errors import EntryNotFoundError, LocalEntryNotFoundError


def find(source: str, name: str) -> Path | None:
    """`source`: a directory, or the name of a repository."""
    if Path(source).is_dir():
        return path if (path := Path(source, name)).exists() else None
    try:
        return Path(hf_hub_download(source, name))
    except (EntryNotFoundError, LocalEntryNotFoundError):
        return None
