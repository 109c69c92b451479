"""Reads what is to be done with a list where the thing, or the list, stands first.

"Bread should come off L", "bread add to L", "L needs bread", "L is full, delete it", "open L and cut
bread", "I put bread on L but I don't need it".
"""

from collections.abc import Sequence
from typing import Final

from assistant.language.lists.commands import Command, Cut
from assistant.language.lists.parts import BE, IT, NOT, Parts, Verb, denial

MOST_OF_A_STATE: Final = 4
"""Words at most that say how it is with a list that is thrown away: "is full now"."""
_OPENING_WORDS: Final = 2
_ONE_MORE: Final = frozenset({"new", "more", "another", "extra"})
_MOVES: Final = frozenset({"be", "go", "get", "come", "belong"})
_GOES: Final = frozenset({"come", "comes", "go", "goes"})
_THAT_IS: Final = frozenset({("that", "'s"), ("that", "is")})
_IS_NOT: Final = BE | NOT | {"isn", "aren", "wasn", "weren"}
_STRESSING: Final = frozenset({"always", "definitely", "finally", "just", "really"})
_MODALS: Final = frozenset({"can", "could", "may"})
"""What begins a request as well: "could bread go on L"; "should" asks whether it is to."""
_ASKS: Final = frozenset({"to", "do", "does", "don", "doesn"})


class Statements:
    """Reads statements by the parts of their words."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts of a language."""
        self._parts = parts
        self._no_verb = parts.words("no_verb", "no_thing")
        self._beside_the_verb = parts.words("beside_the_verb")

    def of_a_thing(self, said: Cut) -> Command | None:
        """A thing, and what is to become of it: "bread should come off L", "bread add to L"."""
        words, begin, parts = said.words, said.begin, self._parts
        joint, stop = parts.joint(words, begin, said.place)
        one_more = not said.ends or not _ONE_MORE.isdisjoint(words[begin:stop])
        only_one = parts.is_only_one(words[begin:stop]) and BE.isdisjoint(words[:begin])
        if joint in {"on_it", "onto_it"} and one_more and only_one:
            return Command("ListAdd", said.place + 1, said.end)  # "one more item for L bread"
        if not joint or not said.ends:
            return None
        if tuple(words[begin : begin + 2]) in _THAT_IS and words[stop] == "off":
            return Command("ListRemove", begin + 2, stop)  # "so that's bread off L"
        if (marked := parts.marked(words, begin + 1, stop)) > begin + 1:
            return Command("ListRemove", begin + 1, marked)
        gone, noted = (parts.before(part, words, begin, stop) for part in ("gone", "noted"))
        becomes = parts.back("ought", words, begin + 1, stop - max(gone, noted))
        ought = words[becomes : stop - max(gone, noted)]
        if ought and not _MODALS.isdisjoint(words[:begin]):
            ought = [words[begin - 1], *ought]  # "could bread go on L"
        if not ought:
            return self._verb_last(words, begin, stop, joint)
        if not NOT.isdisjoint(words[:begin]):
            return None
        if parts.are("nothing", words[begin:becomes]):
            return Command("ListDelete", all=True)
        intent = _becomes(ought, joint, gone=gone > 0, noted=noted > 0)
        return Command(intent, begin, becomes) if intent else None

    def afterthought(self, said: Cut) -> Command | None:
        """A thing on a list, and what is to become of "it": "I put bread on L but I don't need it"."""
        words, place, end, parts = said.words, said.place, said.end, self._parts
        held = parts.at("hold", words, place + 1, end)
        if held and said.begin == place:
            return self._held(words, place + 1 + held, end)
        at = parts.past("state", words, place + 1, end)
        looked_for = words[at : at + 1] == ["for"]
        stop = next((i for i in range(at, end) if words[i] in {"and", "then"}), at)
        behind = parts.past("then", words, stop if looked_for else at, end)
        first = _past_why(words, said.begin)
        apart = behind > place + 1 or first > said.begin
        intent = self._of_it(words, behind, end) if apart else ""
        if looked_for and at + 1 < stop and intent == "ListRemove":
            return Command(intent, at + 1, stop)  # "look on L for bread and drop it"
        forgot = parts.at("forgotten", words, said.begin, place)
        if not intent or looked_for or (intent == "ListAdd") != (forgot > 0):
            return None
        first = parts.past("state", words, first + forgot, place)
        first = parts.past("put", words, first + (words[first] in {"to", "about"}), place)
        joint, stop = parts.joint(words, first, place)
        stop = parts.back("state", words, first, stop)
        stop -= first < stop and words[stop - 1] in BE
        return Command(intent, first, stop) if joint and first < stop else None

    def of_the_list(self, said: Cut) -> Command | None:
        """What follows the list: "L remove bread", "L should go", "open L and cut bread"."""
        words, place, end, parts = said.words, said.place, said.end, self._parts
        joint, stop = parts.joint(words, said.begin, place)
        opened = said.begin < stop
        at = parts.past("then", words, place + 1, end)
        if opened:
            at += at == place + 1 and words[at : at + 1] == ["to"]
            looks = stop - said.begin <= _OPENING_WORDS and words[said.begin] not in self._no_verb
            if at == place + 1 or not looks:
                return None
        ought = parts.past("ought", words, at, end)
        denied = any(denial(words, each) for each in range(place + 1, min(ought + 1, end)))
        if ought > at and not (opened or joint or denied):
            if said.around.new and ought + parts.at("to_begin", words, ought, end) == end > ought:
                return Command("ListCreate")  # "a wedding list needs to be made"
            if self._goes(words, at, ought, end):
                return Command("ListDelete")
        at = parts.past("then", words, ought, end)
        while at < end and (length := denial(words, at)):
            at += length
        verb = parts.verb(words, at, end)
        if verb is None:
            return None
        first = at + verb.length
        behind = parts.there(words, first, end)
        if first == behind and verb.removes and self._is_looked_for(said, joint, stop):
            return None if denied else Command("ListRemove", said.begin + 1, stop)
        return _done_behind(words, first, behind, verb, denied=denied)

    def _is_looked_for(self, said: Cut, joint: str, stop: int) -> bool:
        """Whether a thing stands before the list: "locate bread on L and remove", not "look on L"."""
        thing = said.words[said.begin + 1 : stop]
        return joint == "on_it" and bool(thing) and thing[0] not in self._beside_the_verb

    def _held(self, words: Sequence[str], first: int, end: int) -> Command | None:
        """What a list has, and shall not: "L has bread on it please remove"."""
        for stop in range(first + 1, end):
            on_it = 2 if words[stop : stop + 2] in (["on", "it"], ["in", "it"]) else 0
            behind = self._parts.past("then", words, stop + on_it, end)
            if behind > stop and self._of_it(words, behind, end) == "ListRemove":
                return Command("ListRemove", first, stop)
        return None

    def _verb_last(self, words: Sequence[str], begin: int, stop: int, joint: str) -> Command | None:
        """A verb behind its thing: "bread add to L"."""
        for at in range(stop - 1, begin, -1):
            verb = self._parts.verb(words, at, stop)
            if verb is None or at + verb.length < stop:
                continue
            if verb.removes and joint != "onto_it":
                return Command("ListRemove", begin, at)
            adds = "add" in verb.parts and joint == "onto_it"
            return Command("ListAdd", begin, at) if adds else None
        return None

    def _of_it(self, words: Sequence[str], at: int, end: int) -> str:
        """What words say is to become of "it": "so cross it off", "but we don't need it"."""
        denied = any(denial(words, each) for each in range(at, end))
        while at < end and (words[at] in {"i", "we", "really", "do"} or denial(words, at)):
            at += max(1, denial(words, at))
        done = self._parts.at("done", words, at, end)
        if done and words[at + done : at + done + 1] and words[at + done] in IT:
            at = self._parts.past("then", words, at + done + 1, end)  # "I bought it please delete"
        verb = self._parts.verb(words, at, end)
        first = end if verb is None else at + verb.length
        rest = words[first : self._parts.there(words, first, end)]
        if verb is None or len(rest) > 1 or not IT.issuperset(rest):
            return ""
        if ("want" in verb.parts) if denied else (verb.removes or verb.deletes):
            return "ListRemove"
        return "ListAdd" if "add" in verb.parts and not denied else ""

    def _goes(self, words: Sequence[str], at: int, ought: int, end: int) -> bool:
        """Whether a list is to be thrown away: "L should go away", "L is full delete it"."""
        parts = self._parts
        if words[at] in _ASKS:
            return False
        gone = parts.at("gone", words, ought, end)
        away = parts.past("away", words, ought + gone, end) == end
        going = words[ought - 1] == "go" and ought - at > 1
        if (gone or going) and away and (words[at] not in BE or "be" in words[at:ought]):
            return True
        if words[at] not in BE:
            return False
        for state in range(at + 1, min(at + 2 + MOST_OF_A_STATE, end)):
            if not ({"to", "on"} | NOT).isdisjoint(words[at:state]):
                return False
            begin = parts.past("then", words, state, end)
            verb = parts.verb(words, begin, end)
            rest = words[begin + verb.length : end] if verb is not None else ()
            if verb is not None and verb.deletes and len(rest) < 2 and IT.issuperset(rest):  # noqa: PLR2004 - "delete it"
                return True
        return False


