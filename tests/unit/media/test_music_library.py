"""The music library reads tags of real files and survives broken ones."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from mutagen.id3 import TCOM, TIT2

from assistant.core.settings import PROJECT
from assistant.media.library import CACHE_NAME, MusicLibrary
from assistant.media.track import TrackSource

SAMPLES = PROJECT / "config" / "music"
SAMPLE_PIECES = {
    "arirang",
    "bach-prelude-bwv846",
    "beethoven-fur-elise",
    "chopin-prelude-op28-no20",
    "chopin-prelude-op28-no7",
    "satie-gymnopedie-1",
}


@dataclass(frozen=True)
class CatalogWork:
    """A piece as a catalog knows it."""

    id: str
    file: str
    titles: dict[str, str]
    composers: dict[str, str]
    genre: str = "classical"
    artists: dict[str, str] = field(default_factory=dict)
    albums: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)


def write_tone(path: Path, **tags: str) -> Path:
    """Half a second of a tone with tags."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tone = 0.2 * np.sin(np.arange(11_025) / 10)
    soundfile.write(path, tone, 22_050)
    if tags:
        file = mutagen.File(path)
        for name, text in tags.items():
            file[name.replace("_", "-")] = text
        file.save()
    return path


def open_folder(folder: Path, cache_dir: Path | None = None) -> MusicLibrary:
    """The library of a folder alone."""
    return MusicLibrary.open((), folder, None, cache_dir=cache_dir)


def test_the_sample_pieces_speak_both_languages() -> None:
    library = open_folder(SAMPLES)
    assert {item.id for item in library.items} == SAMPLE_PIECES
    assert library.skipped == ()
    chopin = next(item for item in library.items if item.id == "chopin-prelude-op28-no7")
    assert chopin.composers == {"en": "Frédéric Chopin", "ko": "쇼팽"}
    assert chopin.title("ko") == "전주곡 7번 가장조"
    assert chopin.title("de") == "Prelude in A major, Op. 28 No. 7"
    assert all(20 <= item.seconds <= 40 for item in library.items)


def test_the_shipped_music_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.glob("*.ogg")) < 3_000_000


def test_the_catalog_names_a_sample_piece() -> None:
    work = CatalogWork(
        "fur-elise", "beethoven-fur-elise.ogg", {"en": "Elise"}, {"en": "Beethoven"},
        aliases={"en": ("for elise",)},
    )  # fmt: skip
    library = MusicLibrary.open([work], SAMPLES, None, cache_dir=None)
    elise = next(item for item in library.items if item.id == "fur-elise")
    assert elise.title() == "Elise"
    assert elise.aliases == {"en": ("for elise",)}
    assert elise.track.artist == {"en": "Beethoven"}
    assert Path(elise.track.uri).is_file()


def test_a_file_is_named_by_its_tags(tmp_path: Path) -> None:
    write_tone(
        tmp_path / "x.flac", title="Blue  Hour", artist="The Band", genre="Jazz",
        title_ko="푸른 시간",
    )  # fmt: skip
    (item,) = open_folder(tmp_path).items
    assert item.titles == {"en": "Blue Hour", "ko": "푸른 시간"}
    assert item.artists == {"en": "The Band"}
    assert item.genre == "jazz"
    assert item.seconds == pytest.approx(0.5, abs=0.01)


def test_a_korean_title_is_a_korean_name(tmp_path: Path) -> None:
    write_tone(tmp_path / "x.ogg", title="봄날")
    (item,) = open_folder(tmp_path).items
    assert item.titles == {"en": "봄날", "ko": "봄날"}


def test_folders_stand_in_for_missing_tags(tmp_path: Path) -> None:
    write_tone(tmp_path / "The Band" / "First Album" / "03 - Some_Song.wav")
    (item,) = open_folder(tmp_path).items
    assert (item.title(), item.artists["en"], item.albums["en"]) == (
        "Some Song",
        "The Band",
        "First Album",
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.mp3", b"", "cannot be read"),
        ("noise.mp3", b"no music at all" * 50, "cannot be read"),
        ("noise.flac", b"no music at all" * 50, "cannot be read"),
        ("noise.ogg", b"no music at all" * 50, "no music file"),
        ("short.wav", b"RIFF\x00\x00\x00\x00WAVE", ""),
        ("song.m4a", b"\x00\x00\x00\x20ftypM4A ", "convert it"),
    ],
)
def test_a_broken_file_is_skipped_with_a_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    write_tone(tmp_path / "good.wav")
    library = open_folder(tmp_path)
    assert [item.path.name for item in library.items] == ["good.wav"]
    (skipped,) = library.skipped
    assert skipped.path.name == name
    assert reason in skipped.reason


def test_other_files_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "cover.jpg").write_bytes(b"picture")
    library = open_folder(tmp_path)
    assert (library.items, library.skipped) == ((), ())


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    library = MusicLibrary.open((), SAMPLES, tmp_path / "nowhere", cache_dir=None)
    assert len(library.items) == len(SAMPLE_PIECES)
    assert "no such folder" in library.skipped[0].reason


def test_tags_are_read_once(tmp_path: Path) -> None:
    """An unchanged file is not opened again: here one that has become unreadable as music."""
    song = write_tone(tmp_path / "music" / "a.flac", title="First")
    first = open_folder(tmp_path / "music", tmp_path / "data")
    status = song.stat()
    song.write_bytes(b"x" * status.st_size)
    os.utime(song, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert open_folder(tmp_path / "music", tmp_path / "data").items == first.items


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    song = write_tone(tmp_path / "music" / "a.flac", title="First")
    open_folder(tmp_path / "music", tmp_path / "data")
    write_tone(song, title="Second song")
    (item,) = open_folder(tmp_path / "music", tmp_path / "data").items
    assert item.title() == "Second song"


def test_a_damaged_cache_does_no_harm(tmp_path: Path) -> None:
    write_tone(tmp_path / "music" / "a.flac", title="First")
    (tmp_path / CACHE_NAME).write_bytes(b"damaged")
    assert len(open_folder(tmp_path / "music", tmp_path).items) == 1


def test_ids_stay(tmp_path: Path) -> None:
    write_tone(tmp_path / "a.flac")
    write_tone(tmp_path / "b.flac")
    first, second = open_folder(tmp_path).items
    assert first.id != second.id
    assert open_folder(tmp_path).items == (first, second)


@pytest.mark.parametrize("name", ["x.wav", "x.mp3", "x.ogg", "x.flac"])
def test_every_format_tells_its_tags(tmp_path: Path, name: str) -> None:
    """WAV and MP3 carry ID3 frames, Ogg and FLAC Vorbis comments."""
    path = write_tone(tmp_path / name)
    file = mutagen.File(path)
    if path.suffix in {".wav", ".mp3"}:
        if file.tags is None:
            file.add_tags()
        file.tags.add(TIT2(text="Blue Hour"))  # type: ignore[no-untyped-call]
        file.tags.add(TCOM(text="A. Writer"))  # type: ignore[no-untyped-call]
    else:
        file["title"], file["composer"] = "Blue Hour", "A. Writer"
    file.save()
    (item,) = open_folder(tmp_path).items
    assert item.title() == "Blue Hour"
    assert item.composers == {"en": "A. Writer"}
    assert TrackSource(path).read(441) is not None
