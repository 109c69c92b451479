"""The memories of presses on disk, so that a restart takes no old press for a new one."""

import contextlib
import logging
import os
import secrets
from pathlib import Path

import msgspec

from assistant.bus.dialects.presses import Memories
from assistant.core.errors import StorageError

_LOG = logging.getLogger(__name__)


def read_memories(path: Path) -> Memories:
    """The memories kept there; new ones where there are none or the file is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Memories)
    except FileNotFoundError:
        pass
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        _LOG.warning("the memory of presses in %s is damaged, beginning a new one: %s", path, error)
    memories = Memories(token=secrets.token_hex(8))
    write_memories(path, memories)
    return memories


def write_memories(path: Path, memories: Memories) -> None:
    """Replace the file in one step, through to the disk; `StorageError` where that fails."""
    fresh = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(memories))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise StorageError(f"cannot keep the presses in {path}: {error.strerror}") from error
