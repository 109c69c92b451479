"""The microphone path against a virtual sound card: what is played into it wakes the assistant."""

import subprocess
import sys
from pathlib import Path

RECORDING = Path(__file__).parents[2] / "config/demo/en/01-alexa-reorder-detergent.flac"

LISTEN = """
import time
from assistant.speech.microphone import MicrophoneSource, microphones
from assistant.speech.wake import MicroWakeWord
assert any("pulse" in each.name for each in microphones()), microphones()
wake = MicroWakeWord()
with MicrophoneSource("pulse") as source:
    print("recording", flush=True)
    until = time.monotonic() + 20
    for frame in source:
        heard = wake.feed(frame)
        if heard is not None:
            print("woken", flush=True)
            break
        assert time.monotonic() < until, "not woken"
"""


def test_a_recording_played_into_the_microphone_wakes(sound_card: dict[str, str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LISTEN],
        env=sound_card,
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as ears:
        assert ears.stdout is not None
        assert ears.stderr is not None
        line = ears.stdout.readline()
        assert line == "recording\n", ears.stderr.read()
        subprocess.run(
            ["paplay", "-d", "virt", str(RECORDING)], env=sound_card, check=True, timeout=30
        )
        assert ears.stdout.readline() == "woken\n", ears.stderr.read()
