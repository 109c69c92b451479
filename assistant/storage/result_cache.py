"""Results that take long to work out, kept for the next start.

Each is one file, `<name>.pickle`, in the user's cache folder (XDG Base Directory Specification). It
begins with the SHA-256 of what the result was worked out of, so that one of other sentences or of other
code is never taken, and with that of its own content, so that a damaged one is not. Reading a pickle
runs what stands in it, as importing a module does: so files are read only where nobody but this user
can have written them. Where anything is wrong the result is worked out, which is slower and else the
same.
"""

import contextlib
import hashlib
import logging
import os
import pickle
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, TypeVar, cast

import platformdirs

log = logging.getLogger(__name__)

T = TypeVar("T")
_DIGEST: Final = hashlib.sha256().digest_size
_OF_OTHERS: Final = stat.S_IWGRP | stat.S_IWOTH


def fingerprint(pieces: Iterable[bytes]) -> bytes:
    """The SHA-256 of what a result is worked out of; "ab", "c" is not "a", "bc"."""
    found = hashlib.sha256()
    for piece in pieces:
        found.update(len(piece).to_bytes(8, "big"))
        found.update(piece)
    return found.digest()


class ResultCache:
    """A folder of results."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use `folder`, or `assistant` in the user's cache folder; it need not exist."""
        self._folder = folder or Path(platformdirs.user_cache_dir("assistant"))

    def get(self, name: str, source: bytes, make: Callable[[], T]) -> T:
        """The result that is kept under a name, or else what `make` returns, kept from now on.

        Args:
            name: of the file; a later result takes its place.
            source: the `fingerprint` of all that the result is worked out of.
            make: works it out; what it raises is passed on, and nothing is kept.
        """
        path = self._folder / f"{name}.pickle"
        try:
            return cast(T, pickle.loads(self._read(path, source)))  # noqa: S301 - our own, see above
        except FileNotFoundError:
            pass
        except Exception as error:  # noqa: BLE001 - a pickle may raise anything
            log.info("%s is made anew: %s", path, error)
        made = make()
        try:
            self._write(path, source, pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
        except OSError as error:
            log.info("%s is not kept: %s", path, error)
        return made

    def _read(self, path: Path, source: bytes) -> memoryview:
        _check_own(self._folder.stat())
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            _check_own(os.fstat(file.fileno()))
            content = memoryview(file.read())
        made_of, digest = content[:_DIGEST], content[_DIGEST : 2 * _DIGEST]
        body = content[2 * _DIGEST :]
        if made_of != source:
            raise ValueError("it is of other sentences or of another version")
        if digest != hashlib.sha256(body).digest():
            raise ValueError("it is damaged")
        return body

    def _write(self, path: Path, source: bytes, body: bytes) -> None:
        """Put a file in its place at once: who reads meanwhile reads the old one, or the new."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_own(self._folder.stat())
        number, part = tempfile.mkstemp(dir=self._folder, prefix=path.stem)
        try:
            with os.fdopen(number, "wb") as file:
                file.writelines((source, hashlib.sha256(body).digest(), body))
            Path(part).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(part).unlink()
            raise


def _check_own(found: os.stat_result) -> None:
    """Raise `PermissionError` where somebody else could have written a file or a folder."""
    if found.st_uid != os.geteuid() or found.st_mode & _OF_OTHERS:
        raise PermissionError("others could have written it")
