"""Plays the scores of config/music/scores.toml on a computed piano and writes them as Ogg Vorbis.

`python scripts/render_music.py [FOLDER]` writes config/music/*.ogg, the same bytes each time for
one version of numpy, soundfile and mutagen. The piano adds the partials of stiff strings (their
frequencies after Fletcher, 1964: n·f0·sqrt(1 + B·n²)), each dying away in two stages, with a soft
knock of the hammer, the pedal and a small room.
"""

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from mutagen.ogg import OggPage
from mutagen.oggvorbis import OggVorbis
from numpy.typing import NDArray

RATE = 32_000
"""Samples a second: the piano has little above 14 kHz."""
PEAK = 10 ** (-3 / 20)
"""The loudest sample: -3 dB of full scale."""
LAST_NOTE_S = 3.0
"""How long the last chord rings."""

MUSIC = Path(__file__).parents[1] / "config" / "music"
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}

Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Note:
    """A key struck at `beat`, written `beats` long; `key` is its MIDI number."""

    beat: float
    beats: float
    key: int


def key_of(pitch: str) -> int:
    """The MIDI number of a pitch such as `F#4` or `Bb3`; middle C is `C4`."""
    letter, accidental, octave = pitch[0], pitch[1:-1], int(pitch[-1])
    return 12 * (octave + 1) + SEMITONES[letter] + accidental.count("#") - accidental.count("b")


def read_hand(text: str, bar_beats: Fraction, upbeat: Fraction) -> Iterator[Note]:
    """The notes of one hand; `ValueError` names a bar that does not fill its metre."""
    beat, length = -upbeat, Fraction(1)
    for number, bar in enumerate(text.replace("\n", " ").strip(" |").split("|")):
        start = beat
        for token in bar.split():
            pitches, _, beats = token.partition(":")
            length = Fraction(beats) if beats else length
            for pitch in pitches.split("+") if pitches != "-" else ():
                yield Note(float(beat), float(length), key_of(pitch))
            beat += length
        due = upbeat if upbeat and number == 0 else bar_beats
        if beat - start != due:
            raise ValueError(f"bar {number} ({bar.strip()}) has {beat - start} beats, not {due}")


def read_broken_chords(text: str) -> Iterator[Note]:
    """Bach's pattern: of five notes the first two are held, the others follow, twice a bar."""
    for half, chord in enumerate(c for c in text.strip(" |\n").split("|") for _ in range(2)):
        keys = [key_of(pitch) for pitch in chord.split()]
        for sixteenth, key in enumerate(keys + keys[2:]):
            held = (2.0, 1.75)[sixteenth] if sixteenth < 2 else 0.25
            yield Note(half * 2 + sixteenth / 4, held, key)


def read_notes(piece: dict[str, Any]) -> list[Note]:
    """Both hands of a piece in the order in which they sound; beat 0 is the first full bar."""
    bar, upbeat = Fraction(piece["bar_beats"]), Fraction(piece.get("upbeat", 0))
    notes = list(read_broken_chords(piece.get("broken", "")) if "broken" in piece else ())
    after = max((note.beat + note.beats for note in notes), default=0.0)
    for hand in ("right", "left"):
        played = read_hand(piece[hand], bar, upbeat)
        notes.extend(Note(note.beat + after, note.beats, note.key) for note in played)
    return sorted(notes, key=lambda note: (note.beat, note.key))


def clock(piece: dict[str, Any], notes: list[Note]) -> tuple[Sound, Sound]:
    """Beats and the seconds at which they fall, slowing to 0.6 of the speed at the end."""
    first = notes[0].beat
    last = max(note.beat + note.beats for note in notes)
    beats = np.arange(first, last + 0.05, 0.05)
    ending = np.clip((beats - (last - piece["slower"])) / piece["slower"], 0, 1)
    speed = (1 - 0.4 * ending**1.5) * piece["beat"] / 60
    seconds = np.concatenate([[0.0], np.cumsum(np.diff(beats) / speed[:-1])])
    return beats, seconds


