import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.store.discovery.association import Association, shrunk


def test_what_has_nothing_to_do_with_each_other_says_nothing() -> None:
    chance = Association(together=20, times=100, other_times=200, baskets=1000)
    assert chance.expected == 20
    assert chance.lift == pytest.approx(1.0)
    assert chance.strength == pytest.approx(0.0)
    assert abs(chance.z) < 1e-6
    assert not chance.sure


def test_one_common_basket_of_two_rare_products_is_an_anecdote() -> None:
    anecdote = Association(together=1, times=1, other_times=1, baskets=10_000)
    steady = Association(together=84, times=312, other_times=500, baskets=10_000)
    assert not anecdote.sure
    assert steady.sure
    assert steady.strength > anecdote.strength  # raw lift says the opposite: 10,000 against 5.4


def test_bought_apart_is_known_too() -> None:
    apart = Association(together=2, times=500, other_times=500, baskets=10_000)
    assert apart.z < 0
    assert apart.strength < 0


def test_the_likelihood_ratio_is_that_of_the_table() -> None:
    found = Association(together=30, times=100, other_times=100, baskets=1000)
    cells = {(30, 10), (70, 90), (830, 810)}
    ratio = 2 * sum(n * math.log(n / e) * (2 if n == 70 else 1) for n, e in cells)
    assert found.z == pytest.approx(math.sqrt(ratio))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 1000))
def test_any_counts_give_numbers(both: int, one: int, other: int, neither: int) -> None:
    found = Association(both, both + one, both + other, both + one + other + neither)
    assert math.isfinite(found.z)
    assert math.isfinite(found.lift)
    assert -1 <= found.strength <= 1
    assert 0 <= found.share <= 1


def test_own_baskets_correct_what_others_told() -> None:
    assert shrunk(0.3, 0, 0) == pytest.approx(0.3)
    assert shrunk(0.3, 0, 20) == pytest.approx(0.15)
    assert shrunk(0.3, 200, 200) > 0.9
