"""Where a token leads from a set of places of the automaton, kept for the next text.

The same words lead to the same sets again and again; each set is kept once, and what follows from it
is worked out once.
"""

from typing import Any, Final, NamedTuple, TypeVar, cast

from assistant.language.templates.automaton import COUNTS, DIGITS, FIRST, REST, Call, Net
from assistant.language.words.normalise import QUOTED, Token

Places = frozenset[int]
_CACHE_LIMIT: Final = 8_000
"""Above it little is found again: what people say is new each time."""
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Same = TypeVar("_Same", Places, tuple[Call, ...])


class Merged(NamedTuple):
    """What a set of places does with one token."""

    following: Places
    calls: tuple[Call, ...]


class PlaceSets:
    """The sets of places of one net; grows only caches."""

    def __init__(self, net: Net, language: str) -> None:
        self._net = net
        self._korean = language == "ko"
        self._steps: dict[tuple[Places, str, bool], Merged] = {}
        self._same: dict[Places | tuple[Call, ...], Any] = {}
        """Each set of places or calls once: ten times fewer for the garbage collector to walk."""
        self._ends: dict[Places, frozenset[int]] = {}
        self._reached: dict[Places, Places] = {}

    def labels(self, token: Token) -> tuple[str, ...]:
        """The labels of edges that may take a token."""
        free: tuple[str, ...] = (FIRST, REST)
        if self._korean:
            free = (FIRST, REST, COUNTS + token.key) if token.fresh else (REST,)
        if token.key == QUOTED:
            return free
        if token.key[0].isdecimal():
            return (token.key, DIGITS, *free)
        return (token.key, *free)

    def step(self, places: Places, token: Token) -> Merged:
        """Where a token leads from any of the places, and which parts may begin with it."""
        memo = (places, token.key, token.fresh)
        known = self._steps.get(memo)
        if known is None:
            found: set[int] = set()
            calls: set[Call] = set()
            labels = self.labels(token)
            for place in places:
                stand = self._net.stand(place)
                for label in labels:
                    if leads := stand.leads.get(label):
                        found.update(leads.targets)
                        calls.update(leads.calls)
            merged = Merged(self.once(frozenset(found)), self.once(tuple(calls)))
            known = _kept(self._steps, memo, merged)
        return known

    def once(self, found: _Same) -> _Same:
        """The equal one that is kept already."""
        known = self._same.get(found)
        return _kept(self._same, found, found) if known is None else cast(_Same, known)

    def ends(self, places: Places) -> frozenset[int]:
        """What ends at any of the places."""
        known = self._ends.get(places)
        if known is None:
            found = frozenset(end for place in places for end in self._net.stand(place).ends)
            known = _kept(self._ends, places, found)
        return known

    def reached(self, places: Places) -> Places:
        """The places, with all that are reached from them without consuming anything."""
        known = self._reached.get(places)
        if known is None:
            found: Places = frozenset().union(*map(self._net.closure, places))
            known = _kept(self._reached, places, found)
        return known


def _kept(cache: dict[_Key, _Value], key: _Key, value: _Value) -> _Value:
    """Keep a value in a cache that does not grow for ever."""
    if len(cache) > _CACHE_LIMIT:
        cache.clear()
    cache[key] = value
    return value
