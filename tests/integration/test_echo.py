"""What the machine plays neither wakes nor deafens it, with a real sound server in between."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

PROJECT = Path(__file__).parents[2]
RECORDING = PROJECT / "config/demo/en/01-alexa-reorder-detergent.flac"
MUSIC = PROJECT / "config/music/chopin-prelude-op28-no20.ogg"

LISTEN = """
import sys, time
from assistant.speech.cancelled_source import EchoCancelledSource
from assistant.speech.loudspeaker_monitor import LoudspeakerMonitor
from assistant.speech.microphone import MicrophoneSource
from assistant.speech.wake import MicroWakeWord
wake = MicroWakeWord()
source = EchoCancelledSource(MicrophoneSource("pulse"), LoudspeakerMonitor())
with source:
    print("recording", flush=True)
    found, until = False, time.monotonic() + 60
    for frame in source:
        if not found and source.canceller.lag_s is not None:
            found = True
            print("echo found", flush=True)
        if wake.feed(frame) is not None:
            print("woken", flush=True)
        assert time.monotonic() < until
"""


def play(environ: dict[str, str], sink: str, file: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(["paplay", "--latency-msec=40", "-d", sink, str(file)], env=environ)


@pytest.fixture
def softly(tmp_path: Path) -> Path:
    """Somebody who says the wake word so softly that nothing clips when music is added."""
    said, rate = soundfile.read(RECORDING, dtype="float32")
    file = tmp_path / "said.wav"
    soundfile.write(file, 0.25 * said, rate)
    return file


@pytest.fixture
def softly_later(tmp_path: Path, softly: Path) -> Path:
    """The same after ten seconds: a stream that begins moves what a virtual room mixes."""
    said, rate = soundfile.read(softly, dtype="float32")
    file = tmp_path / "later.wav"
    soundfile.write(file, np.concatenate([np.zeros(10 * rate), said]), rate)
    return file


@pytest.fixture
def louder_music(tmp_path: Path, softly: Path) -> Path:
    """Music 10 dB louder than the one who speaks."""
    said, _ = soundfile.read(softly, dtype="float32")
    notes, rate = soundfile.read(MUSIC, dtype="float32", always_2d=True)
    notes = np.tile(notes.mean(axis=1), 3)[: 30 * rate]
    voiced = said[np.abs(said) > 0.05 * np.abs(said).max()]
    wanted = np.sqrt(np.mean(voiced**2)) * 10 ** (10 / 20)
    notes *= wanted / np.sqrt(np.mean(notes**2))
    file = tmp_path / "music.wav"
    soundfile.write(file, np.clip(notes, -1, 1), rate)
    return file


def test_the_wake_word_is_heard_under_loud_music_but_not_from_the_loudspeaker(
    room: dict[str, str], louder_music: Path, softly: Path, softly_later: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN],
        env=room,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as ears:
        assert ears.stdout is not None
        assert ears.stderr is not None
        try:
            assert ears.stdout.readline() == "recording\n", ears.stderr.read()
            speaker = play(room, "mic", softly_later)
            music = play(room, "room", louder_music)
            assert ears.stdout.readline() == "echo found\n", ears.stderr.read()
            assert play(room, "room", softly).wait(30) == 0  # the loudspeaker says "Alexa"
            assert music.poll() is None
            assert speaker.wait(30) == 0  # and then somebody does
            assert ears.stdout.readline() == "woken\n", ears.stderr.read()
        finally:
            ears.terminate()
        music.terminate()
        music.wait(30)
        assert ears.stdout.read() == ""
