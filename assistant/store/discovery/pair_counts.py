"""How often products were bought, and how often together: all that is learnt of baskets is counted.

Products get numbers in the order they are first seen. The pairs of up to `MOST_DENSE` products stand
in one table; of more, in a sparse one, with what was added since in dictionaries beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Numbers = NDArray[np.int32]
Counts = NDArray[np.int64]

MOST_DENSE = 1024
"""Up to so many products the table of all pairs takes 8 MB and is the quickest."""
MOST_IN_BASKET = 100
"""A longer basket is somebody's stock, not a purchase: only its first so many products count."""
CHUNK = 100_000
"""Baskets that are counted at once."""


class DensePairs:
    """A table of all pairs."""

    def __init__(self, table: Counts) -> None:
        self._table = table

    @classmethod
    def empty(cls) -> "DensePairs":
        """No pair yet."""
        return cls(np.zeros((MOST_DENSE, MOST_DENSE), np.int64))

    def add(self, numbers: Sequence[int], sign: int) -> None:
        """Count a basket, or take it away again with `sign` -1."""
        each = np.array(numbers)
        self._table[each[:, None], each] += sign
        self._table[each, each] -= sign

    def add_all(self, pairs: csr_array) -> None:
        """Count many baskets, given as how often which pair is in them."""
        size = pairs.shape[0]
        self._table[:size, :size] += pairs.toarray()

    def row(self, number: int) -> tuple[Numbers, Counts]:
        """What was bought with a product, and how often."""
        (others,) = np.nonzero(self._table[number])
        return others.astype(np.int32), self._table[number, others]

    def block(self, numbers: Numbers) -> Counts:
        """How often these products were bought with each other; 0 with themselves."""
        return self._table[numbers[:, None], numbers]

    def frozen(self, size: int) -> csr_array:
        """All pairs of the first `size` products."""
        return csr_array(self._table[:size, :size])


class SparsePairs:
    """The pairs that occurred, of any number of products."""

    def __init__(self, pairs: csr_array) -> None:
        self._settle(pairs)

    def _settle(self, pairs: csr_array) -> None:
        pairs.sort_indices()
        self._indptr = pairs.indptr.astype(np.int64)
        self._others = pairs.indices.astype(np.int32)
        self._counts = pairs.data.astype(np.int32)
        self._size = pairs.shape[0]
        self._keys = np.repeat(np.arange(self._size, dtype=np.int64), np.diff(self._indptr))
        self._keys *= self._size
        self._keys += self._others
        self._added: defaultdict[int, defaultdict[int, int]] = defaultdict(_row_of_zeros)

    def add(self, numbers: Sequence[int], sign: int) -> None:
        """Count a basket, or take it away again with `sign` -1."""
        for one in numbers:
            row = self._added[one]
            for other in numbers:
                if one != other:
                    row[other] += sign

    def follow(self, before: Sequence[int], after: Sequence[int]) -> None:
        """Count what came in the basket after one; pairs then have a direction."""
        for one in before:
            for other in after:
                self._added[one][other] += 1

    def add_all(self, pairs: csr_array) -> None:
        """Count many baskets, given as how often which pair is in them."""
        size = max(pairs.shape[0], self._size)
        pairs.resize((size, size))
        self._settle(self.frozen(size) + pairs)

    def row(self, number: int) -> tuple[Numbers, Counts]:
        """What was bought with a product, and how often."""
        if number < self._size:
            span = slice(self._indptr[number], self._indptr[number + 1])
            others, counts = self._others[span], self._counts[span].astype(np.int64)
        else:
            others, counts = np.empty(0, np.int32), np.empty(0, np.int64)
        added = self._added.get(number)
        if not added:
            return others, counts
        return _summed(others, counts, added)

    def block(self, numbers: Numbers) -> Counts:
        """How often these products were bought with each other; 0 with themselves."""
        order = np.sort(numbers).astype(np.int64)
        one, other = np.triu_indices(len(order), 1)
        keys = order[one] * self._size + order[other]
        found = np.minimum(np.searchsorted(self._keys, keys), max(len(self._keys) - 1, 0))
        table = np.zeros((len(order), len(order)), np.int64)
        if len(self._keys):
            there = (self._keys[found] == keys) & (order[other] < self._size)
            table[one[there], other[there]] = self._counts[found[there]]
        table += table.T
        for place, number in enumerate(order):
            added = self._added.get(int(number))
            if added:
                table[place] += [added.get(int(each), 0) for each in order]
        back = np.searchsorted(order, numbers)
        return table[back[:, None], back]

    def frozen(self, size: int) -> csr_array:
        """All pairs of the first `size` products."""
        base = csr_array(
            (self._counts.astype(np.int64), self._others, self._indptr),
            shape=(self._size, self._size),
        ).copy()
        base.resize((size, size))
        entries = [(a, b, n) for a, row in self._added.items() for b, n in row.items() if n]
        if not entries:
            return base
        ones, others, counts = (np.array(column) for column in zip(*entries, strict=True))
        return base + csr_array((counts, (ones, others)), shape=(size, size))


