"""What is kept between starts is taken only where it is whole, of the same source and nobody else's."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.storage.result_cache import ResultCache, fingerprint

SOURCE = fingerprint([b"sentences", b"code"])
NAME = "net"


class Maker:
    """Makes a result and counts how often it had to."""

    def __init__(self, result: object = ("places", 3)) -> None:
        self.result = result
        self.times = 0

    def __call__(self) -> object:
        self.times += 1
        return self.result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "assistant"


@pytest.fixture
def file(folder: Path) -> Path:
    """A result that is kept."""
    ResultCache(folder).get(NAME, SOURCE, Maker())
    return folder / f"{NAME}.pickle"


def test_a_result_is_made_once(folder: Path) -> None:
    make = Maker()
    for _ in range(3):
        assert ResultCache(folder).get(NAME, SOURCE, make) == ("places", 3)
    assert make.times == 1


def test_what_is_made_of_something_else_takes_its_place(folder: Path, file: Path) -> None:
    other = fingerprint([b"sentences", b"newer code"])
    make = Maker("new")
    assert ResultCache(folder).get(NAME, other, make) == "new"
    assert ResultCache(folder).get(NAME, other, make) == "new"
    assert make.times == 1
    assert [each.name for each in folder.iterdir()] == [file.name]


def test_the_pieces_of_a_source_are_told_apart() -> None:
    assert fingerprint([b"ab", b"c"]) != fingerprint([b"a", b"bc"])
    assert fingerprint([b"ab", b"c"]) == fingerprint(iter([b"ab", b"c"]))


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _flipped(content: bytes) -> bytes:
    return content[:-5] + bytes([content[-5] ^ 1]) + content[-4:]


def _longer(content: bytes) -> bytes:
    return content + b"x"


@pytest.mark.parametrize("damage", [lambda _: b"", lambda _: b"junk", _cut, _flipped, _longer])
def test_a_damaged_file_is_replaced(
    folder: Path, file: Path, damage: Callable[[bytes], bytes]
) -> None:
    file.write_bytes(damage(file.read_bytes()))
    make = Maker("anew")
    assert ResultCache(folder).get(NAME, SOURCE, make) == "anew"
    assert ResultCache(folder).get(NAME, SOURCE, make) == "anew"
    assert make.times == 1


class Gone:
    """Cannot be read again, as an object of a class that there is not any more."""

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return int, ("no number",)


def test_what_cannot_be_read_again_is_made_each_time(folder: Path) -> None:
    make = Maker(Gone())
    for times in (1, 2):
        assert isinstance(ResultCache(folder).get(NAME, SOURCE, make), Gone)
        assert make.times == times


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_trusted(
    folder: Path, file: Path, mode: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.chmod(mode)
    monkeypatch.setattr(pickle, "loads", lambda _: pytest.fail("it was read"))
    assert ResultCache(folder).get(NAME, SOURCE, Maker("anew")) == "anew"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_others_may_write_is_not_used(folder: Path, file: Path) -> None:
    before = file.read_bytes()
    folder.chmod(0o777)
    make = Maker("anew")
    for _ in range(2):
        assert ResultCache(folder).get(NAME, SOURCE, make) == "anew"
    assert make.times == 2
    assert file.read_bytes() == before


def test_a_file_of_another_user_is_not_trusted(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert file.is_file()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert ResultCache(folder).get(NAME, SOURCE, Maker("anew")) == "anew"


def test_a_link_is_not_followed(folder: Path, file: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.pickle"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert ResultCache(folder).get(NAME, SOURCE, Maker("anew")) == "anew"
    assert not file.is_symlink()


def test_where_nothing_can_be_written_it_is_made_each_time(tmp_path: Path) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file where the folder should be")
    make = Maker()
    for _ in range(2):
        assert ResultCache(in_the_way / "assistant").get(NAME, SOURCE, make) == make.result
    assert make.times == 2


def test_a_full_disk_leaves_nothing_behind(
    folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    other = fingerprint([b"other"])
    assert ResultCache(folder).get(NAME, other, Maker("anew")) == "anew"
    assert list(folder.iterdir()) == [file]
    assert file.read_bytes() == before


def test_a_mistake_is_passed_on_and_nothing_is_kept(folder: Path) -> None:
    def broken() -> object:
        raise KeyError("no such rule")

    with pytest.raises(KeyError, match="no such rule"):
        ResultCache(folder).get(NAME, SOURCE, broken)
    assert not folder.exists()


_WRITER = """
import sys
from pathlib import Path
from assistant.storage.result_cache import ResultCache, fingerprint
for turn in range(60):
    number = turn % 2
    made = ResultCache(Path(sys.argv[1])).get(
        "net", fingerprint([bytes([number])]), lambda: [number] * 50_000
    )
    assert made == [number] * 50_000, "of another source"
"""


def test_two_processes_at_once_take_nothing_half_written(folder: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", _WRITER, str(folder)]) for _ in range(2)]
    assert [each.wait(60) for each in both] == [0, 0]
    assert [each.name for each in folder.iterdir()] == [f"{NAME}.pickle"]
