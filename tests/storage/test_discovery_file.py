import sqlite3
from pathlib import Path

import pytest

from assistant.core.errors import BadInputError, StorageError
from assistant.storage import basket_file, discovery_file
from assistant.store.discovery.shop_baskets import ShopBasket, learnt_of

BASKETS = [ShopBasket(("soda", "vinegar"), f"c{n % 9}", float(n)) for n in range(40)] + [
    ShopBasket(("pasta", "sauce", "bread"), f"c{n % 9}", float(n)) for n in range(40)
]


def sold(name: str) -> str | None:
    return None if name.startswith("moon") else name


def test_what_was_learnt_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "discovery.db"
    learnt = learnt_of(BASKETS)
    discovery_file.save(path, learnt, "here")
    kept = discovery_file.load(path)
    assert kept is not None
    again, source = kept
    assert source == "here"
    assert again.together.recommend(["soda"]) == learnt.together.recommend(["soda"])
    assert again.together.goes_with("soda") == learnt.together.goes_with("soda")
    assert again.before == learnt.before
    assert again.following is not None
    assert learnt.following is not None
    size = len(learnt.together.counts)
    assert (again.following.frozen(size) != learnt.following.frozen(size)).nnz == 0


def test_learning_again_replaces_what_was_learnt(tmp_path: Path) -> None:
    path = tmp_path / "discovery.db"
    discovery_file.save(path, learnt_of(BASKETS), "first")
    discovery_file.save(path, learnt_of(BASKETS[:5]), "second")
    kept = discovery_file.load(path)
    assert kept is not None
    assert kept[0].together.counts.baskets == 5


def test_where_nothing_was_kept_there_is_nothing(tmp_path: Path) -> None:
    assert discovery_file.load(tmp_path / "none.db") is None


@pytest.mark.parametrize("damage", ["bytes", "missing", "short"])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "discovery.db"
    discovery_file.save(path, learnt_of(BASKETS), "here")
    if damage == "bytes":
        path.write_bytes(b"no database at all" * 100)
        for beside in tmp_path.glob("discovery.db-*"):
            beside.unlink()
    else:
        with sqlite3.connect(path) as connection:
            if damage == "missing":
                connection.execute("DELETE FROM learnt WHERE name = 'weights'")
            else:
                connection.execute("UPDATE learnt SET value = x'00' WHERE name = 'all.times'")
        connection.close()
    with pytest.raises(StorageError, match=r"discovery\.db"):
        discovery_file.load(path)


def test_a_basket_a_line(tmp_path: Path) -> None:
    file = tmp_path / "baskets.txt"
    file.write_text("soda,vinegar, soda\n\n  bread\nmoon dust,milk\nmoon dust\n", "utf-8")
    found = basket_file.read(file, sold)
    assert [b.products for b in found.baskets] == [
        ("soda", "vinegar", "soda"),
        ("bread",),
        ("milk",),
    ]
    assert found.unknown == {"moon dust": 2}
    assert found.rejected == []


def test_visits_of_customers_with_broken_lines_told(tmp_path: Path) -> None:
    file = tmp_path / "baskets.csv"
    file.write_text(
        "customer,days_ago,products\nc1,20,soda|vinegar\nc1,then,soda\nc1,3\nc1,5,bread\n", "utf-8"
    )
    found = basket_file.read(file, sold)
    assert [(b.customer, b.day, b.products) for b in found.baskets] == [
        ("c1", -20.0, ("soda", "vinegar")),
        ("c1", -5.0, ("bread",)),
    ]
    assert [problem.split(": ")[0] for problem in found.rejected] == [
        "baskets.csv:3",
        "baskets.csv:4",
    ]


def test_what_is_no_file_of_baskets(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="cannot read"):
        basket_file.read(tmp_path / "none.csv", sold)
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(BadInputError, match="no file of baskets"):
        basket_file.read(tmp_path / "bytes.csv", sold)
    (tmp_path / "empty.csv").write_text("")
    assert basket_file.read(tmp_path / "empty.csv", sold).baskets == []
