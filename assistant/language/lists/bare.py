"""Puts the word "list" behind what is a list by itself, so that it is read as one.

"My weekend chores", "on the groceries", "movies to watch", "the places I want to visit" and "a wedding
checklist" name a list as well as "my weekend chores list" does.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.language.lists.words import HEADS, ListWords
from assistant.language.words.normalise import Token

_OF_MINE: Final = frozenset({"my", "our"})
_FEWEST: Final = 2
_FAR: Final = 7


class BareLists:
    """Finds what is a list without that word."""

    def __init__(self, words: ListWords) -> None:
        self._words = words
        self._in_one_word = {
            kind + head: (kind, head) for kind in words.in_one_word for head in HEADS
        }
        self._in_two = HEADS | self._in_one_word.keys()
        self._ending = words.by_themselves | {"do", "dos"} | words.to_be_done
        """The last words of all that is a list by itself."""

    def in_two_words(self, said: Sequence[Token]) -> list[Token]:
        """The same with "wishlist" as "wish list"; "a wedding checklist" is the list of the wedding."""
        if self._in_two.isdisjoint(token.key for token in said):
            return list(said)
        apart: list[Token] = []
        for at, token in enumerate(said):
            follows = said[at + 1].key if at + 1 < len(said) else ""
            kind, head = self._in_one_word.get(token.key, ("", token.key))
            if follows in HEADS:
                kind, head = "", token.key  # "my wishlist list"
            if kind:
                middle = token.start + len(kind)
                apart.append(Token(kind, token.start, middle, token.fresh))
            if head in HEADS and apart and apart[-1].key == "check":
                named = len(apart) > 1 and apart[-2].key not in self._words.no_checklist
                if named or follows in {"for", "of"}:
                    apart.pop()
            apart.append(
                Token(head, token.end - len(head), token.end, fresh=True) if kind else token
            )
        return apart

    def with_the_word(self, said: Sequence[Token]) -> Iterator[tuple[list[Token], int]]:
        """The sentence with "list" behind one thing that is a list by itself, and where it stands now."""
        words = [token.key for token in said]
        for stop in range(len(words), 0, -1):
            if words[stop - 1] not in self._ending or not HEADS.isdisjoint(words[stop : stop + 1]):
                continue
            if self._by_itself(words, stop) or self._to_be_done(words, stop):
                end = said[stop - 1].end
                word = Token("list", end, end, fresh=True)
                yield [*said[:stop], word, *said[stop:]], stop

    def _by_itself(self, words: Sequence[str], stop: int) -> bool:
        """Whether "chores" or "to do" ends here, and whose they are or what is done with them is said."""
        w = self._words
        if words[stop - 1] in w.by_themselves:
            begin = stop - 1
        elif words[max(0, stop - 2) : stop] in (["to", "do"], ["to", "dos"]):
            begin = stop - 2
        else:
            return False
        if stop < len(words) and words[stop] not in w.behind_the_whole:
            return False
        near = words[max(0, begin - 3) : begin]
        if not w.only_some.isdisjoint(near):
            return False
        return bool(near) and (near[-1] in w.of_whom | w.placing or not w.of_whom.isdisjoint(near))

    def _to_be_done(self, words: Sequence[str], stop: int) -> bool:
        """Whether "movies to watch" ends here, on which something is put or which is somebody's own."""
        w = self._words
        if stop < len(words) and words[stop] not in {"please", "anymore", "now", "too", "list"}:
            return False
        to = stop - 2
        if to < _FEWEST or words[to] != "to" or words[stop - 1] not in w.to_be_done:
            return False
        before = words[max(0, to - _FAR) : to]
        if not _OF_MINE.isdisjoint(before[:-1]):
            return True
        return words[0] in w.taking and not w.placing.isdisjoint(before[:-1])
