"""The scores of the sample pieces are whole bars of real pitches, and the piano plays them."""

import importlib.util
import tomllib
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from assistant.core.settings import PROJECT

SCORES = tomllib.loads((PROJECT / "config" / "music" / "scores.toml").read_text("utf-8"))["piece"]


def load_script(name: str) -> ModuleType:
    """A script of this project as a module."""
    spec = importlib.util.spec_from_file_location(name, PROJECT / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by name.
    import sys  # noqa: PLC0415

    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


piano = load_script("render_music")


@pytest.mark.parametrize("piece", SCORES, ids=lambda piece: str(piece["file"]))
def test_every_bar_fills_its_metre(piece: dict[str, Any]) -> None:
    notes = piano.read_notes(piece)
    assert len(notes) > 40
    assert all(24 <= note.key <= 108 for note in notes)
    seconds = piano.clock(piece, notes)[1]
    assert 15 < seconds[-1] < 40


@pytest.mark.parametrize(("pitch", "key"), [("C4", 60), ("A4", 69), ("B#4", 72), ("Bb1", 34)])
def test_pitches_are_keys(pitch: str, key: int) -> None:
    assert piano.key_of(pitch) == key


def test_a_short_bar_is_named() -> None:
    with pytest.raises(ValueError, match="bar 1"):
        list(piano.read_hand("C4:3 | D4:2 |", Fraction(3), Fraction(0)))


def test_a_string_sounds_its_pitch() -> None:
    sound = piano.string(69, 1.0, 0.7, np.random.default_rng(1))
    spectrum = np.abs(np.fft.rfft(sound))
    loudest = np.argmax(spectrum) * piano.RATE / len(sound)
    assert loudest == pytest.approx(440, abs=2)
