"""The words by which an English sentence tells a list's name from what stands around it.

What each is for is said where they stand: `intents/en/_list_names.yaml`.
"""

from typing import Final

from assistant.language.lists.parts import Parts

HEADS: Final = frozenset({"list", "lists"})


class ListWords:
    """Those words, and the phrases among them as their keys; nothing in a language that has none."""

    def __init__(self, parts: Parts) -> None:
        words = parts.words
        self.determiners, self.owning = words("determiners"), words("owning")
        self.of_what_kind = words("of_what_kind")
        self.times = words("times")
        self.spans = words("spans")
        self.which_time = words("which_time")
        self.so_often, self.habits = words("so_often"), words("habits")
        self.holding = words("holding")
        self.behind_a_name = words("holding", "behind_a_name")
        self.begun = words("begun")
        self.weekdays = words("weekdays")
        self.no_name = words("weekdays", "no_name")
        self.making = words("making")
        self.steps = words("steps")
        self.never = words("never")
        self.never_in_a_clause = words("never_in_a_clause")
        self.also_nouns, self.before_a_noun = words("also_nouns"), words("before_a_noun")
        self.not_named = words("not_named")
        self.putting, self.at_once = words("putting"), words("at_once")
        self.looking, self.checking, self.noting = map(words, ("looking", "checking", "noting"))
        self.be = words("be")
        self.how_it_is = words("how_it_is")
        self.become = words("become")
        self.modals = words("modals")
        self.asking = words("asking")
        self.ours = words("ours")
        self.joins = words("joins")
        self.leading = words("leading")
        self.afterwards = words("afterwards")
        self.not_bare = words("not_bare", "steps", "weekdays", "no_name", "never", "afterwards")
        self.to_be_done = words("to_be_done")
        self.wanting = words("wanting")
        self.talk = words("talk")

        self.by_themselves = words("by_themselves")
        self.in_one_word = words("in_one_word")
        self.of_whom = words("of_whom")
        self.placing = words("placing")
        self.taking = words("taking")
        self.only_some = words("only_some")
        self.behind_the_whole = words("behind_the_whole")
        self.no_checklist = words("no_checklist", "of_whom", "placing")

        phrases = parts.phrases
        self.beginnings, self.verb_in_a_name = phrases("beginnings"), phrases("verb_in_a_name")
        self.for_the = phrases("for_the")
        self.called = phrases("called")
        self.of = phrases("of")
        self.for_whom = phrases("for_whom")
        self.to_whom = phrases("to_whom")
        self.what_is_to_be_done = phrases("what_is_to_be_done")
        self.lists_of_others = phrases("lists_of_others")

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
