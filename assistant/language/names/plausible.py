"""Whether a name may be what was said at all, where it does not fit exactly.

A resolver offers the nearest name there is, and something is always the nearest: Windex for wine,
sushi rice for sushi, dog food for a dog. A near name is offered only where what was said shares with
it what it is: its last word in English and Korean ("detergent"), its brand, or two of its words, or
sounds much like one of its names as a whole. What only tells of which kind a thing is (the "sushi" of
sushi rice) is no such thing.
"""

from collections.abc import Collection, Sequence

from rapidfuzz.distance import Levenshtein

from assistant.language.names.sounds import letters, same_across, sound
from assistant.language.words.spelling import is_number, without_frills, without_particle, words

ALIKE = 0.75
"""Share of letters or of sounds that have to agree where none is the same word."""
SHORTEST = 4
"""Letters of a word below which another word is another word."""
SHORTEST_WHOLE = 5
"""Letters of a phrase that may be a whole name misheard."""
SEVERAL = 2


def plausible(phrase: str, names: Sequence[str], brands: Collection[str] = ()) -> bool:
    """Whether a thing may be meant.

    Args:
        phrase: what was said.
        names: what the thing is called: in full (with a size), then in plain words.
        brands: of whom it is, in any language.
    """
    said = [word for word in without_frills(words(phrase)) if not is_number(word)]
    called = [[word for word in words(name) if not is_number(word)] for name in names]
    called = [name for name in called if name]
    if not said:
        return True
    whole = "".join(said)
    if any(_alike(whole, "".join(name), SHORTEST_WHOLE) for name in called):
        return True
    own = {word for brand in brands for word in words(brand)} | {name[-1] for name in called}
    if any(_is_one(word, own) for word in said):
        return True
    known = {word for name in called for word in name}
    if sum(_is_one(word, known) for word in said) >= SEVERAL or _runs_on(whole, called):
        return True
    full = {word for name in called for word in name[:-1] if name == called[0]}
    kinds = {word for name in called[1:] for word in name[:-1] if name != called[0][: len(name)]}
    return any(word in full - kinds for word in said)


def _is_one(word: str, known: Collection[str]) -> bool:
    """Whether a word is one of some, or sounds like one; a Korean one may carry a particle."""
    forms = [word, stem] if (stem := without_particle(word)) else [word]
    return any(form in known for form in forms) or any(
        _alike(form, each, SHORTEST) for form in forms for each in known
    )


def _alike(one: str, other: str, shortest: int) -> bool:
    if one.isascii() is not other.isascii() and same_across(one, other):
        return True
    written, known = letters(one), letters(other)
    if min(len(written), len(known)) < shortest:
        return False
    heard = Levenshtein.normalized_similarity(sound(one), sound(other))
    return max(Levenshtein.normalized_similarity(written, known), heard) >= ALIKE


def _runs_on(whole: str, called: Sequence[Sequence[str]]) -> bool:
    """Whether it ends a name that is written in one word, or holds one: 세제 is 세탁세제."""
    joined = ["".join(name) for name in called]
    return any(len(whole) > 1 and name.endswith(whole) for name in joined) or any(
        len(name) > 1 and whole.endswith(name) for name in joined
    )
