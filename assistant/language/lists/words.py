"""The words by which an English sentence tells a list's name from what stands around it.

What each is for is said where they stand: `intents/en/_list_names.yaml`.
"""

from dataclasses import dataclass
from typing import Any, Final, Self, get_type_hints

from assistant.language.lists.parts import Parts

HEADS: Final = frozenset({"list", "lists"})

Words = frozenset[str]
Phrases = frozenset[tuple[str, ...]]

_SAID_AS_WELL: Final = {
    "behind_a_name": ("holding",),
    "no_name": ("weekdays",),
    "not_bare": ("steps", "weekdays", "no_name", "never", "afterwards"),
    "no_checklist": ("of_whom", "placing"),
}
"""Of which other parts the words belong to one as well."""


@dataclass(frozen=True)
class ListWords:
    """Those words, and the phrases among them as their keys; nothing in a language that has none."""

    determiners: Words
    owning: Words
    of_what_kind: Words
    times: Words
    spans: Words
    which_time: Words
    so_often: Words
    habits: Words
    holding: Words
    behind_a_name: Words
    begun: Words
    weekdays: Words
    no_name: Words
    making: Words
    steps: Words
    never: Words
    never_in_a_clause: Words
    also_nouns: Words
    before_a_noun: Words
    not_named: Words
    putting: Words
    at_once: Words
    looking: Words
    checking: Words
    noting: Words
    be: Words
    how_it_is: Words
    become: Words
    modals: Words
    asking: Words
    ours: Words
    joins: Words
    leading: Words
    afterwards: Words
    not_bare: Words
    to_be_done: Words
    wanting: Words
    talk: Words
    by_themselves: Words
    in_one_word: Words
    of_whom: Words
    placing: Words
    taking: Words
    only_some: Words
    behind_the_whole: Words
    no_checklist: Words

    beginnings: Phrases
    verb_in_a_name: Phrases
    for_the: Phrases
    called: Phrases
    of: Phrases
    for_whom: Phrases
    to_whom: Phrases
    what_is_to_be_done: Phrases
    lists_of_others: Phrases

    @classmethod
    def of_parts(cls, parts: Parts) -> Self:
        """The words of one language."""
        found: dict[str, Any] = {}
        for part, kind in get_type_hints(cls).items():
            as_well = _SAID_AS_WELL.get(part, ())
            found[part] = parts.words(part, *as_well) if kind == Words else parts.phrases(part)
        return cls(**found)

    def is_of_others(self, name: str) -> bool:
        """Whether a list's name tells that it is none of the household: the waiting list."""
        words = name.casefold().split()
        return (
            tuple(words) in self.lists_of_others
            or not (self.talk - {"tv"}).isdisjoint(words)
            or words[-1:] == ["tv"]
        )


def is_plural(word: str) -> bool:
    """Whether a list may be of what a word says: "books", in "my list of books Moby Dick"."""
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > len("bus")
