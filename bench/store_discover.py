"""What is bought together: the hidden product of a basket found again, against peers in the same run.

    python bench/store_discover.py [groceries.csv] [--million]

Each seed shuffles the baskets; four fifths are learnt, and of every other basket of two products or
more one is hidden and looked for. Peers: popularity, item-to-item cosine, conditional probability,
and the `implicit` library's best of three models, whose settings are chosen, as ours, on the learnt
part alone. `--million` learns a million made-up baskets of a catalog of 50,000 products.
"""

import argparse
import os
import random
import resource
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices; the peer asks for it too

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from assistant.store.discovery.bought_together import BoughtTogether, tuned

SEEDS = 5
MOST_ASKED = 500
"""Questions that settings of the peer are chosen by."""
Basket = list[str]
Question = tuple[Basket, str]
Ranker = Callable[[Basket], Sequence[str]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="a basket a line, products by comma")
    parser.add_argument("--million", action="store_true", help="learn a million baskets as well")
    options = parser.parse_args()
    if options.file:
        compare(read(options.file))
    if options.million or not options.file:
        at_scale()


def compare(baskets: Sequence[Basket]) -> None:
    """Hit rates of all, over the seeds, and how long ours takes."""
    rates: dict[str, list[tuple[float, float]]] = {}
    for seed in range(SEEDS):
        learnt, questions = split(baskets, seed)
        for name, ranker in rankers(learnt).items():
            rates.setdefault(name, []).append(hit_rates(ranker, questions))
    for name, found in rates.items():
        at3, at10 = np.mean(found, axis=0)
        print(f"{name:38s} hit rate at 3 {at3:.3f}, at 10 {at10:.3f}   (seed 0: "
              f"{found[0][0]:.3f}, {found[0][1]:.3f})")  # fmt: skip
    ours = np.mean(rates["ours"], axis=0)
    best = np.max([np.mean(found, axis=0) for name, found in rates.items() if name != "ours"], 0)
    print(f"ours / best peer: {ours[0] / best[0]:.3f} at 3, {ours[1] / best[1]:.3f} at 10")
    learnt, questions = split(baskets, 0)
    model = BoughtTogether()
    model.learn(learnt)
    timed("recommended", (partial(model.recommend, basket) for basket, _ in questions))
    timed("order added", (partial(model.add, basket) for basket, _ in questions))


def read(path: Path) -> list[Basket]:
    """Every basket, each product once."""
    lines = path.read_text("utf-8").splitlines()
    return [list(dict.fromkeys(p for x in line.split(",") if (p := x.strip()))) for line in lines]


def split(baskets: Sequence[Basket], seed: int) -> tuple[list[Basket], list[Question]]:
    """What is learnt, and what is asked."""
    draw = random.Random(seed)
    order = list(range(len(baskets)))
    draw.shuffle(order)
    cut = int(0.8 * len(baskets))
    draw = random.Random(seed + 1)
    asked = []
    for place in order[cut:]:
        if len(baskets[place]) > 1:
            hidden = draw.choice(baskets[place])
            asked.append(([x for x in baskets[place] if x != hidden], hidden))
    return [baskets[place] for place in order[:cut]], asked


def hit_rates(ranker: Ranker, questions: Sequence[Question]) -> tuple[float, float]:
    """How often the hidden product is among the first three, the first ten."""
    three = ten = 0
    for basket, hidden in questions:
        named = list(ranker(basket)[:10])
        three += hidden in named[:3]
        ten += hidden in named
    return three / len(questions), ten / len(questions)


def rankers(learnt: Sequence[Basket]) -> dict[str, Ranker]:
    """Ours and the peers, each knowing the same baskets."""
    model = BoughtTogether(ridge=tuned(learnt))
    model.learn(learnt)
    return {
        **counted(learnt),
        "implicit, best of its tuned models": implicit_best(learnt),
        "ours": lambda basket: [id_ for id_, _ in model.recommend(basket)],
    }


def matrix(baskets: Sequence[Basket], ids: dict[str, int]) -> csr_matrix:
    """A row for each basket."""
    rows = [[ids[x] for x in basket if x in ids] for basket in baskets]
    begins = np.cumsum([0, *map(len, rows)])
    flat = np.array([n for row in rows for n in row], np.int32)
    return csr_matrix((np.ones(len(flat)), flat, begins), (len(rows), len(ids)))


def numbered(learnt: Sequence[Basket]) -> dict[str, int]:
    """The number of each product."""
    return {id_: n for n, id_ in enumerate(dict.fromkeys(x for basket in learnt for x in basket))}


