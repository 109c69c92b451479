"""What a music file says of itself: its tags and how long it is."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import mutagen

from assistant.core.errors import BadInputError

EXTENSIONS = frozenset({".mp3", ".flac", ".ogg", ".oga", ".wav", ".m4a"})
"""What is looked at; `.m4a` only to say that it cannot be played."""

_TRACK_NUMBER = re.compile(r"^\d{1,3}\s*[-._ ]\s*(?=\S)")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_LANGUAGE_TAG = re.compile(r"^(title|artist|composer|album)-([a-z]{2})$")

_EASY = ("title", "artist", "composer", "album", "genre")
# WAV files carry ID3 frames, which mutagen offers by these names only.
_FRAMES = {"title": "TIT2", "artist": "TPE1", "composer": "TCOM", "album": "TALB", "genre": "TCON"}

ByLanguage = Mapping[str, str]


class Tags(msgspec.Struct, frozen=True, kw_only=True):
    """One file's tags; a name is missing where the file does not say it."""

    titles: dict[str, str]
    artists: dict[str, str]
    composers: dict[str, str]
    albums: dict[str, str]
    genre: str
    seconds: float


class UnplayableError(BadInputError):
    """A file that cannot be played; the message is the reason."""


def read_tags(path: Path, root: Path) -> Tags:
    """Read a file's tags; folders stand in for missing ones as artist/album/title.

    Vorbis comments may name things in further languages: `title-ko`, `composer-ko`.

    Raises:
        UnplayableError: it is no music, is damaged, or is of a kind that cannot be decoded.
    """
    if path.suffix.lower() == ".m4a":
        raise UnplayableError("m4a (AAC) cannot be played; convert it to mp3, flac or ogg")
    try:
        file = mutagen.File(path, easy=True)
    except (mutagen.MutagenError, OSError, ValueError) as error:
        raise UnplayableError(f"it cannot be read ({error})") from error
    if file is None or file.info is None:
        raise UnplayableError("it is no music file")
    if type(file).__name__ in {"OggOpus", "OggSpeex", "OggTheora", "OggFLAC"}:
        kind = type(file).__name__.removeprefix("Ogg")
        raise UnplayableError(f"{kind} in an Ogg file cannot be played; convert it to flac or mp3")
    seconds = float(getattr(file.info, "length", 0.0) or 0.0)
    if seconds <= 0:
        raise UnplayableError("there is no sound in it")
    return _named(_texts(file), path, root, round(seconds, 2))


def _texts(file: Any) -> dict[str, str]:
    """The tags that are names, each as one text."""
    tags = file.tags or {}
    found = {name: _text(tags, name) or _text(tags, _FRAMES[name]) for name in _EASY}
    for key in tags.keys():  # noqa: SIM118 - Vorbis comments iterate as pairs
        if _LANGUAGE_TAG.match(str(key).lower()):
            found[str(key).lower()] = _text(tags, key)
    return {name: text for name, text in found.items() if text}


def _text(tags: Any, name: str) -> str:
    try:
        value = tags[name]
    except (KeyError, ValueError):  # a format that has no such tag
        return ""
    values = getattr(value, "text", value)
    if not isinstance(values, str):
        values = ", ".join(str(one) for one in values)
    return " ".join(values.split())[:400]


def _named(texts: Mapping[str, str], path: Path, root: Path, seconds: float) -> Tags:
    folders = path.relative_to(root).parts[:-1]
    instead = {
        "title": _TRACK_NUMBER.sub("", path.stem).replace("_", " ").strip() or path.stem,
        "album": folders[-1] if folders else "",
        "artist": folders[-2] if len(folders) > 1 else "",
        "composer": "",
    }

    def by_language(name: str) -> dict[str, str]:
        text = texts.get(name) or instead[name]
        names = {"en": text} if text else {}
        if _HANGUL.search(text):
            names["ko"] = text
        prefix = f"{name}-"
        names |= {k.removeprefix(prefix): v for k, v in texts.items() if k.startswith(prefix)}
        return names

    return Tags(
        titles=by_language("title"),
        artists=by_language("artist"),
        composers=by_language("composer"),
        albums=by_language("album"),
        genre=texts.get("genre", "").casefold(),
        seconds=seconds,
    )
