"""Where Korean words part that are written as one: spaces are left out, most of all by recognisers.

A name or a number may begin only where a written word does: otherwise 만두 would be two of a thing
called 만. Here a word is parted where a number with its counter ends it (우유두개), and a whole
sentence without a space everywhere.
"""

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Final

from assistant.language.words.normalise import Token
from assistant.language.words.numbers import SINO_DIGITS, number

COUNTERS: Final = frozenset({"곡", "점", "번", "분"})
"""Of what is counted and never bought."""
_MEASURES: Final = frozenset({"킬로", "킬로그램", "키로", "리터"}) | COUNTERS
"""What is counted with Sino-Korean digits (이 리터); 종이컵 is a name, for two cups are 두 컵."""
_LONGEST_NUMBER: Final = 6
_UNSPACED: Final = 7
"""Syllables without a space from which on they are a sentence and not a word."""


def counts_parted(said: list[Token], counters: Collection[str]) -> list[Token]:
    """The tokens, as if a space stood before each number that a counter follows in its word."""
    longest = max(map(len, counters), default=0)
    return [
        token._replace(fresh=True)
        if not token.fresh and _counts(said, at, counters, longest)
        else token
        for at, token in enumerate(said)
    ]


def unspaced(said: list[Token]) -> Iterator[list[Token]]:
    """A long text without any space, as if one stood before every syllable; else nothing."""
    apart = any(before.end < token.start for before, token in pairwise(said))
    if len(said) >= _UNSPACED and not apart:
        yield [token._replace(fresh=True) for token in said]


def _counts(said: list[Token], at: int, counters: Collection[str], longest: int) -> bool:
    word = _rest_of_word(said, at, _LONGEST_NUMBER + longest)
    return any(
        number(word[:length], "ko") is not None
        and _begins_with(
            word[length:],
            _MEASURES if length == 1 and word[0] in SINO_DIGITS else counters,
            longest,
        )
        for length in range(1, min(len(word), _LONGEST_NUMBER + 1))
    )


def _rest_of_word(said: list[Token], at: int, most: int) -> list[str]:
    keys = [said[at].key]
    for token in said[at + 1 : at + most]:
        if token.fresh:
            break
        keys.append(token.key)
    return keys


def _begins_with(word: list[str], counters: Collection[str], longest: int) -> bool:
    return any("".join(word[:length]) in counters for length in range(1, longest + 1))
