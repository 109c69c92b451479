"""Lists and ratings are kept, merged and survive being opened again."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.errors import StorageError
from assistant.core.notes import ListChange, ListItem, Note, Rating
from assistant.storage.sqlite_notebook import SqliteNotebook
from assistant.store.household.lists import SHOPPING, list_name, merged, same, taken_off

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def notebook(tmp_path: Path) -> SqliteNotebook:
    return SqliteNotebook(tmp_path / "notebook.db")


def add(notebook: SqliteNotebook, *items: ListItem, to: str = SHOPPING) -> None:
    notebook.change(ListChange(action="add", list=to, items=items, at=NOW))


def test_what_is_noted_is_there_after_opening_again(tmp_path: Path) -> None:
    first = SqliteNotebook(tmp_path / "notebook.db")
    add(first, ListItem(name="milk"), ListItem(name="eggs", quantity=6))
    add(first, ListItem(name="tape"), to="office")
    first.close()
    again = SqliteNotebook(tmp_path / "notebook.db")
    assert dict(again.lists()) == {
        "shopping": (ListItem(name="milk"), ListItem(name="eggs", quantity=6)),
        "office": (ListItem(name="tape"),),
    }
    again.close()


def test_the_same_thing_twice_counts_up(notebook: SqliteNotebook) -> None:
    add(notebook, ListItem(name="Eggs", quantity=6))
    add(notebook, ListItem(name="egg", quantity=12))
    assert notebook.lists()[SHOPPING] == (ListItem(name="Eggs", quantity=18),)


def test_only_what_is_there_is_removed(notebook: SqliteNotebook) -> None:
    add(notebook, ListItem(name="milk"), ListItem(name="bread"))
    items = (ListItem(name="milk"), ListItem(name="wine"))
    outcome = notebook.change(ListChange(action="remove", list=SHOPPING, items=items, at=NOW))
    assert outcome.items == (ListItem(name="milk"),)
    assert outcome.missing == ("wine",)
    assert outcome.left == 1


def test_making_and_deleting_lists_say_whether_they_did(notebook: SqliteNotebook) -> None:
    make = ListChange(action="create", list="party", at=NOW)
    assert [notebook.change(make).done for _ in range(2)] == [True, False]
    delete = ListChange(action="delete", list="party", at=NOW)
    assert [notebook.change(delete).done for _ in range(2)] == [True, False]


def test_a_list_gets_another_name_with_what_is_on_it(notebook: SqliteNotebook) -> None:
    add(notebook, ListItem(name="milk"))
    rename = ListChange(action="rename", list=SHOPPING, to="party", at=NOW)
    assert [notebook.change(rename).done for _ in range(2)] == [True, False]
    assert notebook.lists() == {"party": (ListItem(name="milk"),)}


def test_a_list_does_not_take_the_name_of_another(notebook: SqliteNotebook) -> None:
    add(notebook, ListItem(name="milk"))
    notebook.change(ListChange(action="create", list="party", at=NOW))
    assert not notebook.change(ListChange(action="rename", list=SHOPPING, to="party", at=NOW)).done
    assert notebook.lists()[SHOPPING] == (ListItem(name="milk"),)


def test_the_last_word_on_a_work_counts(notebook: SqliteNotebook) -> None:
    for stars in (3.0, 5.0):
        notebook.rate(Rating(work="Moby Dick", rating=stars, best=5, at=NOW))
    assert [rating.rating for rating in notebook.ratings()] == [5.0]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notebook.db").write_bytes(b"not a database" * 100)
    with pytest.raises(StorageError, match=r"notebook\.db"):
        SqliteNotebook(tmp_path / "notebook.db")


@pytest.mark.parametrize("said", ["", "grocery", "Groceries", "shopping", "장보기"])
def test_everything_that_is_bought_goes_on_one_list(said: str) -> None:
    assert list_name(said) == SHOPPING


UNITS = st.none() | st.sampled_from(["bottle", "liter"])
ITEMS = st.builds(
    lambda name, quantity, unit: ListItem(name=name, quantity=quantity, unit=unit),
    st.sampled_from(["milk", "Milk", "egg", "eggs"]) | st.text(min_size=1),
    st.integers(1, 99) | st.none(),
    UNITS,
)


def of(name: str, quantity: int | None = None, unit: str | None = None) -> ListItem:
    return ListItem(name=name, quantity=quantity, unit=unit)


@given(st.lists(ITEMS))
def test_nothing_is_on_a_list_twice_and_nothing_gets_less(added: list[ListItem]) -> None:
    items: tuple[ListItem, ...] = ()
    for each in added:
        items = merged(items, each)
    for place, one in enumerate(items):
        others = items[:place]
        assert not any(same(one.name, o.name) and one.unit == o.unit for o in others)
    assert sum(each.quantity or 0 for each in items) == sum(each.quantity or 0 for each in added)


@given(st.lists(ITEMS), ITEMS)
def test_what_is_taken_off_and_what_is_left_is_all_there_was(
    added: list[ListItem], taken: ListItem
) -> None:
    left, gone = taken_off(added, taken)
    total = sum(each.quantity or 0 for each in added)
    assert sum(each.quantity or 0 for each in (*left, *gone)) == total
    assert all(same(each.name, taken.name) for each in gone)


def test_bottles_and_liters_stay_apart(notebook: SqliteNotebook) -> None:
    add(notebook, of("vinegar", 2, "bottle"), of("vinegar", 1, "liter"))
    add(notebook, of("vinegar", 1, "bottle"))
    assert notebook.lists()[SHOPPING] == (of("vinegar", 3, "bottle"), of("vinegar", 1, "liter"))


def test_a_thing_without_an_amount_joins_what_there_is_of_it(notebook: SqliteNotebook) -> None:
    add(notebook, of("milk"))
    add(notebook, of("milk", 2, "carton"))
    add(notebook, of("milk"))
    assert notebook.lists()[SHOPPING] == (of("milk", 2, "carton"),)


def test_a_part_of_an_amount_can_be_taken_off(notebook: SqliteNotebook) -> None:
    add(notebook, of("vinegar", 3, "bottle"), of("vinegar", 1, "liter"))
    take = ListChange(action="remove", list=SHOPPING, items=(of("vinegar", 1, "bottle"),), at=NOW)
    assert notebook.change(take).items == (of("vinegar", 1, "bottle"),)
    assert notebook.lists()[SHOPPING] == (of("vinegar", 2, "bottle"), of("vinegar", 1, "liter"))
    everything = ListChange(action="remove", list=SHOPPING, items=(of("vinegar"),), at=NOW)
    assert len(notebook.change(everything).items) == 2
    assert notebook.lists()[SHOPPING] == ()


def test_a_list_of_an_earlier_version_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "notebook.db"
    old = sqlite3.connect(path)
    old.executescript(
        "CREATE TABLE lists (name TEXT PRIMARY KEY, made_at TEXT NOT NULL);"
        "CREATE TABLE items (list TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL,"
        " quantity INTEGER, PRIMARY KEY (list, place));"
        "INSERT INTO lists VALUES ('shopping', '2026-03-02');"
        "INSERT INTO items VALUES ('shopping', 0, 'eggs', 6);"
    )
    old.close()
    notebook = SqliteNotebook(path)
    add(notebook, of("vinegar", 2, "bottle"))
    assert notebook.lists()[SHOPPING] == (of("eggs", 6), of("vinegar", 2, "bottle"))


def test_of_what_the_household_said_of_itself_the_last_word_is_kept(tmp_path: Path) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    path = tmp_path / "notebook.db"
    first = SqliteNotebook(path)
    first.keep(
        (
            Note(topic="budget", value="30000 USD", at=at),
            Note(topic="unwanted", about="perfume", at=at),
        )
    )
    first.keep(
        (
            Note(topic="budget", value="40000 USD", at=at),
            Note(topic="unwanted", about="perfume", value=None, at=at),
        )
    )
    first.close()
    again = SqliteNotebook(path)
    assert again.notes() == [Note(topic="budget", value="40000 USD", at=at)]
    again.close()


def test_what_was_known_of_an_order_is_looked_up_by_its_number_only(tmp_path: Path) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    notebook = SqliteNotebook(tmp_path / "notebook.db")
    known = Note(topic="why", about="A1001", value="{}", at=at)
    notebook.keep((known,))
    assert notebook.notes() == []
    assert notebook.note("why", "A1001") == known
    assert notebook.note("why", "A1002") is None
    notebook.close()


def test_to_look_makes_no_file_and_what_another_keeps_is_seen_then(tmp_path: Path) -> None:
    file = tmp_path / "new" / "notebook.db"
    looks, keeps = SqliteNotebook(file), SqliteNotebook(file)
    assert (looks.lists(), looks.ratings(), looks.watches(), looks.notes()) == ({}, [], [], [])
    assert looks.note("usual", "milk") is None
    assert not looks.unwatch(1)
    assert not looks.told(1, NOW)
    assert not file.parent.exists()
    add(keeps, ListItem(name="milk"))
    assert looks.lists() == {"shopping": (ListItem(name="milk"),)}
    looks.close()
    keeps.close()


def test_a_notebook_that_is_damaged_is_noticed_when_it_is_opened(tmp_path: Path) -> None:
    (tmp_path / "notebook.db").write_bytes(b"no notebook" * 1000)
    with pytest.raises(StorageError):
        SqliteNotebook(tmp_path / "notebook.db")
