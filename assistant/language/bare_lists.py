"""Puts the word "list" behind what is a list by itself, so that it is read as one.

"My weekend chores", "on the groceries", "movies to watch", "the places I want to visit" and "a wedding
checklist" name a list as well as "my weekend chores list" does.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.language.list_words import DONE_WITH, HEADS
from assistant.language.normalise import Token

_BY_THEMSELVES: Final = frozenset({"groceries", "chores", "errands", "tasks", "todos"})
_IN_ONE_WORD: Final = {
    f"{kind}{head}": (kind, head)
    for kind in ("check", "wish", "watch")
    for head in ("list", "lists")
}
_OF_WHOM: Final = frozenset({"my", "our", "the", "this", "these", "'s", "all"})
_ON_IT: Final = frozenset({"to", "on", "onto", "in", "into", "from", "off", "under", "of"})
_OF_MINE: Final = frozenset({"my", "our"})
_TAKING: Final = frozenset({"add", "put", "remove", "delete", "take", "cross", "drop", "write"})
_ONLY_SOME: Final = frozenset(
    {"completed", "finished", "done", "pending", "open", "remaining", "checked", "bought"}
)
"""Of the things on it, not the whole."""
_AFTERWARDS: Final = frozenset(
    {"for", "today", "tomorrow", "please", "now", "anymore", "already", "left", "add", "put"}
    | {"remove", "have", "contain", "include", "look", "is", "are", "any", "right", "this"}
    | {"yet", "from"}
)
"""What may follow a list, and never the rest of a longer name: "the chores app"."""
_NO_NAME: Final = _OF_WHOM | _ON_IT | {"a", "an", "new", "own", "another"}
_ENDING: Final = _BY_THEMSELVES | {"do", "dos"} | DONE_WITH
"""The last words of all that is a list by itself."""
_IN_TWO: Final = HEADS | _IN_ONE_WORD.keys()
_FEWEST: Final = 2
_FAR: Final = 7


def in_two_words(said: Sequence[Token]) -> list[Token]:
    """The same with "wishlist" as "wish list"; "a wedding checklist" is the list of the wedding."""
    if _IN_TWO.isdisjoint(token.key for token in said):
        return list(said)
    apart: list[Token] = []
    for at, token in enumerate(said):
        follows = said[at + 1].key if at + 1 < len(said) else ""
        kind, head = _IN_ONE_WORD.get(token.key, ("", token.key))
        if follows in HEADS:
            kind, head = "", token.key  # "my wishlist list"
        if kind:
            middle = token.start + len(kind)
            apart.append(Token(kind, token.start, middle, token.fresh))
        if head in HEADS and apart and apart[-1].key == "check":
            named = len(apart) > 1 and apart[-2].key not in _NO_NAME
            if named or follows in {"for", "of"}:
                apart.pop()
        apart.append(Token(head, token.end - len(head), token.end, fresh=True) if kind else token)
    return apart


def with_the_word(said: Sequence[Token]) -> Iterator[tuple[list[Token], int]]:
    """The sentence with "list" behind one thing that is a list by itself, and where it stands now."""
    words = [token.key for token in said]
    for stop in range(len(words), 0, -1):
        if words[stop - 1] not in _ENDING or words[stop : stop + 1] in (["list"], ["lists"]):
            continue
        if _by_itself(words, stop) or _to_be_done(words, stop):
            end = said[stop - 1].end
            word = Token("list", end, end, fresh=True)
            yield [*said[:stop], word, *said[stop:]], stop


def _by_itself(words: Sequence[str], stop: int) -> bool:
    """Whether "chores" or "to do" ends here, and whose they are or what is done with them is said."""
    if words[stop - 1] in _BY_THEMSELVES:
        begin = stop - 1
    elif words[max(0, stop - 2) : stop] in (["to", "do"], ["to", "dos"]):
        begin = stop - 2
    else:
        return False
    if stop < len(words) and words[stop] not in _AFTERWARDS:
        return False
    near = words[max(0, begin - 3) : begin]
    if not _ONLY_SOME.isdisjoint(near):
        return False
    return bool(near) and (near[-1] in _OF_WHOM | _ON_IT or not _OF_WHOM.isdisjoint(near))


def _to_be_done(words: Sequence[str], stop: int) -> bool:
    """Whether "movies to watch" ends here, on which something is put or which is somebody's own."""
    if stop < len(words) and words[stop] not in {"please", "anymore", "now", "too", "list"}:
        return False
    to = stop - 2
    if to < _FEWEST or words[to] != "to" or words[stop - 1] not in DONE_WITH:
        return False
    before = words[max(0, to - _FAR) : to]
    if not _OF_MINE.isdisjoint(before[:-1]):
        return True
    return words[0] in _TAKING and not _ON_IT.isdisjoint(before[:-1])
