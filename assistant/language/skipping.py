"""Words that mean nothing at the ends of what is said: "alexa", "please", "좀"."""

from collections.abc import Sequence

from assistant.language.normalise import Token

Words = frozenset[tuple[str, ...]]


class Skipping:
    """Finds where the meaning begins and ends."""

    def __init__(self, starts: Words, ends: Words) -> None:
        """Take what is passed over at the start and at the end, each as its keys."""
        self._starts = starts
        self._ends = ends
        self._longest_start = max(map(len, starts), default=0)
        self._longest_end = max(map(len, ends), default=0)

    def inner(self, said: Sequence[Token]) -> tuple[int, int]:
        """The first token that means something, and the one behind the last.

        Only whole written words are passed over: 아 is not in 아무.
        """
        begin = 0
        while step := self._at_start(said, begin):
            begin += step
        end = len(said)
        while step := self._at_end(said, begin, end):
            end -= step
        return begin, end

    def _at_start(self, said: Sequence[Token], begin: int) -> int:
        for length in range(min(self._longest_start, len(said) - begin), 0, -1):
            stop = begin + length
            if stop < len(said) and not said[stop].fresh:
                continue
            if tuple(token.key for token in said[begin:stop]) in self._starts:
                return length
        return 0

    def _at_end(self, said: Sequence[Token], begin: int, end: int) -> int:
        for length in range(min(self._longest_end, end - begin), 0, -1):
            first = end - length
            if said[first].fresh and tuple(token.key for token in said[first:end]) in self._ends:
                return length
        return 0
