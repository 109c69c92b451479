"""Which part a word plays in an English sentence about a list: it takes off, puts on, joins, asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from assistant.language.templates.sentences import Sentences

VERBS: Final = (
    *("remove", "remove_a_thing", "remove_a_list", "add", "make", "make_a_new_one", "want"),
    *("done_with", "show", "empties"),
)
JOINTS: Final = ("off_it", "onto_it", "on_it")
BE: Final = frozenset({"is", "are", "was", "were", "'s", "'re"})
IT: Final = frozenset({"it", "that", "them", "those", "these", "this"})
PERSON: Final = frozenset({"him", "her"})
"""What somebody on a list of people is called later."""
POLITE: Final = frozenset({"please", "hey", "okay", "ok", "so", "and", "just", "now", "then"})
NOT: Final = frozenset({"'t", "not", "never"})
_BEFORE_NOT: Final = frozenset(
    {
        "do",
        "don",
        "does",
        "doesn",
        "did",
        "didn",
        "will",
        "wo",
        "would",
        "can",
        "ca",
        "should",
        "no",
    }
)

_MARKING: Final = frozenset({"mark", "check", "count", "consider", "tick"})
"""What is done to a thing that is called done behind it: "mark laundry done"."""

_AWAY: Final = frozenset({"off", "out", "down", "away"})
"""What may follow a thing that is taken or thrown: "throw it away"."""


class Verb(NamedTuple):
    """A verb, with all that it may do to a list: "drop" takes off and puts on."""

    parts: frozenset[str]
    length: int
    """Its words."""

    @property
    def removes(self) -> bool:
        """Whether it takes a thing off a list."""
        return not self.parts.isdisjoint({"remove", "remove_a_thing"})

    @property
    def deletes(self) -> bool:
        """Whether it throws a list away."""
        return not self.parts.isdisjoint({"remove", "remove_a_list"})


class Parts:
    """Finds the phrases that play a part, as the sentence files say under `words:`."""

    @classmethod
    def of(cls, sentences: Sentences) -> "Parts":
        """The parts of one language; a language without them speaks of no list so."""
        return cls(sentences.words)

    def __init__(self, words: Mapping[str, Iterable[tuple[str, ...]]]) -> None:
        """Take the phrases of each part, as their keys."""
        self._phrases = {part: frozenset(phrases) for part, phrases in words.items()}
        self._words = {
            part: frozenset(each[0] for each in phrases if len(each) == 1)
            for part, phrases in self._phrases.items()
        }
        self._longest = {
            part: max(map(len, phrases), default=0) for part, phrases in self._phrases.items()
        }

    def __bool__(self) -> bool:
        """Whether the language has any."""
        return bool(self._phrases)

    def words(self, *parts: str) -> frozenset[str]:
        """The single words of some parts; none of a part that the language has not."""
        return frozenset().union(*(self._words.get(part, ()) for part in parts))

    def phrases(self, part: str) -> frozenset[tuple[str, ...]]:
        """The phrases of a part, as their keys; none of a part that the language has not."""
        return self._phrases.get(part, frozenset())

    def are(self, part: str, said: Sequence[str]) -> bool:
        """Whether words are one phrase of a part."""
        return tuple(said) in self._phrases[part]

    def at(self, part: str, said: Sequence[str], begin: int, stop: int) -> int:
        """How many words from a place on are the longest phrase of a part; 0 where none is."""
        most = min(self._longest[part], stop - begin)
        phrases = self._phrases[part]
        return next((n for n in range(most, 0, -1) if tuple(said[begin : begin + n]) in phrases), 0)

    def before(self, part: str, said: Sequence[str], begin: int, stop: int) -> int:
        """The same of the words up to a place."""
        most = min(self._longest[part], stop - begin)
        phrases = self._phrases[part]
        return next((n for n in range(most, 0, -1) if tuple(said[stop - n : stop]) in phrases), 0)

    def past(self, part: str, said: Sequence[str], begin: int, stop: int) -> int:
        """The place behind all phrases of a part that follow each other."""
        while (length := self.at(part, said, begin, stop)) > 0:
            begin += length
        return begin

    def back(self, part: str, said: Sequence[str], begin: int, stop: int) -> int:
        """The place before all phrases of a part that precede a place."""
        while (length := self.before(part, said, begin, stop)) > 0:
            stop -= length
        return stop

    def verb(self, said: Sequence[str], at: int, stop: int) -> Verb | None:
        """The longest verb that begins at a place."""
        lengths = {part: self.at(part, said, at, stop) for part in VERBS}
        longest = max(lengths.values())
        found = frozenset(part for part, length in lengths.items() if length == longest)
        return Verb(found, longest) if longest else None

    def joint(self, said: Sequence[str], begin: int, stop: int) -> tuple[str, int]:
        """What joins a thing to the list at a place, and where it begins; "" where nothing does."""
        lengths = {part: self.before(part, said, begin, stop) for part in JOINTS}
        kind = max(JOINTS, key=lengths.__getitem__)
        return (kind, stop - lengths[kind]) if lengths[kind] else ("", stop)

    def there(self, said: Sequence[str], first: int, end: int) -> int:
        """Where a thing ends that "off it", "to it", "on there" or "out" may follow."""
        if end - first > 1 and said[end - 1] in {"it", "there"}:
            joint, stop = self.joint(said, first, end - 1)
            return stop if joint else end
        return end - 1 if end - first > 1 and said[end - 1] in _AWAY else end

    def is_only_one(self, said: Sequence[str]) -> bool:
        """Whether it is only said that there is a thing: "one more item"."""
        things = self.words("things")
        return not things.isdisjoint(said) and set(said) <= things | self.words("articles")

    def begins_as_talk(self, said: Sequence[str]) -> bool:
        """Whether what is said is only told: "someone put beer on it", not "someone brings beer so remove it"."""
        return self.at("only_talk", said, 0, len(said)) > 0 and "so" not in said

    def marked(self, said: Sequence[str], first: int, stop: int) -> int:
        """Where a thing ends that is marked "as bought" or "done"; 0 where it is not."""
        done = stop - self.before("done", said, first, stop)
        if done < stop and said[done - 1] in {"as", "to"}:
            return done - 1
        return done if done < stop and said[first - 1] in _MARKING else 0


def denial(said: Sequence[str], at: int) -> int:
    """How many words say "not" at a place: "don't", "no longer", "never"; 0 where none do."""
    follows = said[at + 1] if at + 1 < len(said) else ""
    if said[at] == "no" and follows == "longer":
        return 2
    if said[at] in _BEFORE_NOT and follows in NOT:
        return 2
    return int(said[at] in NOT)


def is_past(word: str) -> bool:
    """Whether a word looks like a verb that tells what was: "crossed"."""
    return word.endswith("ed") and len(word) > len("feed")
