"""Reads what is asked of a list: what is on it, which lists there are, whether something is on one."""

from collections.abc import Sequence
from typing import Final

from assistant.language.lists.commands import Around, Command
from assistant.language.lists.parts import BE, NOT, POLITE, Parts, is_past

_HAVE: Final = frozenset({"do", "did", "have", "has", "does"})


class Questions:
    """Reads questions by the parts of their words."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts of a language."""
        self._parts = parts
        self._asking = parts.words("question", "auxiliary")
        self._known = parts.words("around", "question", "auxiliary", "details", "show")
        self._behind = parts.words("question") | parts.words("auxiliary") - BE - {"has"}
        """What a question begins with behind its list: "my list what is on it"."""
        self._opening = parts.words("opening") - parts.words("show")
        self._no_verb = parts.words("no_verb", "no_thing")

    def whether(self, around: Around) -> Command | None:
        """Whether something is on a list: "is bread on L", "did my wife add bread to L"."""
        words, place, parts = around.words, around.place, self._parts
        end = parts.back("ending", words, place + 1, len(words))
        at = parts.past("wondering", words, 0, place)
        asked = words[at - 1] in {"if", "whether"} if at else False
        begins = parts.past("wondering", words, 0, place) == at
        at += words[at : at + 1] in (["if"], ["whether"])
        asked = asked or words[max(0, at - 1)] in {"if", "whether"}
        if not begins or at > place:
            return self._seen(words, place, end)
        if end > place + 1:
            return self._has(around, at, end) or self._seen(words, place, end)
        if words[at] in BE and not asked:
            return self._thing(around, at + 1) if POLITE.issuperset(words[:at]) else None
        if words[at] in _HAVE or asked:
            first = at + (words[at] in _HAVE)
            who = parts.at("somebody", words, first, place)
            if who:
                at = parts.past("put", words, first + who, place)
                if at == place and asked:
                    return Command("ListShow")  # "tell me if I have a list for the vet"
                return self._thing(around, at)
        if asked:
            found = self._thing(around, at)
            be = next((i for i in range(at + 1, place) if words[i] in BE), 0)
            if found is not None and be:
                return self._thing(around, at, be) or self._thing(around, be + 1)
        return None

    def _seen(self, words: Sequence[str], place: int, end: int) -> Command | None:
        """Whether it is to be looked for: "look on L to see if bread is there"."""
        first = next(
            (at + 1 for at in range(place + 1, end) if words[at] in {"if", "whether"}), end
        )
        stop = next((at for at in range(first + 1, end) if words[at] in BE), end)
        there = words[stop + 1 : end] in (["there"], ["on", "it"], ["in", "it"], ["in", "there"])
        return Command("ListShow", first, stop) if there else None

    def _has(self, around: Around, at: int, end: int) -> Command | None:
        """Whether a list has it: "does L have bread", "on L is there bread"."""
        words, place, parts = around.words, around.place, self._parts
        first = parts.past("still", words, place + 1, end)
        lone = at == place - 1 and words[at] in {*BE, *_HAVE, "if"}
        if lone or (at == place and at):
            held = parts.at("hold", words, first, end)
            stop = end - 2 if words[end - 2 : end] in (["on", "it"], ["in", "it"]) else end
            if held and first + held < stop:
                return Command("ListShow", first + held, stop)
        if at == place - 1 and words[at] in {"on", "in"} and words[first] in BE:
            first += 1 + (words[first + 1 : first + 2] == ["there"])
            return Command("ListShow", first, end) if first < end else None
        return None

    def _thing(self, around: Around, first: int, stop: int = 0) -> Command | None:
        """The thing from a word on, up to what joins it to the list."""
        words, place, parts = around.words, around.place, self._parts
        joint, begin = parts.joint(words, first, place)
        if not joint:
            return None
        first += words[first : first + 1] == ["there"]
        stop = parts.back("still", words, first, stop or begin)
        return Command("ListShow", first, stop) if first < stop else None

    def asks(self, around: Around, *, own: bool) -> bool:
        """Whether a list is asked for, among words that ask about lists or with one word more."""
        words, place = around.words, around.place
        rest = [*words[:place], *words[place + 1 :]]
        lead = next((at for at, w in enumerate(words[:place]) if w not in self._opening), place)
        strange = [word for word in self._without_who(words) if word not in self._known]
        first = words[lead] if lead < place else ""
        follows = words[place + 1] if place + 1 < len(words) else ""
        asked = not self._parts.words("question").isdisjoint(words[:place])
        asked = asked or words[0] in self._parts.words("auxiliary") or follows in self._behind
        asked = asked or (place == 0 and follows in self._parts.words("details"))
        shown = not self._parts.words("show", "details").isdisjoint(words[lead:place])
        denied = not NOT.isdisjoint(words[:place])
        talk = (around.new and words[:place] == ["what"]) or words[max(0, place - 1)] == "like"
        if talk or self._of_what_was_done(around):
            return False  # "what a list of complaints", "do you like lists"
        if not strange:
            return asked or shown or not rest or (lead == place and own)
        if len(strange) > 1 or strange[0] in self._no_verb:
            return False
        if asked or first in self._parts.words("show", "details"):
            return own or asked
        leads = first == strange[0] and words[lead + 1] not in {"on", "for"} and not denied
        return leads and own and not is_past(first)

    def asks_in_general(self, said: Sequence[str]) -> bool:
        """Whether it is asked of any list: "how long should a guest list be", "what is a wish list"."""
        words = list(said)
        head = next((at for at, word in enumerate(words) if word in {"list", "lists"}), 0)
        begin = next((at for at in range(head - 1, -1, -1) if words[at] in {"a", "an"}), 0)
        before = words[:begin]
        if not before or begin >= head or before[0] not in self._parts.words("question"):
            return False
        what_it_is = len(before) == 2 and before[1] in BE  # noqa: PLR2004 - "what is"
        return what_it_is or not self._parts.words("in_general").isdisjoint(before + words[head:])

    def _of_what_was_done(self, around: Around) -> bool:
        """Whether it is asked who did something with a list: "who deleted my shopping list"."""
        words, place = around.words, around.place
        return "who" in words[:place] and is_past(words[place - 1])

    def _without_who(self, words: Sequence[str]) -> list[str]:
        """The words but the list, who put something on it, and what is counted: "how many people"."""
        kept, at = [], 0
        while at < len(words):
            who = self._parts.at("somebody", words, at, len(words))
            counted = at > 0 and words[at - 1] in {"many", "what", "which"}
            asked = not self._parts.words("question").isdisjoint(words[:at])
            counted = counted or (asked and words[at - 1] == "to")
            if not (who or counted or words[at] == "L"):
                kept.append(words[at])
            at += max(1, who)
        return kept
