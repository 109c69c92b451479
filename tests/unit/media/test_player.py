"""The player plays real files in real time on an output that keeps what it hears."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.core.messages import Track
from assistant.core.settings import PROJECT
from assistant.media.mixing import Block
from assistant.media.output import SILENT, Output, SilentDevice, open_output
from assistant.media.player import Playback, Player

CHOPIN = PROJECT / "config" / "music" / "chopin-prelude-op28-no20.ogg"


class Ear:
    """Hears what an output plays."""

    def __init__(self) -> None:
        self._heard: list[tuple[float, Block]] = []
        self._changed = threading.Condition()

    def hear(self, at: float, block: Block) -> None:
        """Take a block."""
        with self._changed:
            self._heard.append((at, block))
            self._changed.notify_all()

    def peak(self, blocks: int = 3) -> int:
        """The loudest of the latest blocks."""
        with self._changed:
            return max(
                (int(np.abs(b.astype(int)).max()) for _, b in self._heard[-blocks:]), default=0
            )

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Wait until something is heard, or not heard any more."""
        with self._changed:
            assert self._changed.wait_for(condition, 5)

    @property
    def last_sound(self) -> float:
        """When the last sample that is not silence was heard."""
        with self._changed:
            return max((at for at, block in self._heard if block.any()), default=0.0)


class Diary:
    """Keeps every state a player tells."""

    def __init__(self) -> None:
        self.told: list[Playback] = []
        self._changed = threading.Condition()

    def __call__(self, playback: Playback) -> None:
        """Take a state."""
        with self._changed:
            self.told.append(playback)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[Playback], bool]) -> Playback:
        """Wait for a state."""
        with self._changed:
            assert self._changed.wait_for(lambda: any(map(condition, self.told)), 5)
            return next(filter(condition, reversed(self.told)))


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def output(ear: Ear) -> Iterator[Output]:
    with Output(SilentDevice(ear.hear)) as output:
        yield output


@pytest.fixture
def player(output: Output, diary: Diary) -> Iterator[Player]:
    player = Player(output, on_change=diary)
    yield player
    player.close()


def track(path: Path) -> Track:
    """A file as a track."""
    return Track(uri=str(path), names={"en": path.stem})


def status(player: Player) -> str:
    """Playing, paused or stopped."""
    return player.playback.status


def short_file(folder: Path, name: str, seconds: float = 0.2) -> Track:
    """A tone of some tenths of a second."""
    path = folder / name
    soundfile.write(path, 0.5 * np.sin(np.arange(int(22_050 * seconds)) / 10), 22_050)
    return track(path)


def test_it_plays_the_shipped_chopin(player: Player, ear: Ear) -> None:
    player.play([track(CHOPIN)])
    ear.wait_for(lambda: ear.peak() > 500)
    assert player.playback.status == "playing"
    assert player.playback.track == track(CHOPIN)


def test_stop_is_silent_within_100_ms(player: Player, ear: Ear) -> None:
    player.play([track(CHOPIN)])
    ear.wait_for(lambda: ear.peak() > 500)
    stopped = time.monotonic()
    player.stop()
    ear.wait_for(lambda: ear.peak() == 0)
    assert ear.last_sound - stopped < 0.1
    assert player.playback == Playback("stopped", 60)


def test_tracks_follow_each_other_and_end(player: Player, diary: Diary, tmp_path: Path) -> None:
    first, second = short_file(tmp_path, "a.wav"), short_file(tmp_path, "b.flac")
    began = time.monotonic()
    player.play([first, second])
    diary.wait_for(lambda playback: playback.track == second)
    diary.wait_for(lambda playback: playback.status == "stopped")
    assert time.monotonic() - began > 0.35, "it keeps time"
    assert [playback.track for playback in diary.told] == [first, second, None]


def test_a_missing_and_a_broken_file_are_skipped(
    player: Player, diary: Diary, tmp_path: Path
) -> None:
    missing, broken = track(tmp_path / "missing.mp3"), track(tmp_path / "broken.mp3")
    Path(broken.uri).write_bytes(b"no music" * 100)
    good = short_file(tmp_path, "good.wav", 5)
    player.play([missing, broken, good])
    playing = diary.wait_for(lambda playback: playback.track == good)
    assert playing.status == "playing"
    problems = [playback.problem for playback in diary.told if playback.problem]
    assert "missing.mp3: there is no such file" in problems[0]
    assert "broken.mp3" in problems[1]


