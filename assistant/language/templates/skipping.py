"""Words that mean nothing: at the ends of what is said ("alexa", "please", "좀"), or anywhere ("exactly")."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from assistant.language.templates.sentences import Sentences
from assistant.language.words.normalise import Token, keys

Words = frozenset[tuple[str, ...]]
WAKE_WORDS: Final[Words] = frozenset(
    {("alexa",), ("알", "렉", "사"), ("알", "렉", "싸"), ("hey", "alexa"), ("hey", "jarvis")}
    | {("okay", "nabu"), ("ok", "nabu"), ("hey", "mycroft"), ("computer",)}
)
"""Dropped at either end of a command."""


class Skipping:
    """Finds where the meaning begins and ends."""

    @classmethod
    def of(cls, sentences: Sentences, *, said: bool = False) -> "Skipping":
        """What a language passes over; with `said`, without the words that a sentence may say itself."""
        skips = sentences.skips

        def words(phrases: Iterable[str]) -> Words:
            return frozenset(keys(text, sentences.language) for text in phrases) - {()}

        kept = words(skips.unsaid) if said else frozenset()
        starts = words((*skips.both, *skips.start)) | WAKE_WORDS
        ends = words((*skips.both, *skips.end)) | WAKE_WORDS
        return cls(starts - kept, ends - kept)

    def __init__(self, starts: Words, ends: Words) -> None:
        """Take what is passed over at the start and at the end, each as its keys."""
        self._starts = starts
        self._ends = ends
        self._firsts = frozenset(words[0] for words in starts)
        self._lasts = frozenset(words[-1] for words in ends)
        self._longest_start = max(map(len, starts), default=0)
        self._longest_end = max(map(len, ends), default=0)

    def inner(self, said: Sequence[Token]) -> tuple[int, int]:
        """The first token that means something, and the one behind the last.

        Only whole written words are passed over: 아 is not in 아무.
        """
        begin = self._begins(said)[-1]
        return begin, self._end(said, begin)

    def variants(self, said: list[Token]) -> Iterator[list[Token]]:
        """Without meaningless words at the ends first, then with more and more of them: "alexa, [also bread]"."""
        *earlier, begin = self._begins(said)
        end = self._end(said, begin)
        if begin < end:
            yield said[begin:end]
        if begin and end < len(said):
            yield said[begin:]
        for at in reversed(earlier):
            yield said[at:end]
        if end < len(said):
            yield said

    def _begins(self, said: Sequence[Token]) -> list[int]:
        """Where the words begin, and where behind each phrase passed over at the start."""
        begins = [0]
        while step := self._at_start(said, begins[-1]):
            begins.append(begins[-1] + step)
        return begins

    def _end(self, said: Sequence[Token], begin: int) -> int:
        """Where what is passed over at the end begins."""
        end = len(said)
        while step := self._at_end(said, begin, end):
            end -= step
        return end

    def _at_start(self, said: Sequence[Token], begin: int) -> int:
        if begin == len(said) or said[begin].key not in self._firsts:
            return 0
        for length in range(min(self._longest_start, len(said) - begin), 0, -1):
            stop = begin + length
            if stop < len(said) and not said[stop].fresh:
                continue
            if tuple(token.key for token in said[begin:stop]) in self._starts:
                return length
        return 0

    def _at_end(self, said: Sequence[Token], begin: int, end: int) -> int:
        if end == begin or said[end - 1].key not in self._lasts:
            return 0
        for length in range(min(self._longest_end, end - begin), 0, -1):
            first = end - length
            if said[first].fresh and tuple(token.key for token in said[first:end]) in self._ends:
                return length
        return 0


class Fillers:
    """Words of a language that say nothing wherever they stand: "when exactly is it coming"."""

    @classmethod
    def of(cls, sentences: Sentences) -> "Fillers":
        """What the sentence files of a language pass over within a sentence."""
        language = sentences.language
        return cls(frozenset(keys(text, language) for text in sentences.skips.within) - {()})

    def __init__(self, words: Words) -> None:
        """Take what is passed over, each as its keys."""
        self._words = words
        self._firsts = frozenset(words[0] for words in self._words)
        self._longest = max(map(len, self._words), default=0)

    def without(self, text: str, said: Sequence[Token]) -> str:
        """The text without them; nothing where there are none, or nothing else."""
        kept, place, at = [], 0, 0
        while at < len(said):
            length = self._at(said, at)
            if length:
                kept.append(text[place : said[at].start])
                place = said[at + length - 1].end
            at += length or 1
        bare = " ".join("".join((*kept, text[place:])).split())
        return bare if kept else ""

    def _at(self, said: Sequence[Token], at: int) -> int:
        """How many tokens of whole written words mean nothing from here on."""
        if not said[at].fresh or said[at].key not in self._firsts:
            return 0
        for length in range(min(self._longest, len(said) - at), 0, -1):
            whole = at + length == len(said) or said[at + length].fresh
            if whole and tuple(token.key for token in said[at : at + length]) in self._words:
                return length
        return 0
