"""Reads what is to be done with a list from the parts around it, where a verb stands first.

A verb, the thing, the word that joins the thing to the list, and the list: "take | bread | off | L". The
thing may stand behind ("add to L bread") or be the list itself ("void L"), and a verb that nobody knows
means what its joint says: "hurl the bread off L". Other orders: `assistant.language.lists.statements`.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from assistant.language.lists.parts import IT, NOT, PERSON, POLITE, Parts, Verb, denial, is_past

_ELSEWHERE: Final = frozenset({"to", "on", "in", "into", "at", "by", "under", "off", "out"})
"""How it goes on behind a list that is taken somewhere: "put the list on the fridge"."""
_DESCRIBES: Final = frozenset(
    {"it", "because", "since", "from", "that", "which", "where", "i", "we", "with", "about"}
)
"""How it goes on behind a list that has no name: "the list from last christmas"."""
_TELLS_WHAT: Final = frozenset({"to", "about", "called", "named", "titled", "saying", "for"})
"""Between a list and the thing on it: "add a task to my list called mop"."""
_FOLLOWS: Final = frozenset({"the", "this", "these", "following"})
"""Of which words are that tell of things behind the list: "add these to L eggs and ham"."""
_LETS: Final = frozenset({"get", "have", "make"})
"""Of what somebody else is to do: "have bread taken off L"."""
_FOR_OR_ON: Final = frozenset({"for", "on"})


class Around(NamedTuple):
    """The words of a sentence around its list, `L` in its place."""

    words: Sequence[str]
    place: int
    new: bool
    """It is "a list"."""
    named: bool
    many: bool


class Command(NamedTuple):
    """What is to be done; the thing stands from word `first` up to `stop`."""

    intent: str
    first: int = 0
    stop: int = 0
    all: bool = False
    """Everything that stands on the list."""


class Cut(NamedTuple):
    """A sentence cut in two at its list, without what means nothing at its ends."""

    words: Sequence[str]
    place: int
    begin: int
    """Where the command begins."""
    end: int
    denied: bool
    """It is said not to be done."""
    verb: Verb | None
    """What it begins with."""
    around: Around

    @property
    def ends(self) -> bool:
        """Whether the list is the last of it."""
        return self.end == self.place + 1


def cut(parts: Parts, around: Around) -> Cut:
    """Cut a sentence in its parts."""
    words, place = around.words, around.place
    end = parts.back("ending", words, place + 1, len(words))
    at, denied = 0, False
    while at < place:
        length = parts.at("opening", words, at, place)
        verb = parts.verb(words, at, place)
        if verb is not None and verb.length > length:
            break
        if not length:
            length = denial(words, at)
            denied = denied or length > 0
        if not length:
            break
        at += length
    return Cut(words, place, at, end, denied, parts.verb(words, at, place), around)


class Commands:
    """Reads commands by the parts of their words."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts of a language."""
        self._parts = parts
        self._no_verb = parts.words("no_verb", "no_thing")
        self._telling = parts.words("opening") - parts.words("show")
        self._articles = parts.words("articles")

    def with_verb(self, said: Cut) -> Command | None:
        """What a known verb before the list says: "take bread off L", "add to L bread", "void L"."""
        words, place, verb = said.words, said.place, said.verb
        if verb is None:
            return None
        first = said.begin + verb.length
        joint, stop = self._parts.joint(words, first, place)
        if words[first] == "of":
            return None  # "remind me of the tasks on L"
        bare = self._parts.past("beside_the_verb", words, first, place) == place
        if bare and not (joint and first < stop):
            found = self._of_the_list(said, verb)
            if found is not None or not joint:
                return found
        thing = words[first:stop]
        if not said.ends and (self._parts.is_only_one(thing) or _FOLLOWS.issuperset(thing)):
            return self._with_thing_behind(said, verb, joint)
        if first == stop:
            return self._with_thing_behind(said, verb, joint)
        if joint and said.ends:
            return self._of_a_thing(said, first, stop, verb, joint)
        if joint == "on_it" and "want" in verb.parts and self._is_gone(said):
            return Command("ListRemove", first + (words[first] == "for"), stop)
        return None

    def with_any_verb(self, said: Cut) -> Command | None:
        """What a verb that nobody knows means by its joint: "hurl the bread off L".

        Without an article it is mostly no verb: "olive oil off L".
        """
        words, begin, place = said.words, said.begin, said.place
        if said.verb is not None or said.denied or begin >= place or not said.ends:
            return None
        if words[begin] in self._no_verb or is_past(words[begin]):
            return None
        first = begin + 1 + (words[begin + 1] in {"down", "up", "out", "away", "off"})
        joint, stop = self._parts.joint(words, first, place)
        moves = joint in {"off_it", "onto_it"} and (
            first > begin + 1 or words[first] in self._articles
        )
        if first < stop and moves and not self._tells(words[first:stop]):
            return Command("ListRemove" if joint == "off_it" else "ListAdd", first, stop)
        bare = self._parts.past("beside_the_verb", words, first, place) == place
        return Command("ListCreate") if bare and said.around.new else None

    def without_a_verb(self, said: Cut) -> Command | None:
        """What the joint alone says: "more milk for L", "there should be no milk on L"."""
        words, place, begin = said.words, said.place, said.begin
        no_thing = said.verb is not None and said.verb.parts <= {"show", "remove_a_list"}
        if said.denied or not said.ends or no_thing:
            return None
        there = words[begin] == "there"
        thing_at = self._parts.past("ought", words, begin + 1, place) if there else begin
        denied = not NOT.isdisjoint(words[begin:thing_at])
        joint, stop = self._parts.joint(words, thing_at, place)
        begin = thing_at + (words[thing_at : thing_at + 1] in (["no"], ["without"], ["minus"]))
        refused = denied or begin > thing_at
        thing = words[begin:stop]
        if not (joint and thing) or self._tells(thing) or (there and not refused):
            return None
        if refused or joint == "off_it":
            return Command("ListRemove", begin, stop)
        adds = joint == "onto_it" or words[stop] in _FOR_OR_ON
        return Command("ListAdd", begin, stop) if adds else None

    def is_other(self, said: Cut) -> bool:
        """Whether something else is to be done with what is on a list: "turn off the lights on L"."""
        words, begin = said.words, said.begin
        joint, stop = self._parts.joint(words, begin, said.place)
        if begin and words[begin - 1] in {"to"} | NOT and words[stop - 1] in IT | PERSON:
            return False  # "don't forget to buy stamps put it on L"
        return joint != "onto_it" and self._parts.at("other", words, begin, said.place) > 0

    def joint_alone(self, said: Cut) -> bool:
        """Whether a joint alone stands before the list, and a clause behind: "off L take bread"."""
        joint, stop = self._parts.joint(said.words, said.begin, said.place)
        alone = bool(joint) and stop == said.begin and not said.ends
        return alone and POLITE.issuperset(said.words[: said.begin])

    def _of_a_thing(
        self, said: Cut, first: int, stop: int, verb: Verb, joint: str
    ) -> Command | None:
        """A verb with its thing between it and the joint."""
        words, parts = said.words, self._parts
        if (marked := parts.marked(words, first, stop)) > first:
            return None if said.denied else Command("ListRemove", first, marked)
        if "want" in verb.parts:
            return self._wanted(said, first, stop, joint)
        if words[first - 1] in _LETS:
            part = "gone" if joint == "off_it" else "noted"
            stop = max(parts.back(part, words, first, stop), first + 1)  # "get bread added to L"
        if verb.removes or verb.deletes:
            if said.denied or joint == "onto_it":
                return None
            if parts.are("everything", words[first:stop]):
                return Command("ListDelete", all=True)
            if verb.removes or "add" not in verb.parts:  # "toss rice on L" puts it there
                return Command("ListRemove", first, stop) if verb.removes else None
        if joint == "off_it":
            taken = verb.parts != {"show"} and not said.denied
            return Command("ListRemove", first, stop) if taken else None
        if "make" in verb.parts and words[first] not in parts.words("articles", "things"):
            return None
        adds = verb.parts & {"add", "make"}
        return Command("ListRemove" if said.denied else "ListAdd", first, stop) if adds else None

    def _wanted(self, said: Cut, first: int, stop: int, joint: str) -> Command | None:
        """What is wanted on a list, or off it: "I want bread gone from L", "I need bread on L"."""
        words, parts = said.words, self._parts
        if not said.denied and parts.are("nothing", words[first:stop]):
            return Command("ListDelete", all=True)
        gone, noted = (parts.before(part, words, first, stop) for part in ("gone", "noted"))
        if gone or noted:
            stop = parts.back("ought", words, first, stop - max(gone, noted))
        if first == stop or (joint == "off_it" and not (gone or said.denied)):
            return Command("ListRemove", first, stop) if first < stop else None
        return Command("ListRemove" if gone or said.denied else "ListAdd", first, stop)

    def _of_the_list(self, said: Cut, verb: Verb) -> Command | None:
        """A verb whose object is the list itself: "void L", "make L with bread on it"."""
        words, first, end = said.words, said.place + 1, said.end
        away = self._parts.past("away", words, first, end)
        new = said.around.new and not verb.parts.isdisjoint({"make_a_new_one", "want"})
        if away == end and new and "make_a_new_one" in verb.parts and not said.denied:
            return Command("ListCreate")  # "take down a new list", but "take down the list"
        taken = away > first and not verb.parts.isdisjoint({"remove_a_thing", "add", "want"})
        wanted = "want" in verb.parts
        if away == end and (verb.deletes or taken):
            emptied = "empties" in verb.parts
            return None if said.denied else Command("ListDelete", all=emptied)
        if away == end and ("done_with" in verb.parts or (said.denied and wanted)):
            return Command("ListDelete")
        if wanted and (held := self._to_hold(said)):
            return held
        if said.denied:
            return None
        if wanted or words[said.begin] in _LETS:
            became = words[self._parts.past("ought", words, first, end) : end]
            if became == ["empty"] or self._parts.are("gone", became):
                return Command("ListDelete", all=became == ["empty"])
        if new or "make" in verb.parts:
            return Command("ListCreate") if away == end else self._begun_with(said)
        return self._and_what_is_behind(said, verb) if away < end else None

    def _is_gone(self, said: Cut) -> bool:
        """Whether it is said behind a list that something shall be gone: "L to be removed"."""
        words, first, end, parts = said.words, said.place + 1, said.end, self._parts
        gone = parts.past("ought", words, first, end)
        return first < gone < end == gone + parts.at("gone", words, gone, end)

    def _to_hold(self, said: Cut) -> Command | None:
        """What a list is wanted to hold, or not to: "I want L to not have bread"."""
        words, end = said.words, said.end
        at = next((i for i in range(said.place + 1, end) if words[i] not in {"to", "not"}), end)
        held = self._parts.at("hold", words, at, end) if "to" in words[said.place + 1 : at] else 0
        if not held or at + held == end:
            return None
        denied = said.denied != ("not" in words[said.place + 1 : at])
        stop = self._parts.there(words, at + held, end)
        return Command("ListRemove" if denied else "ListAdd", at + held, stop)

    def _and_what_is_behind(self, said: Cut, verb: Verb) -> Command | None:
        """The same with a thing behind the list: "remove grocery list bread"."""
        words, first, end, around = said.words, said.place + 1, said.end, said.around
        goes_on = self._parts.at("then", words, first, end) or words[first] in {"for", *_ELSEWHERE}
        if goes_on or "show" in verb.parts:
            return None
        if words[first] in _DESCRIBES or (verb.removes and around.many):
            return Command("ListDelete") if verb.deletes and not around.many else None
        if verb.removes:
            named = not around.named and end == first + 1  # "remove this list sunset"
            return Command("ListDelete" if named else "ListRemove", first, end)
        return Command("ListAdd", first, end) if "add" in verb.parts else None

    def _begun_with(self, said: Cut) -> Command | None:
        """A new list with a first thing on it: "make L and add bread to it"."""
        words, first = said.words, said.place + 1
        added = self._parts.at("add", words, first + 1, said.end)
        if words[first] != "with" and not (added and words[first] in {"and", "then"}):
            return None
        first += 1 + added
        stop = self._parts.there(words, first, said.end)
        return Command("ListCreate", first, stop) if first < stop else None

    def _with_thing_behind(self, said: Cut, verb: Verb, joint: str) -> Command | None:
        """The thing behind the list: "add to L bread"; or none at all: "add to L"."""
        if said.denied or not joint:
            return None
        first = said.place + 1
        first += said.end - first > 1 and said.words[first] in _TELLS_WHAT
        if (verb.removes or verb.deletes) and joint != "onto_it":
            return Command("ListRemove", first, said.end)
        adds = "add" in verb.parts and joint != "off_it"
        return Command("ListAdd", first, said.end) if adds else None

    def _tells(self, words: Sequence[str]) -> bool:
        """Whether it is no thing but what happened: "dad crossed it off the list"."""
        past = any(map(is_past, words[1:]))
        return past or "it" in words or not self._telling.isdisjoint(words)
