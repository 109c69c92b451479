import random

import numpy as np
import pytest

from assistant.store.discovery import bought_together, pair_counts
from assistant.store.discovery.bought_together import BoughtTogether, tuned

MEALS = (["pasta", "sauce", "cheese"], ["soda", "vinegar"], ["coffee", "milk", "sugar"])


def shopping(count: int, seed: int = 0) -> list[list[str]]:
    """Baskets of a meal's parts, with bread and things of no meaning among them."""
    draw = random.Random(seed)
    baskets = []
    for _ in range(count):
        meal = [part for part in draw.choice(MEALS) if draw.random() < 0.8]
        also = [f"thing{draw.randrange(30)}" for _ in range(draw.randrange(3))]
        baskets.append([*meal, *also, *(["bread"] if draw.random() < 0.6 else [])])
    return baskets


@pytest.fixture
def learnt() -> BoughtTogether:
    model = BoughtTogether()
    model.learn(shopping(2000))
    return model


def test_what_belongs_into_a_basket_comes_first(learnt: BoughtTogether) -> None:
    named = [id_ for id_, _ in learnt.recommend(["pasta", "cheese"], 2)]
    assert set(named) == {"sauce", "bread"}


def test_what_goes_with_a_thing_is_not_what_everybody_buys(learnt: BoughtTogether) -> None:
    assert [id_ for id_, _ in learnt.goes_with("soda")] == ["vinegar"]
    (_, found), *_ = learnt.goes_with("soda")
    assert found.together > 300
    assert found.sure


def test_what_is_in_the_basket_is_not_recommended(learnt: BoughtTogether) -> None:
    named = {id_ for id_, _ in learnt.recommend(["pasta", "pasta", "bread"], 100)}
    assert not named & {"pasta", "bread"}
    assert len(named) == len(learnt.counts) - 2


def test_a_score_is_about_the_share_of_such_baskets(learnt: BoughtTogether) -> None:
    asked = [basket for basket in shopping(2000, seed=1) if "coffee" in basket]
    share = sum("milk" in basket for basket in asked) / len(asked)
    assert dict(learnt.recommend(["coffee"]))["milk"] == pytest.approx(share, abs=0.2)


def test_an_unknown_product_says_nothing(learnt: BoughtTogether) -> None:
    assert learnt.goes_with("moon dust") == []
    assert learnt.recommend(["moon dust"], 3) == learnt.recommend([], 3)
    assert learnt.association("moon dust", "pasta").together == 0


def test_nothing_learnt_recommends_nothing() -> None:
    model = BoughtTogether()
    assert model.recommend(["soda"]) == []
    assert model.goes_with("soda") == []


def test_a_shop_with_one_product() -> None:
    model = BoughtTogether()
    model.learn([["soda"]] * 5)
    model.add(["soda"])
    assert model.recommend([]) == [("soda", 1.0)]
    assert model.recommend(["soda"]) == []


def test_with_all_as_neighbours_it_is_the_regression_on_all_others() -> None:
    """The closed form of EASE with an intercept, from the inverse of the covariances."""
    baskets = shopping(500)
    model = BoughtTogether()
    model.learn(baskets)
    ids = model.counts.ids
    table = np.array([[id_ in basket for id_ in ids] for basket in baskets if basket], float)
    assert len(ids) <= bought_together.NEIGHBOURS
    mean = table.mean(axis=0)
    covariances = table.T @ table - len(table) * np.outer(mean, mean)
    inverse = np.linalg.inv(covariances + model.ridge * np.eye(len(ids)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    given = np.array([id_ in {"pasta", "bread"} for id_ in ids], float)
    expected = mean + (given - mean) @ weights
    for id_, score in model.recommend(["pasta", "bread"], 100):
        assert score == pytest.approx(expected[ids.index(id_)], abs=1e-4)


def test_orders_are_learnt_as_they_come() -> None:
    model = BoughtTogether()
    for basket in shopping(600):
        model.add(basket)
    assert [id_ for id_, _ in model.goes_with("soda", 1)] == ["vinegar"]
    at_once = BoughtTogether()
    at_once.learn(shopping(600))
    one, other = (dict(each.recommend(["pasta"], 100)) for each in (model, at_once))
    assert max(abs(one[id_] - other[id_]) for id_ in one) < 0.15


def test_many_products_are_no_different(monkeypatch: pytest.MonkeyPatch) -> None:
    baskets = shopping(1500)
    few = BoughtTogether()
    few.learn(baskets)
    monkeypatch.setattr(pair_counts, "MOST_DENSE", 4)
    monkeypatch.setattr(bought_together, "FEW", 8)
    monkeypatch.setattr(bought_together, "POPULAR", 20)
    monkeypatch.setattr(bought_together, "IN_LARGE", bought_together.NEIGHBOURS)
    many = BoughtTogether()
    many.learn(baskets)
    assert many.goes_with("pasta") == few.goes_with("pasta")
    named = [[id_ for id_, _ in model.recommend(["coffee"], 3)] for model in (few, many)]
    assert named[0] == named[1]


def test_a_model_is_kept_and_taken_up_again(learnt: BoughtTogether) -> None:
    counts = learnt.counts
    again = BoughtTogether(
        pair_counts.PairCounts.of(counts.ids, counts.baskets, counts.times, counts.frozen())
    )
    again.restore(learnt.arrays)
    assert again.recommend(["pasta"]) == learnt.recommend(["pasta"])
    other = BoughtTogether()
    with pytest.raises(ValueError, match="other products"):
        other.restore(learnt.arrays)


def test_the_ridge_is_chosen_from_the_data_alone() -> None:
    assert tuned(shopping(400)) == tuned(shopping(400))
    assert tuned([["a"]]) == bought_together.RIDGE
