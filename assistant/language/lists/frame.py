"""Cuts an English sentence at its list: the words around it, and what the list is called."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.language.lists.commands import Around
from assistant.language.lists.nouns import ListNoun, ListNouns
from assistant.language.lists.parts import Parts
from assistant.language.lists.questions import Questions
from assistant.language.lists.words import ListWords
from assistant.language.words.normalise import Token

_NEW: Final = frozenset({"a", "an", "another", "new"})
_OWN: Final = frozenset({"my", "our"})
_OF_ANOTHER: Final = frozenset({"his", "her", "their", "your", "'s"})
_JOINING: Final = frozenset({"off", "from", "on", "onto", "to"})


class Frame(NamedTuple):
    """A sentence with `L` in the place of its list."""

    around: Around
    tokens: Sequence[Token]
    """One for each word."""
    name: str
    own: bool
    """It is "my list"."""

    def part(self, begin: int, end: int) -> "Frame":
        """The words from one place up to another."""
        words, place = self.around.words[begin:end], self.around.place - begin
        around = self.around._replace(words=words, place=place)
        return self._replace(around=around, tokens=self.tokens[begin:end])

    def list_last(self, begin: int) -> "Frame":
        """The same with the list, and what joins it, behind: "take bread off L", for "off L take bread"."""
        words, place = self.around.words, self.around.place
        order = [*range(begin), *range(place + 1, len(words)), *range(begin, place + 1)]
        around = self.around._replace(words=[words[at] for at in order], place=len(words) - 1)
        return self._replace(around=around, tokens=[self.tokens[at] for at in order])


class Framing:
    """Finds the frames of sentences."""

    def __init__(self, parts: Parts, words: ListWords, nouns: ListNouns) -> None:
        """Take the parts of a language, its words of lists, and what finds a list among them."""
        self._words = words
        self._nouns = nouns
        self._questions = Questions(parts)
        self._no_thing = parts.words("no_thing")

    def of(self, text: str, tokens: list[Token], head: int) -> Frame | None:
        """The frame around the list whose word "list" stands at a place; None where it is not ours."""
        words = [token.key for token in tokens]
        bare = ListNoun(head, (head, head), (head, head), head + 1)
        noun = self._nouns.at(words, head) or bare
        begin = self._past_determiners(words, noun.begin)
        first, stop = noun.name
        which = {*words[begin : min(first, head)], *words[slice(*noun.kind)]}
        if "your" in which or not self._is_ours(words, begin, noun):
            return None
        new = not which.isdisjoint(_NEW) and which.isdisjoint(_OWN | {"the"})
        named = first < stop
        around = [*words[:begin], "L", *words[noun.stop :]]
        return Frame(
            Around(around, begin, new, named, words[head] == "lists"),
            [*tokens[:begin], tokens[head], *tokens[noun.stop :]],
            text[tokens[first].start : tokens[stop - 1].end] if named else "",
            own=not which.isdisjoint(_OWN),
        )

    def _past_determiners(self, words: Sequence[str], begin: int) -> int:
        """Where a list begins with what says which one, "all of the"; not so "empty the list"."""
        w = self._words
        while begin and (
            words[begin - 1] in w.determiners | w.of_what_kind or _of_all(words, begin - 1)
        ):
            if words[begin - 1] == "empty" and words[begin] in w.determiners:
                break
            begin -= 1
        return begin

    def _is_ours(self, words: Sequence[str], begin: int, noun: ListNoun) -> bool:
        """Whether a list is one of the household, and no list in general."""
        name = words[slice(*noun.name)]
        if begin and words[begin - 1] in _OF_ANOTHER:
            return False
        if self._words.is_of_others(" ".join(name)) or not self._no_thing.isdisjoint(name):
            return False
        if name and self._questions.asks_in_general(words):
            return False
        says = words[noun.stop :] == ["says"]
        return not self._tells_of_others([*words[:begin], *words[noun.stop + says :]])

    def _tells_of_others(self, words: Sequence[str]) -> bool:
        """Whether somebody else's doings are told: "her list", but not "take her off the list"."""
        return any(
            word in self._words.talk
            and not (word == "her" and not _JOINING.isdisjoint(words[at + 1 : at + 2]))
            for at, word in enumerate(words)
        )


def _of_all(words: Sequence[str], at: int) -> bool:
    return words[at] == "of" and at > 0 and words[at - 1] in {"all", "one", "any", "some"}
