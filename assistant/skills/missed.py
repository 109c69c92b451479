"""What is said to a sentence that is not understood: the words, and what could be said instead.

Somebody who asks "is the coffee any cheaper on a tuesday" hears that it was not understood, and how
to go on about coffee; where only something is said, of honey on the table, nothing was asked of us.
What is sold is then what "it" is, so that "how much is it" needs no name. Nothing else comes of it,
and nothing is asked: table talk that is taken for a command stays talk.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.dialog.steps import Say
from assistant.language.names.resolve import CERTAIN
from assistant.language.words.normalise import MAX_CHARACTERS
from assistant.language.words.questions import is_question
from assistant.language.words.spelling import says_something, without_particle, words
from assistant.skills.scene import Scene
from assistant.store.goods.catalog import Product

_QUOTED: Final = 100
"""Of a text that is said back, the letters at its beginning: more than anybody wants read aloud."""
_BETWEEN: Final = re.compile(r"[\s,.?!]+")
_LONGEST_NAME: Final = 2
"""Words of a name that is looked for in a sentence."""
_LOOKED_UP: Final = 40
"""How many runs of words are looked up, for each may take milliseconds in a large catalog."""


def missed(text: str, scene: Scene, *, again: bool) -> Say:
    """The reply to what was heard and is not understood.

    Args:
        text: what was heard; may be empty or endless.
        scene: where it was said.
        again: whether the turn before was not understood either; then the words are not said back.
    """
    if not text.strip():
        return Say("not_heard")
    if len(text) > MAX_CHARACTERS:
        return Say("too_long")
    if again:
        return Say("not_understood_again")
    quoted = text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"
    spoken_of = _spoken_of(text, scene) if is_question(text) else None
    if spoken_of is None or spoken_of[1].id == scene.topic:  # told already how to go on about it
        return Say("not_understood", {"text": quoted})
    phrase, product = spoken_of
    return Say("not_understood_about", {"text": quoted, "phrase": phrase, "topic": product.id})


def _spoken_of(text: str, scene: Scene) -> tuple[str, Product] | None:
    """What a sentence says of the shop, in its words: the longest run of them that is a name."""
    for run, _ in zip(_runs(_BETWEEN.split(text.strip())), range(_LOOKED_UP), strict=False):
        phrase = " ".join((*run[:-1], without_particle(run[-1]) or run[-1]))
        fits = scene.shelf.find(phrase, 1)
        if fits and fits[0].score >= CERTAIN:
            return phrase, fits[0].product
    return None


def _runs(said: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of words that may be a name, the longest first, and of those the last: "… the milk"."""
    for length in range(min(_LONGEST_NAME, len(said)), 0, -1):
        for first in range(len(said) - length, -1, -1):
            run = said[first : first + length]
            if says_something(words(run[0])) and says_something(words(run[-1])):
                yield run