def test_nothing_playable_is_a_stop_with_a_problem(
    player: Player, diary: Diary, tmp_path: Path
) -> None:
    player.play([track(tmp_path / "missing.mp3")])
    stopped = diary.wait_for(lambda playback: playback.status == "stopped")
    assert stopped.problem is not None


def test_pause_and_resume(player: Player, ear: Ear) -> None:
    player.play([track(CHOPIN)])
    ear.wait_for(lambda: ear.peak() > 500)
    player.pause()
    ear.wait_for(lambda: ear.peak() == 0)
    assert status(player) == "paused"
    player.resume()
    ear.wait_for(lambda: ear.peak() > 500)
    assert status(player) == "playing"


def test_a_pause_before_the_file_is_open_holds(player: Player, ear: Ear) -> None:
    player.play([track(CHOPIN)])
    player.pause()
    assert player.playback.status == "paused"
    player.resume()
    ear.wait_for(lambda: ear.peak() > 500)


def test_next_and_next_after_the_last(player: Player, tmp_path: Path) -> None:
    first, second = short_file(tmp_path, "a.wav", 5), short_file(tmp_path, "b.wav", 5)
    player.play([first, second])
    player.next()
    assert player.playback.track == second
    player.next()
    assert player.playback == Playback("stopped", 60)


def test_louder_quieter_and_their_ends(player: Player) -> None:
    player.louder()
    assert player.playback.volume == 70
    for _ in range(12):
        player.quieter()
    assert player.playback.volume == 0
    for _ in range(12):
        player.louder()
    assert player.playback.volume == 100


def test_duck_is_soft_and_unduck_loud(output: Output, ear: Ear, tmp_path: Path) -> None:
    player = Player(output, volume=100)
    player.play([short_file(tmp_path, "a.wav", 5)])
    ear.wait_for(lambda: ear.peak() > 10_000)
    player.duck()
    ear.wait_for(lambda: 0 < ear.peak() < 5_000)
    player.unduck()
    ear.wait_for(lambda: ear.peak() > 10_000)
    player.close()


@pytest.mark.parametrize("action", ["resume", "next"])
def test_what_cannot_be_done_is_said(player: Player, action: str) -> None:
    getattr(player, action)()
    assert player.playback.status == "stopped"
    assert player.playback.problem is not None


def test_many_threads_do_not_confuse_it(player: Player, tmp_path: Path) -> None:
    tracks = [short_file(tmp_path, f"{n}.wav", 0.05) for n in range(3)]
    actions: list[Callable[[], None]] = [
        player.stop,
        player.pause,
        player.resume,
        player.next,
        lambda: player.play(tracks),
    ]
    threads = [
        threading.Thread(target=lambda: [action() for action in actions * 5]) for _ in "1234"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    player.stop()
    assert player.playback.status == "stopped"


def test_a_reply_sounds_and_can_be_interrupted(output: Output, ear: Ear) -> None:
    speech = np.full(16_000 * 5, 8_000, dtype=np.int16)
    playing = output.play(speech, 16_000)
    ear.wait_for(lambda: ear.peak() > 5_000)
    stopped = time.monotonic()
    playing.stop()
    assert playing.wait(2)
    ear.wait_for(lambda: ear.peak() == 0)
    assert ear.last_sound - stopped < 0.1


def test_a_reply_takes_its_time(output: Output) -> None:
    began = time.monotonic()
    playing = output.play(np.zeros(4_000, dtype=np.int16), 16_000)
    assert playing.wait(5)
    assert 0.2 < time.monotonic() - began < 2


def test_a_closed_output_makes_nobody_wait() -> None:
    output = open_output("null")
    first = output.play(np.ones(160_000, dtype=np.int16), 16_000)
    output.close()
    assert first.done
    assert output.play(np.ones(160, dtype=np.int16), 16_000).wait(1)


def test_the_name_is_honest() -> None:
    with open_output("null") as output:
        assert output.name == SILENT
        assert output.silent


def test_an_unknown_loudspeaker_is_told() -> None:
    with open_output("no such loudspeaker") as output:
        assert output.problem is not None
        assert "no such loudspeaker" in output.problem
