import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.core.errors import AudioFileError
from assistant.speech.files import FileSource, RawSource
from assistant.speech.frames import FRAME_BYTES, FRAME_SAMPLES, FrameCutter, to_float


def tone(rate: int, seconds: float = 1.0, loudness: float = 0.5) -> np.ndarray:
    return loudness * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)


@pytest.mark.parametrize(
    ("rate", "channels", "suffix"),
    [(8000, 1, "wav"), (16_000, 1, "flac"), (44_100, 2, "wav"), (48_000, 3, "flac")],
)
def test_any_rate_and_channel_count_becomes_the_one_stream(
    tmp_path: Path, rate: int, channels: int, suffix: str
) -> None:
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, np.stack([tone(rate)] * channels, axis=1), rate)
    with FileSource(path, tail_s=0) as source:
        frames = list(source)
    assert all(len(frame) == FRAME_BYTES for frame in frames)
    samples = to_float(b"".join(frames))
    assert abs(len(samples) - 16_000) < 2 * FRAME_SAMPLES
    crossings = np.count_nonzero(np.diff((samples[2000:14_000] > 0).astype(int)) > 0)
    assert abs(crossings / 0.75 - 440) < 4
    assert 0.45 < np.abs(samples).max() < 0.55
    assert source.level.warning is None


def test_silence_follows_the_recording(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", tone(16_000, 0.1), 16_000)
    with FileSource(tmp_path / "short.wav", tail_s=0.32) as source:
        frames = list(source)
    assert len(frames) == 4 + 10
    assert frames[-1] == bytes(FRAME_BYTES)


def test_silent_and_clipped_recordings_are_named(tmp_path: Path) -> None:
    for name, sound in (("silent", np.zeros(16_000)), ("clipped", tone(16_000, 1, 5).clip(-1, 1))):
        soundfile.write(tmp_path / f"{name}.wav", sound, 16_000)
        with FileSource(tmp_path / f"{name}.wav") as source:
            list(source)
        assert source.level.warning is not None
        assert name in source.level.warning


def read(path: Path) -> list[bytes]:
    with FileSource(path) as source:
        return list(source)


def test_files_that_hold_no_sound_say_so(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("not sound at all, only words " * 20)
    soundfile.write(tmp_path / "header.wav", np.zeros(0), 16_000)
    whole = tmp_path / "whole.wav"
    soundfile.write(whole, tone(16_000), 16_000)
    (tmp_path / "cut.wav").write_bytes(whole.read_bytes()[:20])
    for name, problem in (
        ("absent.wav", "no such file"),
        ("empty.wav", "empty"),
        ("text.wav", "not an audio file"),
        ("header.wav", "no sound"),
        ("cut.wav", "cut off in its header"),
        (".", "folder"),
    ):
        with pytest.raises(AudioFileError, match=problem):
            read(tmp_path / name)


def test_a_flac_that_breaks_off_is_an_error_not_an_end(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    soundfile.write(tmp_path / "whole.flac", rng.normal(0, 0.1, 64_000), 16_000)
    data = (tmp_path / "whole.flac").read_bytes()
    (tmp_path / "half.flac").write_bytes(data[: len(data) // 2])
    with pytest.raises(AudioFileError, match="breaks off"):
        read(tmp_path / "half.flac")


def test_raw_samples_may_end_in_half_a_sample() -> None:
    with RawSource(io.BytesIO(bytes(FRAME_BYTES + 101))) as source:
        assert list(source) == [bytes(FRAME_BYTES)] * 2


def test_pieces_of_any_length_become_the_same_frames() -> None:
    data = bytes(range(256)) * 20
    cutter = FrameCutter()
    frames = [f for i in range(0, len(data), 333) for f in cutter.feed(data[i : i + 333])]
    frames += cutter.end()
    assert b"".join(frames)[: len(data)] == data
