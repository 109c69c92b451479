"""The same thing under its name in the other language: “우유” where “milk” stands on the list.

A household that speaks both writes one list. What a name means, the catalog tells: two names are of the
same thing where all that goes by one goes by the other.
"""

from collections.abc import Sequence

import msgspec

from assistant.core.notes import ListItem
from assistant.language.names.resolve import CERTAIN
from assistant.skills.products.called import called
from assistant.skills.scene import Scene
from assistant.store.household.lists import same


def as_listed(items: Sequence[ListItem], scene: Scene) -> tuple[ListItem, ...]:
    """Things under the names by which they stand on a list, where that is in the other language."""
    noted = tuple(one.name for on_it in scene.lists.values() for one in on_it)
    return tuple(_as_one_of(noted, thing, scene) for thing in items)


def _as_one_of(noted: Sequence[str], thing: ListItem, scene: Scene) -> ListItem:
    if any(same(thing.name, name) for name in noted):
        return thing
    foreign = [name for name in noted if name.isascii() is not thing.name.isascii()]
    ids = called(thing.name, scene, CERTAIN) if foreign else set()
    known = next((n for n in foreign if ids and called(n, scene, CERTAIN) == ids), thing.name)
    return msgspec.structs.replace(thing, name=known)