def _becomes(ought: Sequence[str], joint: str, *, gone: bool, noted: bool) -> str:
    """What is to become of a thing by the words before the joint; "" where it only is so."""
    ought = [word for word in ought if word not in _STRESSING]
    if _IS_NOT.issuperset(ought):
        return ""  # "bread isn't on L"
    denied = not (NOT | {"longer", "more"}).isdisjoint(ought)
    told = ought[0] in BE and "to" not in ought  # "my name was taken off L"
    moved = ought[-1] in (_GOES if len(ought) == 1 else _GOES | _MOVES)
    if denied:
        stays = gone or joint == "onto_it" or (moved and joint == "off_it")
        return "" if stays else "ListRemove"
    if gone:
        return "" if told else "ListRemove"
    if joint == "off_it":
        return "ListRemove" if moved else ""
    return "ListAdd" if (noted or moved) and ought[0] not in BE else ""


def _done_behind(
    words: Sequence[str], first: int, stop: int, verb: Verb, *, denied: bool
) -> Command | None:
    """What a verb behind the list does: to the thing behind it, or to the list as "it"."""
    if first == stop or (stop == first + 1 and words[first] in IT):
        return Command("ListDelete") if verb.deletes and not denied else None
    if "want" in verb.parts:
        return Command("ListRemove" if denied else "ListAdd", first, stop)
    if denied or not (verb.removes or "add" in verb.parts):
        return None
    return Command("ListRemove" if verb.removes else "ListAdd", first, stop)


def _past_why(words: Sequence[str], begin: int) -> int:
    """Past what wonders that a thing is there: "why is", "how come there's", "I see"."""
    at = begin + (2 if words[begin : begin + 2] in (["how", "come"], ["i", "see"]) else 0)
    at += words[at : at + 1] == ["why"]
    if at == begin and words[at : at + 1] != ["there"]:
        return begin
    at += words[at] in BE
    at += words[at : at + 1] == ["there"]
    return at + (words[at] in BE)
