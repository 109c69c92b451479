"""How well names explain a phrase phone by phone, wherever the words begin and end.

"The circle can't go wrong" was "De Cecco canned corn": no word is like another, but the phones are,
one after the other. The phrase is aligned with each name at the least cost: taking a phone for one
that is formed alike costs little, a vowel or a faint consonant less than others, and what was not
said before or behind the part that was costs next to nothing.
"""

from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.language.names.pronunciation import as_spoken, phones

Floats = NDArray[np.float32]

LONGEST: Final = 48
"""Phones of a phrase, and of a name, that are looked at."""
_VOWELS: Final = {
    "i": (0.0, 3.0), "I": (0.3, 2.7), "e": (0.0, 2.0), "E": (0.3, 1.8), "A": (0.3, 1.0),
    "a": (1.2, 0.7), "O": (2.0, 1.2), "o": (2.0, 2.0), "U": (1.7, 2.7), "u": (2.0, 3.0),
    "V": (1.3, 1.4), "@": (1.0, 1.7), "R": (1.0, 1.6),
}  # fmt: skip
"""How far back and how high the tongue is."""
_CONSONANTS: Final = {
    "p": (0, 0, 0), "b": (0, 0, 1), "t": (3, 0, 0), "d": (3, 0, 1), "k": (6, 0, 0), "g": (6, 0, 1),
    "f": (1, 2, 0), "v": (1, 2, 1), "T": (2, 2, 0), "s": (3, 2.2, 0), "z": (3, 2.2, 1),
    "S": (4, 2.2, 0), "Z": (4, 2.2, 1), "C": (4, 1, 0), "c": (4, 1, 0), "J": (4, 1, 1),
    "m": (0, 4, 1), "n": (3, 4, 1), "N": (6, 4, 1), "l": (3, 5.5, 1), "r": (4, 6, 1),
    "y": (5, 7, 1), "w": (0, 7, 1), "h": (7, 3, 0),
}  # fmt: skip
"""Where it is formed, from the lips backwards; how open; whether it is voiced."""
_ALPHABET: Final = "".join((*_VOWELS, *_CONSONANTS))
_VOWEL_FOR_VOWEL: Final = (0.1, 0.2, 0.6)
"""The cost of another vowel: at least, for each step, at most."""
_OTHER_CONSONANT: Final = 0.1
_STEP: Final = (0.08, 0.11, 0.12)
"""For each step of place, openness and voice."""
_HALF_VOWEL: Final = 0.6
"""Of a vowel for one of w, y, r and l, or the reverse."""
_UNLIKE: Final = 1.1
_FAINT: Final = 0.45
"""Of a vowel, h, w or y too many or too few."""
_LEFT_OUT: Final = 0.7
_UNSAID: Final = np.float32(0.03)
"""Of each phone of the name before and behind what was said."""


def _cost(one: str, other: str) -> float:
    """Of hearing one phone for another."""
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        least, step, most = _VOWEL_FOR_VOWEL
        apart = sum(abs(x - y) for x, y in zip(_VOWELS[one], _VOWELS[other], strict=True))
        return min(most, least + step * apart)
    if one in _CONSONANTS and other in _CONSONANTS:
        steps = zip(_STEP, _CONSONANTS[one], _CONSONANTS[other], strict=True)
        return min(1.0, _OTHER_CONSONANT + sum(cost * abs(x - y) for cost, x, y in steps))
    return _HALF_VOWEL if {one, other} & set("wyrl") else _UNLIKE


_PLACES: Final = bytes(_ALPHABET.find(chr(code)) + 1 for code in range(256))
"""By its code the number of each phone; 0 is none, as where a name has ended."""
_COSTS: Final = np.full((len(_ALPHABET) + 1, len(_ALPHABET) + 1), 9.0, np.float32)
for _one, _other in product(enumerate(_ALPHABET, 1), repeat=2):
    _COSTS[_one[0], _other[0]] = _cost(_one[1], _other[1])
_ALONE: Final = np.array(
    [_UNSAID, *(_FAINT if each in _VOWELS or each in "hwy" else _LEFT_OUT for each in _ALPHABET)],
    np.float32,
)
_BEYOND: Final = _COSTS - _ALONE
"""Of hearing a phone for one of the name, against passing over the latter."""


def run_of_phones(words: tuple[str, ...]) -> str:
    """The phones of some words in one run."""
    return "".join(map(phones, as_spoken(words)))[:LONGEST]


def _numbers(run: str) -> bytes:
    return run.encode("latin-1", "replace").translate(_PLACES)


def explained(phrase: str, names: Sequence[str]) -> Floats:
    """How much of a phrase each of some names explains, all given as `run_of_phones`; 0 to 1."""
    said = _numbers(phrase)
    longest = max(map(len, names), default=0)
    if not said or not longest:
        return np.zeros(len(names), np.float32)
    padded = _numbers("".join([name.ljust(longest, "\0") for name in names]))
    # Phones go down, names across: each step below is one pass over a block that lies together.
    heard = np.ascontiguousarray(np.frombuffer(padded, np.uint8).reshape(-1, longest).T)
    passed = np.zeros((longest + 1, len(names)), np.float32)
    np.cumsum(_ALONE[heard], axis=0, out=passed[1:])
    unsaid = np.arange(longest + 1, dtype=np.float32)[:, None]
    # Costs are told beyond those of passing all phones so far, which passing one leaves as they are.
    least = unsaid * _UNSAID - passed
    taken = {phone: _BEYOND[phone][heard] for phone in set(said)}
    for phone in said:
        step = least + _ALONE[phone]
        np.minimum(step[1:], least[:-1] + taken[phone], out=step[1:])
        least = np.minimum.accumulate(step, axis=0)
    behind = np.count_nonzero(heard, axis=0) - unsaid
    least += passed + np.maximum(behind, 0) * _UNSAID
    nothing = np.float32(_ALONE[list(said)].sum())
    found: Floats = np.maximum(np.float32(0), 1 - least.min(axis=0) / nothing)
    return found
