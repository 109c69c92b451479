"""What a text means that no sentence says: what the example says that shares its telling words.

"When's my stuff getting here" is no sentence of the files, but "when is my order getting here" is. Such
an example is taken for what was meant where it says nearly all that the text tells, names what the text
names, and adds nothing: a number, a refusal or a thing that only one of them has makes another meaning.
It is a guess, so that what only tells something is told, and anything else is asked about first.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from assistant.language.intent import LASTING
from assistant.language.matching.examples import (
    Examples,
    adds_the_matter,
    features_of,
    refuses,
    tells_the_matter,
    words_of,
)
from assistant.language.words.numbers import number
from assistant.language.words.spelling import without_particle

T = TypeVar("T", float, NDArray[np.float32])

NEVER_GUESSED: Final = LASTING | {
    *("Yes", "No", "NeverMind", "Choose", "ChangeQuantity", "OneMore", "AskOption", "Demand"),
    *("Also", "Repeat", "SayCode", "Wait", "WhatElse", "WhichOne", "PlayMusic", "Rate"),
    *("ListRename", "Order", "StockGone", "StockThere", "StockUsed", "Want", "OrderTrouble"),
    "LabelFact",
}
"""What lasts, what answers a question, what is mostly a name, and what is only told of: that the children
ate all the cookies, or that a coffee is needed."""
LEAST: Final = {"en": 0.72, "ko": 0.62}
"""How alike a text and an example have to be, as `_dice` tells."""
_FEWEST, _MOST_WORDS = 2, 16
_LOOKED_AT: Final = 24
"""Examples that are looked at closely."""
_MOSTLY: Final = 0.7
_TOO_NEAR: Final = 0.04
"""Another intent that is hardly less alike leaves it open which was meant."""
_NEARER_ITSELF: Final = 0.5
"""How much of a word an example has to say for the word not to be a name."""
_LONGEST_NAME: Final = 5
_MOST_NAMES: Final = 12
"""Phrases of a text that are looked up: each may take milliseconds in a large catalog."""
_SHORT: Final = 3
"""Words of which none is a name and none tells the matter."""
_ABOUT_ANYTHING: Final = frozenset({"SmallTalk", "Help"})
_COMMON: Final = 2.0
"""The weight of a word that no name begins or ends with."""
_TELLING: Final = 2.2
"""The weight of a word whose lack in an example makes it another sentence; no sentence says it at all,
it weighs more."""


class Paraphrase(NamedTuple):
    """An example in place of a text."""

    sentence: str
    """The example, with the name that the text has."""
    intent: str
    likeness: float
    """0 to 1."""


class Paraphrases:
    """Finds the examples like a text."""

    def __init__(self, examples: Examples, names: Callable[[str], bool]) -> None:
        """Take the examples, and what tells whether a phrase names something sold and nothing else."""
        self._examples = examples
        self._names = names
        self._looked_up: dict[str, bool] = {}
        self._least = LEAST[examples.language] - _TOO_NEAR

    def of(self, text: str) -> Iterator[Paraphrase]:
        """The examples that a text may stand for, the likeliest first; those of one intent only."""
        language = self._examples.language
        self._looked_up.clear()
        said = words_of(text, language)
        if not self._examples.texts or not _FEWEST <= len(said) <= _MOST_WORDS:
            return
        if refuses(said, language):
            return  # what is not wanted is no guess: "order detergent no wait"
        found = [each for at in self._near(said) if (each := self._compared(said, at)) is not None]
        found = [each for each in found if each.likeness >= self._least]
        found.sort(key=lambda each: -each.likeness)
        if not found or found[0].likeness < LEAST[language]:
            return
        rivals = {each.intent for each in found if each.likeness > found[0].likeness - _TOO_NEAR}
        if len(rivals) == 1:
            yield from (each for each in found if each.intent == found[0].intent)

    def _near(self, said: Sequence[str]) -> list[int]:
        """The examples to look at: those that share most, whatever name may stand in them."""
        examples = self._examples
        features = features_of(said, examples.language)
        shared = examples.shared(features)
        weight = examples.weight(features)
        # What may be a name counts less: nobody has looked yet which words that is.
        placed = _MOSTLY * shared / examples.weights + (1 - _MOSTLY) * shared / weight
        alike = np.where(examples.placed, placed, _dice(shared, examples.weights, weight))
        most = min(_LOOKED_AT, len(alike))
        best = np.argpartition(-alike, most - 1)[:most]
        return [int(at) for at in best if shared[at] > 0]

    def _compared(self, said: Sequence[str], at: int) -> Paraphrase | None:
        examples, language = self._examples, self._examples.language
        has = examples.features(at)
        new = [self._is_new(word, has) for word in said]
        known = [word for word, is_new in zip(said, new, strict=True) if not is_new]
        weight = float(examples.weights[at])

        def likeness(words: Sequence[str]) -> float:
            features = features_of(words, language)
            return _dice(examples.weight(features & has), weight, examples.weight(features))

        placed = bool(examples.placed[at])
        if likeness(known if placed else said) < self._least:
            return None
        if adds_the_matter(examples.texts[at], said, language):
            return None
        about = placed or examples.intents[at] in _ABOUT_ANYTHING
        if len(said) <= _SHORT and not about and not tells_the_matter(said, language):
            return None  # "어떻게 됐어" is said of anything
        telling = [here for here, word in enumerate(said) if new[here] and self._tells_more(word)]
        if telling and not (placed and self._may_name(said, new, telling)):
            return (
                None  # what an example does not say has to be the name: looking names up takes time
            )
        named = [each for run in _runs(new) if (each := self._name_in(said, run))]
        if len(named) != int(placed):
            return None  # another thing than an example speaks of, or none
        name = named[0] if named else range(0)
        if any(here not in name for here in telling):
            return None
        rest = [word for place, word in enumerate(said) if place not in name]
        phrase = self._bare(" ".join(said[name.start : name.stop]))
        sentence = examples.texts[at].replace("{}", phrase)
        return Paraphrase(sentence, examples.intents[at], likeness(rest))

    def _may_name(self, said: Sequence[str], new: Sequence[bool], telling: Sequence[int]) -> bool:
        """Whether some stretch of new words with all the telling ones names something sold."""
        first, last = telling[0], telling[-1]
        run = next((run for run in _runs(new) if first in run and last in run), range(0))
        return any(
            self._names_at(said, begin, stop)
            for begin in range(run.start, first + 1)
            for stop in range(last + 1, min(run.stop, begin + _LONGEST_NAME) + 1)
        )

    def _tells_more(self, word: str) -> bool:
        """Whether a word that an example does not say is no small one: a number, or of other sentences."""
        language = self._examples.language
        if word.isdigit() or number([word], language) is not None:
            return True
        weight_of, unheard = self._examples.weight_of, self._examples.unheard
        return any(
            weight_of.get(each, unheard) >= _TELLING for each in features_of([word], language)
        )

    def _is_new(self, word: str, has: frozenset[str]) -> bool:
        """Whether an example does not say a word."""
        features = features_of([word], self._examples.language)
        return len(features & has) < _NEARER_ITSELF * len(features)

    def _is_name(self, phrase: str) -> bool:
        """Whether something sold is called so; each phrase of a text is looked up once, and not too many."""
        if phrase not in self._looked_up:
            room = len(self._looked_up) < _MOST_NAMES
            self._looked_up[phrase] = room and self._names(phrase)
        return self._looked_up[phrase]

    def _bare(self, name: str) -> str:
        """A name without the Korean particle of the text: an example has one of its own."""
        stem = without_particle(name) if self._examples.language == "ko" else None
        return stem if stem is not None and self._is_name(stem) else name

    def _is_common(self, word: str) -> bool:
        """Whether a word is said by so many sentences that no name begins or ends with it."""
        return self._examples.weight_of.get(word, self._examples.unheard) < _COMMON

    def _name_in(self, said: Sequence[str], run: range) -> range:
        """The longest stretch of a run that names something sold; empty where none does."""
        for length in range(min(len(run), _LONGEST_NAME), 0, -1):
            for first in range(run.start, run.stop - length + 1):
                if self._names_at(said, first, first + length):
                    return range(first, first + length)
        return range(0)

    def _names_at(self, said: Sequence[str], first: int, stop: int) -> bool:
        """Whether a stretch of words names something sold."""
        if self._is_common(said[first]) or self._is_common(said[stop - 1]):
            return False
        return self._is_name(" ".join(said[first:stop]))


def _dice(shared: T, one: T, other: float) -> T:
    """Dice's coefficient: how much of both, by weight, is shared."""
    return 2 * shared / (one + other)


def _runs(chosen: Sequence[bool]) -> Iterator[range]:
    """The stretches of neighbours that are chosen."""
    start = None
    for at, each in enumerate((*chosen, False)):
        if each and start is None:
            start = at
        elif not each and start is not None:
            yield range(start, at)
            start = None
