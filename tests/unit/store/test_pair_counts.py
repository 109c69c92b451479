import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.discovery import pair_counts
from assistant.store.discovery.pair_counts import MOST_IN_BASKET, PairCounts, SparsePairs

BASKETS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6), max_size=12)


def together(counts: PairCounts, one: str, other: str) -> int:
    first, second = counts.number(one), counts.number(other)
    assert first is not None
    assert second is not None
    others, found = counts.pairs.row(first)
    return int(dict(zip(others.tolist(), found.tolist(), strict=True)).get(second, 0))


def table(counts: PairCounts) -> dict[tuple[str, str], int]:
    return {
        (one, other): found
        for one in counts.ids
        for other in counts.ids
        if (found := together(counts, one, other))
    }


def test_a_basket_counts_each_product_and_each_pair_once() -> None:
    counts = PairCounts()
    counts.add(["soda", "vinegar", "soda"])
    assert counts.baskets == 1
    assert counts.times.tolist() == [1, 1]
    assert together(counts, "soda", "vinegar") == together(counts, "vinegar", "soda") == 1


def test_an_empty_basket_is_none() -> None:
    counts = PairCounts()
    assert counts.add([]) == []
    counts.learn([[], []])
    assert counts.baskets == 0


def test_many_baskets_at_once_leave_out_the_empty_ones_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pair_counts, "CHUNK", 2)
    counts = PairCounts()
    counts.learn([[], [], [], ["a"], [], ["b", "a"], ["a"]])
    assert counts.baskets == 3
    assert counts.times.tolist() == [3, 1]


def test_a_stock_list_counts_with_its_first_products_only() -> None:
    counts = PairCounts()
    counts.add([f"p{n}" for n in range(10_000)])
    assert len(counts) == MOST_IN_BASKET


@given(BASKETS)
def test_one_by_one_and_all_at_once_are_the_same(baskets: list[list[str]]) -> None:
    slowly, quickly = PairCounts(), PairCounts()
    for basket in baskets:
        slowly.add(basket)
    quickly.learn(baskets)
    assert slowly.ids == quickly.ids
    assert slowly.baskets == quickly.baskets
    assert table(slowly) == table(quickly)


@given(BASKETS, BASKETS)
def test_what_is_taken_away_was_never_there(kept: list[list[str]], gone: list[list[str]]) -> None:
    counts, expected = PairCounts(), PairCounts()
    for basket in (*kept, *gone):
        counts.add(basket)
    for basket in gone:
        counts.add(basket, -1)
    expected.learn(kept)
    assert counts.baskets == expected.baskets
    assert table(counts) == table(expected)


@given(BASKETS, BASKETS)
def test_few_and_many_products_are_counted_alike(
    first: list[list[str]], later: list[list[str]]
) -> None:
    dense, sparse = PairCounts("abcdefgh"), PairCounts("abcdefgh")
    sparse.pairs = SparsePairs(sparse.frozen())
    for counts in (dense, sparse):
        counts.learn(first)
        for basket in later:
            counts.add(basket)
    numbers = np.array([5, 0, 3, 7], np.int32)
    assert table(dense) == table(sparse)
    assert dense.pairs.block(numbers).tolist() == sparse.pairs.block(numbers).tolist()
    assert (dense.frozen() != sparse.frozen()).nnz == 0


def test_more_products_than_a_table_holds_become_sparse_and_lose_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pair_counts, "MOST_DENSE", 4)
    counts = PairCounts()
    baskets = [["a", "b"], ["b", "c", "d"], ["d", "e"], ["e", "f", "a"], ["a", "b"]]
    for basket in baskets:
        counts.add(basket)
    assert isinstance(counts.pairs, SparsePairs)
    expected = PairCounts()
    expected.learn(baskets)
    assert table(counts) == table(expected)
    assert table(counts)["a", "b"] == 2


def test_counts_are_kept_and_taken_up_again() -> None:
    counts = PairCounts()
    counts.learn([["a", "b"], ["b", "c"]])
    again = PairCounts.of(counts.ids, counts.baskets, counts.times, counts.frozen())
    again.add(["c", "d", "a"])
    counts.add(["c", "d", "a"])
    assert table(again) == table(counts)
    assert again.times.tolist() == counts.times.tolist()
