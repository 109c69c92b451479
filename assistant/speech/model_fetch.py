"""Downloads the official English Vosk model: with a progress bar, resumed, checked, all or nothing."""

import hashlib
import shutil
import urllib.error
import urllib.request
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from assistant.core.errors import AssistantError
from assistant.speech.vosk_model import missing_files

_BLOCK = 256 * 1024
_TIMEOUT_S = 30
_RANGE_REFUSED = 416


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A model in a zip file whose one top folder has the model's name."""

    name: str
    url: str
    sha256: str


ENGLISH = Download(
    name="vosk-model-small-en-us-0.15",
    url="https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip",
    sha256="30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
)
"""41,205,931 bytes, Apache 2.0. The site publishes no SHA-256; this one is what many projects that
took the file from there have pinned."""


class FetchError(AssistantError):
    """A model could not be downloaded, checked or unpacked; the message says what to do."""


def fetch(directory: Path, download: Download = ENGLISH, *, progress: bool = True) -> Path:
    """Download a model into `directory`; returns its folder. Raises `FetchError`.

    What was downloaded before an interruption stays in a `.part` file and is gone on with. A model
    that is already there is left as it is.
    """
    target = directory / download.name
    if not missing_files(target):
        return target
    part = directory / f"{download.name}.zip.part"
    try:
        directory.mkdir(parents=True, exist_ok=True)
        _download(download, part, progress=progress)
        _check(part, download)
        _unpack(part, target)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise FetchError(
            f"cannot download {download.url}: {reason}; run the command again to go on with it"
        ) from error
    except OSError as error:
        problem = error.strerror or str(error)
        raise FetchError(
            f"cannot write {directory}: {problem}; make room there or set paths.data"
        ) from error
    part.unlink(missing_ok=True)
    return target


def _download(download: Download, part: Path, *, progress: bool) -> None:
    from tqdm import tqdm  # noqa: PLC0415  (needed only here)

    done = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(download.url)  # noqa: S310  (our own constant)
    if done:
        request.add_header("Range", f"bytes={done}-")
    try:
        answer: Any = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code == _RANGE_REFUSED:  # nothing is left to download
            return
        raise
    with answer:
        resumed = answer.status == 206  # noqa: PLR2004  (Partial Content)
        done = done if resumed else 0
        length = int(answer.headers.get("Content-Length") or 0)
        bar = tqdm(
            total=done + length or None,
            initial=done,
            unit="B",
            unit_scale=True,
            desc=download.name,
            disable=not progress,
        )
        with bar, part.open("ab" if resumed else "wb") as file:
            while block := answer.read(_BLOCK):
                file.write(block)
                bar.update(len(block))
    if part.stat().st_size < done + length:
        raise ConnectionError("the connection broke off")


def _check(part: Path, download: Download) -> None:
    with part.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != download.sha256:
        part.unlink()
        raise FetchError(
            f"{download.name} arrived damaged (SHA-256 {digest[:12]}…, expected "
            f"{download.sha256[:12]}…) and was thrown away; run the command again"
        )


def _unpack(part: Path, target: Path) -> None:
    """Unpack beside the target and rename, so that there is a whole model or none."""
    fresh = target.with_name(f".{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        with zipfile.ZipFile(part) as archive:
            for entry in archive.namelist():
                path = PurePosixPath(entry)
                if path.is_absolute() or ".." in path.parts or "\\" in entry:
                    raise FetchError(f"{part.name} wants to write outside its folder ({entry})")
            archive.extractall(fresh)
    except zipfile.BadZipFile as error:
        raise FetchError(f"{part.name} is no zip file; delete it and run again") from error
    inner = fresh / target.name
    missing = missing_files(inner)
    if missing:
        shutil.rmtree(fresh)
        raise FetchError(f"{part.name} holds no model: {', '.join(missing)} missing")
    shutil.rmtree(target, ignore_errors=True)
    inner.rename(target)
    shutil.rmtree(fresh)
