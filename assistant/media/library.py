"""The music of the house: the sample pieces, and the files in a folder of the owner's."""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from assistant.core.messages import Track
from assistant.media.tags import EXTENSIONS, Tags, UnplayableError, read_tags

_LOG = logging.getLogger(__name__)

CACHE_NAME = "music-tags.msgpack"
_CACHE_VERSION = 1


class Work(Protocol):
    """A sample piece as the catalog knows it, names by language."""

    @property
    def id(self) -> str:
        """Unique and stable."""

    @property
    def titles(self) -> Mapping[str, str]:
        """What it is called."""

    @property
    def composers(self) -> Mapping[str, str]:
        """Who wrote it."""

    @property
    def artists(self) -> Mapping[str, str]:
        """Who plays."""

    @property
    def albums(self) -> Mapping[str, str]:
        """What it is part of."""

    @property
    def genre(self) -> str:
        """Its kind, one for all languages."""

    @property
    def file(self) -> str:
        """The name of its recording."""

    @property
    def aliases(self) -> Mapping[str, Sequence[str]]:
        """What else it is called."""


class MusicItem(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of music that can be played; names by language, `en` for those without one."""

    id: str
    path: Path
    titles: Mapping[str, str]
    artists: Mapping[str, str] = {}
    composers: Mapping[str, str] = {}
    albums: Mapping[str, str] = {}
    genre: str = ""
    seconds: float = 0.0
    aliases: Mapping[str, Sequence[str]] = {}
    """What else the piece is called."""

    def title(self, language: str = "en") -> str:
        """The title in `language`, in English where there is none."""
        return self.titles.get(language) or self.titles.get("en", self.path.stem)

    @property
    def track(self) -> Track:
        """What a loudspeaker is told; the artist is the composer where one is named."""
        return Track(
            uri=str(self.path),
            names=dict(self.titles),
            artist=dict(self.composers or self.artists),
            seconds=self.seconds or None,
        )


class Skipped(msgspec.Struct, frozen=True):
    """A file, or a folder, that is not in the library, and why."""

    path: Path
    reason: str


class _Remembered(msgspec.Struct, frozen=True):
    """What one file said when it was last changed at `changed` (ns)."""

    changed: int
    size: int
    tags: Tags | None
    reason: str = ""


class _Cache(msgspec.Struct, frozen=True):
    version: int
    files: dict[str, _Remembered]


class MusicLibrary:
    """All music, read once.

    Attributes:
        items: everything that can be played, the sample pieces first.
        skipped: what cannot, and why.
    """

    def __init__(self, items: tuple[MusicItem, ...], skipped: tuple[Skipped, ...]) -> None:
        self.items = items
        self.skipped = skipped

    @classmethod
    def open(
        cls, works: Iterable[Work], samples: Path, folder: Path | None, *, cache_dir: Path | None
    ) -> "MusicLibrary":
        """Read the sample pieces and the owner's folder with everything below it.

        Tags are kept in `cache_dir` (if any) and read again only for a file that has changed.
        Files that cannot be played are in `skipped`; nothing here raises for a bad file.
        """
        tags = _TagReader(cache_dir / CACHE_NAME if cache_dir else None)
        known = {work.file: work for work in works}
        items = [_sample(item, known) for item in _scan(samples, tags)]
        if folder is not None:
            items += _scan(folder, tags)
        tags.keep()
        if tags.skipped:
            _LOG.info("%d music files cannot be played", len(tags.skipped))
        return cls(tuple(items), tuple(tags.skipped))


def _sample(item: MusicItem, works: Mapping[str, Work]) -> MusicItem:
    """A sample piece under the names of the catalog, where it has them."""
    work = works.get(item.path.name)
    if work is None:
        return msgspec.structs.replace(item, id=item.path.stem)
    return MusicItem(
        id=work.id,
        path=item.path,
        titles=work.titles,
        artists=work.artists,
        composers=work.composers,
        albums=work.albums,
        genre=work.genre,
        seconds=item.seconds,
        aliases=work.aliases,
    )


def _scan(folder: Path, tags: "_TagReader") -> Iterator[MusicItem]:
    folder = folder.absolute()
    if not folder.is_dir():
        tags.skip(folder, "there is no such folder")
        return

    def unreadable(error: OSError) -> None:
        tags.skip(Path(error.filename or folder), f"the folder cannot be read ({error.strerror})")

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders.sort()
        for name in sorted(names):
            if os.path.splitext(name)[1].lower() in EXTENSIONS:  # noqa: PTH122 - much quicker
                path = Path(place, name)
                if (found := tags.read(path, folder)) is not None:
                    yield _item(path, found)


def _item(path: Path, tags: Tags) -> MusicItem:
    return MusicItem(
        id="file-" + hashlib.sha256(os.fsencode(path)).hexdigest()[:16],
        path=path,
        titles=tags.titles,
        artists=tags.artists,
        composers=tags.composers,
        albums=tags.albums,
        genre=tags.genre,
        seconds=tags.seconds,
    )


class _TagReader:
    """Reads tags, from the cache where the file has not changed since."""

    def __init__(self, cache: Path | None) -> None:
        self.skipped: list[Skipped] = []
        self._cache = cache
        self._before = _load(cache)
        self._now: dict[str, _Remembered] = {}

    def skip(self, path: Path, reason: str) -> None:
        self.skipped.append(Skipped(path, reason))

    def read(self, path: Path, root: Path) -> Tags | None:
        """The tags of a file; None, and `skipped`, where it cannot be played."""
        try:
            status = path.stat()
            str(path).encode()
        except (OSError, UnicodeEncodeError) as error:
            self.skip(path, f"it cannot be read ({error})")
            return None
        known = self._before.get(str(path))
        if known is None or (known.changed, known.size) != (status.st_mtime_ns, status.st_size):
            known = _ask(path, root, status)
        self._now[str(path)] = known
        if known.tags is None:
            self.skip(path, known.reason)
        return known.tags

    def keep(self) -> None:
        """Write the cache, if there is anything new in it."""
        if self._cache is None or self._now == self._before:
            return
        draft = self._cache.with_suffix(".new")
        try:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(msgspec.msgpack.encode(_Cache(_CACHE_VERSION, self._now)))
            draft.replace(self._cache)
        except OSError as error:
            _LOG.warning("cannot keep the music tags in %s: %s", self._cache, error)


def _ask(path: Path, root: Path, status: os.stat_result) -> _Remembered:
    try:
        return _Remembered(status.st_mtime_ns, status.st_size, read_tags(path, root))
    except UnplayableError as error:
        return _Remembered(status.st_mtime_ns, status.st_size, None, str(error))


def _load(cache: Path | None) -> dict[str, _Remembered]:
    """What was kept; nothing where it is missing, damaged or of another version."""
    if cache is None:
        return {}
    try:
        kept = msgspec.msgpack.decode(cache.read_bytes(), type=_Cache)
    except (OSError, msgspec.DecodeError):
        return {}
    return kept.files if kept.version == _CACHE_VERSION else {}