def string(key: int, seconds: float, loudness: float, rng: np.random.Generator) -> Sound:
    """One struck note that rings for `seconds` and is then damped."""
    frequency = 440 * 2 ** ((key - 69) / 12)
    stiffness = 1.2e-4 * 2 ** ((key - 60) / 9)
    time = np.arange(int((seconds + 0.25) * RATE)) / RATE
    harmonics = np.arange(1, 26)
    partials = harmonics * frequency * np.sqrt(1 + stiffness * harmonics**2)
    sound = np.zeros_like(time)
    ring_s = 3.2 * 2 ** ((60 - key) / 18)
    for harmonic, partial in zip(harmonics, partials, strict=True):
        if partial > 0.42 * RATE:
            break
        # A hammer at an eighth of the string leaves its eighth partial out; force brightens.
        height = abs(np.sin(np.pi * harmonic / 8.3)) / harmonic ** (2.1 - 0.7 * loudness)
        fast = ring_s / (1 + 0.28 * (harmonic - 1))
        envelope = 0.75 * np.exp(-4 * time / fast) + 0.25 * np.exp(-time / fast)
        beating = 1 + 0.06 * np.sin(2 * np.pi * (0.35 + 0.08 * harmonic) * time)
        sound += (
            height * envelope * beating * np.sin(2 * np.pi * partial * time + rng.uniform(0, 6))
        )
    sound *= 1 - np.exp(-time / 0.003)
    knock = rng.normal(size=len(time)) * np.exp(-time / 0.009)
    sound += 0.05 * loudness * np.convolve(knock, np.ones(24) / 24, "same")
    sound *= np.clip((seconds + 0.2 - time) / 0.2, 0, 1) ** 2
    sound *= loudness**1.4 * 2 ** ((60 - key) / 60)
    return sound


def room(dry: Sound, rng: np.random.Generator) -> Sound:
    """Adds the echoes of a living room."""
    time = np.arange(int(0.9 * RATE)) / RATE
    echo = rng.normal(size=len(time)) * np.exp(-time / 0.16) * (time > 0.012)
    echo = np.convolve(echo, np.ones(6) / 6, "same")
    echo /= np.sqrt(np.sum(echo**2))
    size = len(dry) + len(echo) - 1
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(echo, size), size)
    return np.concatenate([dry, np.zeros(len(echo) - 1)]) + 0.22 * wet


def perform(piece: dict[str, Any]) -> Sound:
    """The piece as samples of one channel."""
    notes = read_notes(piece)
    rng = np.random.default_rng(len(notes))
    beats, seconds = clock(piece, notes)
    end = beats[-1]
    mix = np.zeros(int((seconds[-1] + LAST_NOTE_S + 1) * RATE))
    marks = np.array(piece["loudness"], dtype=float)
    for note in notes:
        top = note.key == max(other.key for other in notes if other.beat == note.beat)
        loudness = np.interp(note.beat / piece["bar_beats"], marks[:, 0], marks[:, 1])
        loudness *= (1.0 if top else 0.8) * rng.uniform(0.95, 1.05)
        lift = (note.beat // piece["pedal"] + 1) * piece["pedal"]
        until = max(note.beat + note.beats, lift)
        start = np.interp(note.beat, beats, seconds) + rng.uniform(0, 0.012)
        stop = np.interp(until, beats, seconds) + (LAST_NOTE_S if until >= end - 0.01 else 0)
        sound = string(note.key, stop - start, float(loudness), rng)
        at = int(start * RATE) + RATE // 10
        mix[at : at + len(sound)] += sound[: len(mix) - at]
    whole = room(mix, rng)
    whole[-RATE:] *= np.linspace(1, 0, RATE)
    whole *= PEAK / np.max(np.abs(whole))
    return whole


def write_ogg(path: Path, samples: Sound, piece: dict[str, Any]) -> None:
    """Encodes, tags and gives the stream a fixed serial number (the encoder draws one by chance)."""
    soundfile.write(path, samples, RATE, format="OGG", subtype="VORBIS", compression_level=0.55)
    tags = OggVorbis(path)  # type: ignore[no-untyped-call]
    tags["title"], tags["title-ko"] = piece["title"], piece["title_ko"]
    tags["composer"], tags["composer-ko"] = piece["composer"], piece["composer_ko"]
    tags["artist"], tags["album"] = "The House Piano", "Sample Pieces"
    tags["genre"] = piece.get("genre", "Classical")
    tags.save()
    source = BytesIO(path.read_bytes())
    fixed = b""
    while source.tell() < len(source.getbuffer()):
        page = OggPage(source)  # type: ignore[no-untyped-call]
        page.serial = 1
        fixed += page.write()  # type: ignore[no-untyped-call]
    path.write_bytes(fixed)


def main(folder: Path) -> None:
    """Renders every piece into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for piece in tomllib.loads((MUSIC / "scores.toml").read_text("utf-8"))["piece"]:
        samples = perform(piece)
        path = folder / f"{piece['file']}.ogg"
        write_ogg(path, samples, piece)
        print(f"{path.name}: {len(samples) / RATE:.1f} s, {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else MUSIC)
