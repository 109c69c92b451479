"""The music of the house, found by what people call it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from assistant.core.messages import Track
from assistant.language.names.resolve import ACCEPTABLE, Entry, Resolver
from assistant.language.replies.aloud import readings, spoken_names
from assistant.language.words.genres import GENRE_WORDS, genre_words
from assistant.media.library import MusicItem

MOST_TRACKS = 100
HEARD_FROM = 0.5
"""How well a person has to fit: playing the wrong piece costs a word, so that 쇼핑 may be 쇼팽 (0.58).
Other people's names stay below 0.15."""
TIE = 0.1
"""Pieces that fit the words as well as this are all meant: two preludes by one composer."""

PEOPLE, WORKS, KINDS = "people", "works", "kinds"
LOOKED_UP: Mapping[str, tuple[str, ...]] = {
    "artist": (PEOPLE, WORKS),
    "composer": (PEOPLE,),
    "track": (WORKS, PEOPLE, KINDS),
    "album": (WORKS,),
    "playlist": (WORKS, KINDS),
    "genre": (KINDS,),
}
"""Where a slot's words are looked for, in turn: "play Arirang" does not say that it is a title."""


class LibraryRecords:
    """Finds the tracks that fit every named slot."""

    def __init__(self, items: Sequence[MusicItem]) -> None:
        self._items = {item.id: item for item in items}
        self._resolvers = {
            PEOPLE: Resolver(_entries(items, _people)),
            WORKS: Resolver(_entries(items, _works)),
            KINDS: Resolver(_entries(items, _kinds)),
        }

    def find(self, wanted: Mapping[str, str]) -> Sequence[Track]:
        """Tracks for slots such as {"composer": "Chopin"}; all of them where none is named."""
        left = set(self._items)
        for slot, phrase in wanted.items():
            if slot in LOOKED_UP:
                left &= self._fitting(LOOKED_UP[slot], phrase)
        return [item.track for item in self._items.values() if item.id in left][:MOST_TRACKS]

    def people(self, language: str) -> Sequence[str]:
        """Composers, or else artists, by the name they go by."""
        named = (item.composers or item.artists for item in self._items.values())
        called = (
            (names.get(language) or names.get("en", "")).rpartition(" ")[2] for names in named
        )
        people = (name for name in called if name and name.casefold() not in GENRE_WORDS)
        return list(dict.fromkeys(people))

    def names(self, language: str) -> Sequence[str]:
        """What the music is called in a language."""
        names = (
            name
            for item in self._items.values()
            for called in (item.composers, item.artists, item.titles, item.albums)
            for name in [called.get(language) or called.get("en", "")]
        )
        aliases = (a for item in self._items.values() for a in item.aliases.get(language, ()))
        kinds = (kind for item in self._items.values() for kind in _kinds(item))
        return spoken_names((name for name in (*names, *aliases, *kinds) if name), language)

    def _fitting(self, places: Iterable[str], phrase: str) -> set[str]:
        for place in places:
            found = self._resolvers[place].candidates(phrase, MOST_TRACKS)
            enough = HEARD_FROM if place == PEOPLE else ACCEPTABLE
            if found and found[0].score >= enough:
                return {c.id for c in found if c.score >= max(enough, found[0].score - TIE)}
        return set()


def _entries(
    items: Iterable[MusicItem], names: Callable[[MusicItem], Iterator[str]]
) -> Iterator[Entry]:
    for item in items:
        called = tuple(dict.fromkeys(names(item)))
        said = (reading for name in called if not name.isascii() for reading in readings(name))
        yield Entry(item.id, tuple(dict.fromkeys((*called, *said))))


def _people(item: MusicItem) -> Iterator[str]:
    for name in (*item.composers.values(), *item.artists.values()):
        yield name
        # Composers go by their last name.
        yield name.rpartition(" ")[2]


def _works(item: MusicItem) -> Iterator[str]:
    yield from item.titles.values()
    for aliases in item.aliases.values():
        yield from aliases
    yield from item.albums.values()


def _kinds(item: MusicItem) -> Iterator[str]:
    if item.genre:
        yield from genre_words(item.genre)
