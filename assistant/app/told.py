"""What was told aloud already, so that it is told once."""

import logging
import threading
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)

TOLD_FILE = "told.json"
"""Its name in a household's data folder."""
REMEMBERED = 500


class Told:
    """Keys of what was told, kept in a file over restarts. Thread-safe.

    A file that cannot be read or written is logged: then something may be told twice.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._keys: list[str] = _read(file)

    def first_time(self, key: str) -> bool:
        """Whether it was never asked for this key before."""
        with self._lock:
            if key in self._keys:
                return False
            self._keys = [*self._keys[-REMEMBERED:], key]
            self._write()
            return True

    def _write(self) -> None:
        fresh = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.encode(self._keys))
            fresh.replace(self._file)
        except OSError as error:
            log.warning("cannot keep what was told in %s: %s", self._file, error)


def _read(file: Path) -> list[str]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=list[str])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        log.warning("cannot read what was told from %s: %s", file, error)
        return []
