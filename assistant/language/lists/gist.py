"""What an English sentence about a list comes to, where nobody can tell how it is built.

"I've run the car through the wash, tick wash the car on my weekend list": a list of the household, a word
of taking off, and a thing that is no other word. Only what can be undone, is asked about first, or changes
nothing is understood so: a thing is taken off a list, a list thrown away or read out.
"""

from collections.abc import Sequence
from typing import Final

from assistant.language.lists.antecedents import Antecedents
from assistant.language.lists.frame import Frame
from assistant.language.lists.parts import Parts, denial
from assistant.language.lists.things import Slots, Things

LONGEST: Final = 20
"""Words of a sentence at most, fewer than of a frame: of a longer one too much is passed over."""
_LONGEST_THING: Final = 5
_OFF: Final = frozenset({"off", "out", "from"})
"""What a thing is taken with that is taken off."""
_BECOME: Final = frozenset({"be", "get"})


class Gist:
    """Finds it by the parts of the words."""

    def __init__(self, parts: Parts, antecedents: Antecedents, things: Things) -> None:
        """Take the parts of a language, and what finds and reads the thing that is spoken of."""
        self._parts = parts
        self._antecedents = antecedents
        self._things = things
        self._questions = parts.words("question")
        self._never = parts.words("never_beside") - {"list", "lists"}
        self._beside = parts.words(
            *("opening", "ending", "pointing", "articles", "no_thing", "then", "ought", "state"),
            *("before_a_clause", "behind_a_thing", "away", "beside_the_verb"),
        )

    def of(self, text: str, frame: Frame) -> tuple[str, Slots] | None:
        """The intent of a frame, with the thing that is named; None where it may be talk."""
        words, place = frame.around.words, frame.around.place
        if frame.around.new or self._is_talk(words, place):
            return None
        removing = self._removing(words)
        if removing is not None:
            return self._taken(text, frame, *removing)
        ours = frame.own or not frame.name or place == len(words) - 1
        return ("ListShow", {}) if ours and self._asks(text, words) else None

    def _is_talk(self, words: Sequence[str], place: int) -> bool:
        """Whether it is told, denied or about something else: "list out the list of trains to Chester"."""
        end = len(words)
        return (
            end > LONGEST
            or not self._never.isdisjoint(words)
            or words[place + 1 : place + 2] == ["of"]
            or any(
                denial(words, at) or self._parts.at("other", words, at, end) for at in range(end)
            )
        )

    def _asks(self, text: str, words: Sequence[str]) -> bool:
        """Whether something is asked of the list, or it is to be shown."""
        begin = self._parts.past("opening", words, 0, len(words))
        verb = self._parts.verb(words, begin, len(words)) if begin < len(words) else None
        shown = verb is not None and "show" in verb.parts
        asked = not self._questions.isdisjoint(words) or text.rstrip().endswith("?")
        return shown or asked

    def _removing(self, words: Sequence[str]) -> tuple[int, int] | None:
        """Where the last words of taking off stand; None where none do."""
        found = None
        at = 0
        while at < len(words):
            length = self._takes_off(words, at)
            if length:
                found = (at, at + length)
            at += length or 1
        return found

    def _takes_off(self, words: Sequence[str], at: int) -> int:
        """How many words take off or throw away; "check" and "take" only with "off" or "out" behind."""
        if at and words[at - 1] in _BECOME:
            return self._parts.at("gone", words, at, len(words))
        verb = self._parts.verb(words, at, len(words))
        if verb is None or "show" in verb.parts:
            return 0
        always = not verb.parts.isdisjoint({"remove", "remove_a_list"})
        off = verb.removes and not _OFF.isdisjoint(words[at + verb.length :])
        return verb.length if always or off else 0

    def _taken(self, text: str, frame: Frame, begin: int, end: int) -> tuple[str, Slots] | None:
        """What is taken off; or the list itself, which is asked about."""
        words, place = frame.around.words, frame.around.place
        first, stop = self._run(words, end)
        if first == stop:
            first, stop = self._antecedents.of(words[:begin])
            if first <= place < stop or (first == stop and place < begin):
                return "ListDelete", {}
        slots = self._things.of(text, frame.tokens[first:stop]) if first < stop else None
        return None if slots is None else ("ListRemove", slots)

    def _run(self, words: Sequence[str], begin: int) -> tuple[int, int]:
        """The first words from a place on that play no part, and so name a thing."""
        passed = self._beside | {"L"}
        first = next((at for at in range(begin, len(words)) if words[at] not in passed), len(words))
        stop = next((at for at in range(first, len(words)) if words[at] in passed), len(words))
        return (first, stop) if stop - first <= _LONGEST_THING else (first, first)
