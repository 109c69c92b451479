"""Says the list that an English sentence speaks of plainly, however it is named.

"The list for my trip to Paris", "a list called movies", "my books to read list", "to-dos" and "mom's
list" all become "my ... list" with the name as one phrase, before any sentence is matched. So the
sentences say once what is done with a list, and no free word has to guess where its name begins.
"""

from collections.abc import Iterator, Sequence

from assistant.language.lists.bare import BareLists
from assistant.language.lists.nouns import ListNouns
from assistant.language.lists.words import HEADS, ListWords
from assistant.language.words.normalise import QUOTED, Token


class ListNames:
    """Says them so."""

    def __init__(self, words: ListWords, known: frozenset[tuple[str, ...]]) -> None:
        """`known` are names that lists go by without the word: they stay words, for what they mean."""
        self._words = words
        self._known = known
        self._nouns = ListNouns(words, known)
        self._bare = BareLists(words)

    def plainly(self, said: Sequence[Token]) -> Iterator[list[Token]]:
        """The sentence with a list's name as one phrase before the word "list"; the likeliest first."""
        said = self._bare.in_two_words(said)
        for head in range(len(said) - 1, -1, -1):
            if said[head].key in HEADS:
                yield from self._plainly(said, head)

    def plainly_without(self, said: Sequence[Token]) -> Iterator[list[Token]]:
        """The same of what is a list without that word: "my movies to watch" is "my ... list"."""
        for way, head in self._bare.with_the_word(said):
            yield from self._plainly(way, head)

    def as_often(self, text: str, name: str) -> str:
        """A list's name with how often it is kept, where that is said: "weekly shopping"."""
        words, named = text.casefold().split(), name.casefold().split()
        often = self._words.so_often
        for at in range(1, len(words) - len(named) + 1):
            if named and words[at : at + len(named)] == named and words[at - 1] in often:
                return f"{words[at - 1]} {name}"
        return name

    def _plainly(self, said: list[Token], head: int) -> Iterator[list[Token]]:
        words = [token.key for token in said]
        noun = self._nouns.at(words, head)
        if noun is not None:
            name = said[slice(*noun.name)]
            if name and tuple(words[slice(*noun.name)]) not in self._known:
                name = [Token(QUOTED, name[0].start, name[-1].end, fresh=True)]
            kind = said[slice(*noun.kind)]
            yield [*said[: noun.begin], *kind, *name, said[head], *said[noun.stop :]]
