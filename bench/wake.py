"""Wake word on recordings: detections, false alarms, speed, and the cost of idle listening.

    python bench/wake.py FOLDER [--word alexa]

FOLDER holds one folder of recordings for each word, the wake word's named like it. One second of
silence goes before each recording and half a second after it.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from assistant.core.errors import AudioFileError
from assistant.speech.files import FileSource
from assistant.speech.frames import FRAME_BYTES, FRAME_S
from assistant.speech.wake import MicroWakeWord, WakeWord

_LEAD_FRAMES = 31
_IDLE_S = 60


def recordings(folder: Path) -> list[Path]:
    """The recordings in a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix in {".flac", ".wav", ".ogg"})


def detections(wake: MicroWakeWord, path: Path) -> tuple[int, float]:
    """How often the word is heard in a recording, and the seconds of sound taken."""
    wake.reset()
    with FileSource(path, tail_s=0.5) as source:
        frames = [bytes(FRAME_BYTES)] * _LEAD_FRAMES + list(source)
    return sum(wake.feed(frame) is not None for frame in frames), len(frames) * FRAME_S


def idle_share(wake: WakeWord, amplitude: float) -> float:
    """The share of one core that listening to a quiet room takes."""
    noise = np.random.default_rng(0).normal(0, amplitude, int(_IDLE_S * 16_000)).astype("<i2")
    data = noise.tobytes()
    began = time.process_time()
    for start in range(0, len(data) - FRAME_BYTES + 1, FRAME_BYTES):
        wake.feed(data[start : start + FRAME_BYTES])
    return (time.process_time() - began) / _IDLE_S


def main() -> int:
    """Print the figures; fails when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--word", default="alexa")
    chosen = parser.parse_args()
    wake = MicroWakeWord(chosen.word)
    rate, alarms = 0.0, 0
    for folder in sorted(path for path in chosen.folder.iterdir() if path.is_dir()):
        heard = total = events = 0
        seconds, began = 0.0, time.perf_counter()
        for path in recordings(folder):
            try:
                count, length = detections(wake, path)
            except AudioFileError as error:
                print(error, file=sys.stderr)
                continue
            total, seconds, events = total + 1, seconds + length, events + count
            heard += count > 0
        speed = (time.perf_counter() - began) / max(seconds, 1e-9)
        print(
            f"{folder.name:14} {heard:4}/{total:<4} detections {events:4}  real time x{speed:.4f}"
        )
        if folder.name == chosen.word:
            rate = heard / max(total, 1)
        else:
            alarms += events
    silence, noise = idle_share(wake, 0), idle_share(wake, 100)
    print(f"detected {rate:.1%} (goal 98 %), false alarms {alarms} (goal 0)")
    print(f"idle: {silence:.2%} of a core in silence, {noise:.2%} in noise (goal 1 %)")
    return 0 if rate >= 0.98 and not alarms and max(silence, noise) <= 0.01 else 1


if __name__ == "__main__":
    raise SystemExit(main())
