"""Where a thing stands on a list, where it is not named: "the last thing I put on it", "number two"."""

from collections.abc import Sequence
from typing import Final

from assistant.language.intent import Slot
from assistant.language.lists.parts import Parts
from assistant.language.words.numbers import number

ORDINALS: Final = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "last": -1, "final": -1, "bottom": -1, "top": 1,
}  # fmt: skip
"""Where on a list a thing stands."""
_WHO: Final = frozenset({"i", "we", "you"})
_THAT: Final = frozenset({"that", "which"})


class Places:
    """Reads them by the parts of their words."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts of a language."""
        self._things = parts.words("things")
        self._of_what_kind = parts.words("of_what_kind") - ORDINALS.keys()

    def of(self, words: Sequence[str]) -> dict[str, Slot] | None:
        """The place that words tell; nothing where they only say that there is a thing, None where they name one.

        Args:
            words: of the thing, without articles before it.
        """
        rest = self.without_who_put_it(words)
        if not rest or self._things.isdisjoint((rest[0], rest[-1])):
            return None
        numbered = rest[0] in self._things
        which = rest[1:] if numbered else rest[:-1]
        which = which[1:] if which[:1] == ["number"] else which
        if not which or (len(which) == 1 and which[0] in self._of_what_kind):
            return {}
        if len(which) == 1 and which[0] in ORDINALS:
            return {"ordinal": Slot(which[0], ORDINALS[which[0]])}
        counted = number(which, "en") if numbered else None
        return None if counted is None else {"number": Slot(" ".join(which), counted)}

    def without_who_put_it(self, words: Sequence[str]) -> list[str]:
        """The words before "that I put": they say only how it came there."""
        for at in range(1, len(words)):
            if words[at] in _WHO and (words[at - 1] in self._things | _THAT):
                return list(words[: at - (words[at - 1] in _THAT)])
        return list(words)
