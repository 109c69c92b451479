"""Whether categories make a tree: each stands in one that there is, and none in itself."""

from collections.abc import Mapping

from assistant.storage.catalog.catalog_cells import Row
from assistant.store.goods.catalog import Category


def refuse_loops(categories: Mapping[Row, Category]) -> None:
    """Note which lines put a category within itself."""
    parents = {category.id: category.parent_id for category in categories.values()}
    for row, category in categories.items():
        if (loop := _loop_of(category.id, parents)) is not None:
            row.note(f"parent makes a loop: {' in '.join(loop)}")


def refuse_lost(read: Mapping[Row, Category], known: Mapping[str, str]) -> None:
    """Note which lines make a loop with those before them, and whose parent there is not.

    `known` are the parents of the categories that there are. A line that is refused takes with it
    those that stand under what it would have made.
    """
    parents = dict(known)
    coming = {category.id for category in read.values()}
    for row, category in read.items():
        if category.parent_id and category.parent_id not in parents.keys() | coming:
            row.note(f"parent {category.parent_id!r} is unknown")
        loop = _loop_of(category.id, parents | {category.id: category.parent_id})
        if loop is not None:
            row.note(f"parent makes a loop: {' in '.join(loop)}")
        if not row.problems:
            parents[category.id] = category.parent_id
    while lost := [
        row
        for row, category in read.items()
        if not row.problems and category.parent_id and category.parent_id not in parents
    ]:
        for row in lost:
            row.note(f"parent {read[row].parent_id!r} was not taken")
            parents.pop(read[row].id, None)
            parents |= {each: known[each] for each in {read[row].id} & known.keys()}


def _loop_of(category_id: str, parents: Mapping[str, str]) -> list[str] | None:
    """The categories that lead back to the first one, or None where they do not."""
    way = [category_id]
    while (parent := parents.get(way[-1], "")) and parent not in way:
        way.append(parent)
    return [*way, category_id] if parent == category_id else None