def counted(learnt: Sequence[Basket]) -> dict[str, Ranker]:
    """The peers that are made of counts."""
    ids = numbered(learnt)
    names = list(ids)
    table = matrix(learnt, ids)
    together = (table.T @ table).toarray()
    times = together.diagonal().copy()
    np.fill_diagonal(together, 0)

    def ranker(score: Callable[[list[int]], NDArray[Any]]) -> Ranker:
        def rank(basket: Basket) -> Sequence[str]:
            given = [ids[x] for x in basket if x in ids]
            scores = score(given).astype(float)
            scores[given] = -np.inf
            return [names[n] for n in np.argsort(-scores, kind="stable")[:10]]

        return rank

    cosine = together / np.sqrt(np.outer(times, times))
    return {
        "popularity": ranker(lambda _: times),
        "item-to-item cosine": ranker(lambda given: cosine[given].sum(0)),
        "conditional probability": ranker(lambda given: (together / times[:, None])[given].sum(0)),
    }


def implicit_best(learnt: Sequence[Basket]) -> Ranker:
    """The peer library's best model and settings, chosen on the last fifth of what is learnt."""
    cut = len(learnt) * 4 // 5
    asked = [
        (b[: len(b) // 2] + b[len(b) // 2 + 1 :], b[len(b) // 2])
        for b in learnt[cut:]
        if len(b) > 1
    ]
    asked = asked[:MOST_ASKED]
    warnings.simplefilter("ignore")  # about its own matrices
    chosen = max(
        implicit_models(), key=lambda make: sum(hit_rates(fitted(make(), learnt[:cut]), asked))
    )
    return fitted(chosen(), learnt)


def implicit_models() -> Iterator[Callable[[], Any]]:
    """Models of the peer library, with settings around those it recommends."""
    for k in (50, 168):
        yield partial(CosineRecommender, K=k)
        for k1, b in ((0.2, 0.2), (1.2, 0.75), (0.05, 0.1)):
            yield partial(BM25Recommender, K=k, K1=k1, B=b)
    for factors in (16, 32, 64):
        for regularization in (1.0, 10.0):
            yield partial(
                AlternatingLeastSquares,
                factors=factors,
                regularization=regularization,
                alpha=2.0,
                iterations=15,
                random_state=0,
                num_threads=2,
            )


def fitted(model: Any, learnt: Sequence[Basket]) -> Ranker:
    """A peer's model that has learnt; a new basket is a new user to it."""
    ids = numbered(learnt)
    names = list(ids)
    model.fit(matrix(learnt, ids), show_progress=False)

    def rank(basket: Basket) -> Sequence[str]:
        row = matrix([basket], ids)
        found, scores = model.recommend(
            0, row, N=10, filter_already_liked_items=True, recalculate_user=True
        )
        return [names[n] for n, score in zip(found, scores, strict=True) if score > -1e30]

    return rank


def timed(what: str, work: Iterator[Callable[[], object]]) -> None:
    """Print the median and the slowest hundredth."""
    taken = []
    for do in work:
        began = time.perf_counter()
        do()
        taken.append((time.perf_counter() - began) * 1000)
    print(f"{what}: {np.median(taken):.3f} ms, 99th percentile {np.quantile(taken, 0.99):.3f} ms")


def at_scale(products: int = 50_000, baskets: int = 1_000_000) -> None:
    """A million baskets: half of each from one of a thousand subjects, half by popularity."""
    made = million(products, baskets)
    model = BoughtTogether()
    began = time.perf_counter()
    model.counts.learn(made)
    counted_s = time.perf_counter() - began
    model.fit_all()
    learnt_s = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{baskets:,} baskets of {products:,} products learnt in {learnt_s:.1f} s, "
          f"{counted_s:.1f} of them to count {model.counts.frozen().nnz / 2:,.0f} pairs; "
          f"peak memory with the baskets {peak:.2f} GB")  # fmt: skip
    timed("recommended", (partial(model.recommend, basket) for basket in made[:2000]))
    timed("order added", (partial(model.add, basket) for basket in made[:2000]))


def million(products: int, baskets: int) -> list[Basket]:
    """The baskets."""
    draw = np.random.default_rng(0)
    popular = 1 / np.arange(1, products + 1) ** 0.8
    sizes = 1 + draw.poisson(4, baskets)
    count = int(sizes.sum())
    any_ = draw.choice(products, count, p=popular / popular.sum())
    subject = np.repeat(draw.integers(0, products // 50, baskets), sizes)
    own = subject * 50 + np.minimum((draw.pareto(1.2, count) * 5).astype(int), 49)
    chosen = np.where(draw.random(count) < 0.5, own, any_)
    names = np.array([f"p{n}" for n in range(products)], object)[chosen].tolist()
    ends = np.cumsum(sizes).tolist()
    return [names[end - size : end] for end, size in zip(ends, sizes.tolist(), strict=True)]


if __name__ == "__main__":
    main()
