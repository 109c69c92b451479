"""The thing that is named in one clause and spoken of as "it" in the next: "we've got bread, so take it off".

Either somebody has got, done, seen or wants it ("I've seen Jaws", "I'm not taking the hair dryer"), or it
is what the clause is about ("Cousin Mike can't make it", "why is steak on the list").
"""

from collections.abc import Sequence
from typing import Final

from assistant.language.lists.parts import BE, IT, NOT, PERSON, Parts, denial, is_past

LONGEST: Final = 6
"""Words of a thing at most, and words before who has got it."""
_WHO: Final = frozenset({"i", "we"})
_TAKEN: Final = IT | PERSON | {"from", "off", "the", "my"}
"""What follows a verb that does something with it: "take it off", "remove from my list"."""


class Antecedents:
    """Finds them by the parts of their words."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts of a language."""
        self._parts = parts
        self._no_thing = parts.words("no_thing")

    def of(self, words: Sequence[str], *, person: bool = False) -> tuple[int, int]:
        """From which word up to which the thing is named; nothing (0, 0) where none is.

        Args:
            words: of the sentence, from its beginning.
            person: whether it is called "him" or "her" later: then "my sister" may be meant as well.
        """
        at = self._parts.past("before_a_clause", words, 0, len(words))
        who = next((i for i in range(at, min(at + LONGEST, len(words))) if words[i] in _WHO), at)
        first, stop = self._of_somebody(words, who)
        if relayed := self._past_what_is_relayed(words, at):
            first, stop = self._thing(words, relayed)
        if first == stop:
            first, stop = self._subject(words, at, person=person)
        thing = words[first:stop]
        named = 0 < len(thing) <= LONGEST and self._no_thing.isdisjoint(thing)
        return (first, stop) if named and not IT.issuperset(thing) else (0, 0)

    def _past_what_is_relayed(self, words: Sequence[str], begin: int) -> int:
        """Past who asked for what is to be fetched: "mom asked me to buy" in "... milk so add it"; else 0."""
        for at in range(begin, min(begin + LONGEST, len(words))):
            if relayed := self._parts.at("relayed", words, at, len(words)):
                first = at + relayed
                return first + self._parts.at("fetching", words, first, len(words))
        return 0

    def _of_somebody(self, words: Sequence[str], at: int) -> tuple[int, int]:
        """What somebody got, did, wants or shall not forget: "I already bought [bread]"."""
        parts, end = self._parts, len(words)
        if first := self._past_nobody(words, at):
            return self._thing(words, first)
        if at == end or words[at] not in _WHO:
            return 0, 0
        verb = at + 1
        while verb < end and (
            words[verb] in NOT or parts.at("beside_a_deed", words, verb, verb + 1)
        ):
            verb += 1
        if verb == end:
            return 0, 0
        if parts.before("obliged", words, at, verb):
            return self._thing(words, verb + parts.at("fetching", words, verb, end))
        deeds = ("done", "want", "forgotten", "deed")
        length = max(parts.at(part, words, verb, end) for part in deeds)
        if length or is_past(words[verb]):
            return self._thing(words, verb + max(1, length))
        if parts.before("having", words, at, verb):
            return self._thing(words, verb)
        denied = not NOT.isdisjoint(words[at:verb])
        return self._thing(words, verb + 1) if denied else (0, 0)

    def _past_nobody(self, words: Sequence[str], at: int) -> int:
        """Past what says so without who it is: "don't need", "already have", "get"; else 0."""
        parts, end = self._parts, len(words)
        if forgotten := parts.at("forgotten", words, at, end):
            at += forgotten
            return at + parts.at("fetching", words, at, end)
        if had := max(parts.at(part, words, at, end) for part in ("already_had", "fetching")):
            return at + had
        no = denial(words, at) if at < end else 0
        want = max(parts.at(part, words, at + no, end) for part in ("want", "fetching"))
        return at + no + want if no and want else 0

    def _thing(self, words: Sequence[str], first: int) -> tuple[int, int]:
        """The thing from a place on, up to what goes on behind it."""
        first = stop = self._parts.past("articles", words, first, len(words))
        ends = self._parts.words("behind_a_thing")
        while stop < len(words) and words[stop] not in ends and not self._is_taken(words, stop):
            stop += 1
        return first, stop

    def _is_taken(self, words: Sequence[str], at: int) -> bool:
        """Whether what is to be done with it begins at a place: "take it", "and remove them"."""
        at += words[at] == "and"
        verb = self._parts.verb(words, at, len(words)) if at < len(words) else None
        return verb is not None and not _TAKEN.isdisjoint(words[at + verb.length :][:1])

    def _subject(self, words: Sequence[str], at: int, *, person: bool) -> tuple[int, int]:
        """What a clause is about: "[Cousin Mike] can't make it", "why is [steak] on"."""
        if at < len(words) and words[at] in BE:
            none_left = words[at + 1 : at + 2] in (["no"], ["not"])
            return self._thing(words, at + 1 + none_left)
        subject = words[at : at + 1]
        if self._parts.are("no_subject", subject) and not (person and subject == ["my"]):
            return 0, 0
        at = stop = self._parts.past("articles", words, at, len(words))
        behind = self._parts.words("behind_a_subject") | BE
        while stop < len(words) and words[stop] not in behind and not is_past(words[stop]):
            stop += 1
        if not person and (first := self._fetched(words, stop)):
            return self._thing(words, first)
        return (at, stop) if stop < len(words) else (0, 0)

    def _fetched(self, words: Sequence[str], at: int) -> int:
        """Where a thing begins that somebody fetched: "dad already bought [bread]"; else 0."""
        parts, end = self._parts, len(words)
        while at < end and parts.at("beside_a_deed", words, at, at + 1) and words[at] != "got":
            at += 1
        first = at + parts.at("fetched", words, at, end)
        follows = first < end and first > at and not is_past(words[first])
        return first if follows and words[first] not in parts.words("behind_a_thing") else 0
