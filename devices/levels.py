"""The levels of a device's slots, kept over restarts."""

from pathlib import Path

import msgspec

from assistant.core.errors import StorageError


def read_levels(path: Path) -> dict[str, float]:
    """The kept levels; none where there are none or the file is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, float])
    except (OSError, msgspec.MsgspecError):
        return {}


def write_levels(path: Path, levels: dict[str, float]) -> None:
    """Replace the kept levels in one step; `StorageError` where that fails."""
    fresh = path.with_suffix(".new")
    try:
        fresh.write_bytes(msgspec.json.encode(levels))
        fresh.replace(path)
    except OSError as error:
        raise StorageError(f"cannot keep the levels in {path}: {error.strerror}") from error
