"""Requests kept on disk until they are answered: a folder with a file for each.

A file appears whole or not at all, and what it holds is JSON that a person can read.
"""

import contextlib
import logging
import os
from pathlib import Path

from assistant.bus.codec import decode, encode
from assistant.core.errors import MessageError, StorageError
from assistant.core.messages import AnyRequest, Request

log = logging.getLogger("assistant.bus")


class KeptRequests:
    """The unanswered requests of one device.

    Args:
        folder: made if needed; for one process at a time.

    Raises:
        StorageError: the folder cannot be made or read.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)  # a request may hold the household's code
            for unfinished in folder.glob("*.new"):
                unfinished.unlink()
        except OSError as error:
            raise self._problem("use", error) from error

    def keep(self, request: Request) -> None:
        """Write the request so that it survives a crash and a loss of power.

        Raises:
            StorageError: it could not be kept (a full disk); then nothing of it is left.
            MessageError: it is too large to be sent.
        """
        payload = encode(request)
        path = self._path(request.request_id)
        fresh = path.with_suffix(".new")
        try:
            _write_through(fresh, payload)
            fresh.replace(path)
            _sync_folder(self._folder)
        except OSError as error:
            for leftover in (fresh, path):
                with contextlib.suppress(OSError):
                    leftover.unlink()
            raise self._problem("keep a request in", error) from error

    def forget(self, request_id: str) -> None:
        """It was answered. A file that comes back after a loss of power is only asked again."""
        with contextlib.suppress(OSError):
            self._path(request_id).unlink()

    def load(self) -> list[AnyRequest]:
        """All kept requests, oldest first; a damaged file is put aside as `.damaged`."""
        requests = []
        for path in self._folder.glob("*.json"):
            request = _read(path)
            if request is None:
                with contextlib.suppress(OSError):
                    path.replace(path.with_suffix(".damaged"))
            else:
                requests.append(request)
        return sorted(requests, key=lambda r: (r.at, r.request_id))

    def _path(self, request_id: str) -> Path:
        return self._folder / f"{request_id}.json"  # the pattern of an id is safe in file names

    def _problem(self, attempt: str, error: OSError) -> StorageError:
        return StorageError(
            f"cannot {attempt} {self._folder}: {error.strerror or error}; "
            "nothing was sent; make room there or choose another folder, then try again"
        )


def _read(path: Path) -> AnyRequest | None:
    try:
        message = decode(path.read_bytes())
    except (OSError, MessageError) as error:
        log.error("the kept request %s is damaged and put aside: %s", path, error)  # noqa: TRY400 - the reason is enough
        return None
    return message if isinstance(message, AnyRequest) else None


def _write_through(path: Path, payload: bytes) -> None:
    with path.open("wb") as file:
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
