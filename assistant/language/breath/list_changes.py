"""Two changes of a list in one breath: "take bread off my shopping list and add milk and eggs".

The second names no list, since the first did. By itself it would ask whether to order the milk.
"""

import re
from collections.abc import Sequence
from typing import Final

from assistant.language.intent import Intent
from assistant.language.orders.each_thing import Understand

ON_LISTS: Final = frozenset({"ListAdd", "ListRemove"})
_LEADING: Final = r"(?:please |then |also |instead )*"
_PUTTING: Final = "add|put|include|write"
_TAKING: Final = "remove|delete|erase|take|cross|scratch|strike|drop"
_ADDING: Final = re.compile(rf"{_LEADING}(?:{_PUTTING})\b", re.IGNORECASE)
"""How a command begins that may go on about a list without naming it."""
_CHANGING: Final = re.compile(rf"{_LEADING}(?:{_PUTTING}|{_TAKING})\b", re.IGNORECASE)
_UNNAMED: Final = frozenset({"Want", "Also"})
"""What a thing that is added means where no list was spoken of."""


def without_please(pieces: list[str]) -> list[str]:
    """Commands in a row, without a "please" that stands for itself behind them."""
    return pieces[:-1] if pieces and pieces[-1].casefold() == "please" else pieces


def changes_twice(pieces: Sequence[str]) -> bool:
    """Whether more than one of the pieces begins like a change of a list."""
    return sum(_CHANGING.match(piece) is not None for piece in pieces) > 1


def as_one(pieces: Sequence[str]) -> list[int]:
    """How many of the pieces may be one command, the likeliest first: all up to the next verb, if more can be.

    "Delete bagels and walnuts and add cheese" deletes no cheese.
    """
    verbs = [at for at, piece in enumerate(pieces) if _CHANGING.match(piece)]
    most = verbs[1] if len(verbs) > 1 else len(pieces)
    return [*range(most, 0, -1), *range(len(pieces), most, -1)]


def with_its_list(text: str, before: Intent, understand: Understand) -> str:
    """A command that goes on about the list that was changed before it, with the list named.

    Not so "add oat milk instead": that takes the place of what was taken off, and both are one change.

    Args:
        text: of the command.
        before: what was said right before it.
        understand: the meaning of a text that says one thing.
    """
    instead = text.casefold().endswith(" instead")
    if before.name not in ON_LISTS or instead or not _ADDING.match(text):
        return text
    bare = understand(text)
    if bare is not None and bare.name not in _UNNAMED:
        return text
    name = before.slots.get("list")
    named = f"{text} to my {f'{name.text} ' if name is not None else ''}list"
    whole = understand(named)
    return named if whole is not None and whole.name == "ListAdd" else text