class PairCounts:
    """Counts of baskets, of products in them and of pairs of products."""

    def __init__(self, ids: Iterable[str] = (), *, sparse: bool = False) -> None:
        self.ids: list[str] = list(ids)
        """Product ids by their number."""
        self._numbers = {id_: number for number, id_ in enumerate(self.ids)}
        self.baskets = 0
        self._times = np.zeros(max(MOST_DENSE, len(self.ids)), np.int64)
        self.pairs: DensePairs | SparsePairs = (
            SparsePairs(csr_array((0, 0), dtype=np.int64)) if sparse else DensePairs.empty()
        )

    @classmethod
    def of(
        cls,
        ids: Iterable[str],
        baskets: int,
        times: Counts,
        pairs: csr_array,
        *,
        sparse: bool = False,
    ) -> "PairCounts":
        """The counts that were kept; see `times` and `frozen`."""
        counts = cls(ids, sparse=sparse)
        counts.baskets = baskets
        counts._times[: len(times)] = times
        counts._merge(pairs)
        return counts

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def times(self) -> Counts:
        """In how many baskets each product was."""
        return self._times[: len(self.ids)]

    def number(self, product_id: str) -> int | None:
        """A product's number; None where it was never in a basket."""
        return self._numbers.get(product_id)

    def add(self, products: Iterable[str], sign: int = 1) -> list[int]:
        """Count one basket, or take it away with `sign` -1; the numbers of its products."""
        numbers = self._numbered(products)
        if not numbers:
            return numbers
        self._grow()
        self.baskets += sign
        self._times[numbers] += sign
        self.pairs.add(numbers, sign)
        return numbers

    def learn(self, baskets: Iterable[Iterable[str]]) -> None:
        """Count many baskets; a hundred times quicker than one by one."""
        counted = (numbers for basket in baskets if (numbers := self._numbered(basket)))
        while chunk := list(islice(counted, CHUNK)):
            self._grow()
            matrix = occurrences(chunk, len(self.ids))
            self.baskets += len(chunk)
            self._times[: len(self.ids)] += matrix.sum(axis=0, dtype=np.int64)
            self._merge(pairs_in(matrix))

    def frozen(self) -> csr_array:
        """All pairs."""
        return self.pairs.frozen(len(self.ids))

    def _merge(self, pairs: csr_array) -> None:
        self._grow()
        self.pairs.add_all(pairs)

    def _numbered(self, products: Iterable[str]) -> list[int]:
        numbers = []
        for product in islice(dict.fromkeys(products), MOST_IN_BASKET):
            number = self._numbers.setdefault(product, len(self.ids))
            if number == len(self.ids):
                self.ids.append(product)
            numbers.append(number)
        return numbers

    def _grow(self) -> None:
        size = len(self.ids)
        if size > len(self._times):
            self._times = np.pad(self._times, (0, size + size // 2 - len(self._times)))
        if size > MOST_DENSE and isinstance(self.pairs, DensePairs):
            self.pairs = SparsePairs(self.pairs.frozen(MOST_DENSE))


def occurrences(baskets: Sequence[Sequence[int]], size: int) -> csr_array:
    """A row for each basket, a column for each product: 1 where it is in."""
    begins = np.cumsum([0, *map(len, baskets)])
    products = np.fromiter((n for basket in baskets for n in basket), np.int32, begins[-1])
    return csr_array((np.ones(len(products), np.int32), products, begins), (len(baskets), size))


def pairs_in(matrix: csr_array) -> csr_array:
    """How often which pair is in the baskets of an occurrence matrix."""
    pairs = csr_array(matrix.T @ matrix)
    pairs.setdiag(0)
    pairs.eliminate_zeros()
    return pairs


def _row_of_zeros() -> defaultdict[int, int]:
    return defaultdict(int)


def _summed(others: Numbers, counts: Counts, added: dict[int, int]) -> tuple[Numbers, Counts]:
    """A row with what was added to it."""
    more = np.fromiter(added, np.int32, len(added))
    plus = np.fromiter(added.values(), np.int64, len(added))
    every, place = np.unique(np.concatenate([others, more]), return_inverse=True)
    total = np.bincount(place, np.concatenate([counts, plus]), len(every)).astype(np.int64)
    return every[total > 0], total[total > 0]
