"""Which sentence templates a text may match at all, by the words they cannot do without.

As sets of regular expressions are searched (RE2's `FilteredRE2`): a template that needs one of
"order", "buy" or "reorder", or that ends in another word than the text does, is not tried. What a
template needs is worked out while it is laid out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Final, NamedTuple

Clause = frozenset[str]
_CLAUSES: Final = 4
"""So many clauses are kept of each part: more reject hardly a text that these do not."""


class Needs(NamedTuple):
    """What a text must have to be what an expression says."""

    clauses: tuple[Clause, ...]
    """One label of each must be among the text's; the narrowest first."""
    lasts: Clause
    """The labels that its last token can have."""
    empty: bool
    """Whether it can be nothing at all."""

    def met(self, present: AbstractSet[str]) -> bool:
        """Whether a text with these labels has what is needed."""
        for clause in self.clauses:  # noqa: SIM110 - as one expression it takes twice as long
            if clause.isdisjoint(present):
                return False
        return True


NOTHING: Final = Needs((), frozenset(), empty=True)
"""What no words at all need."""


def one_label(label: str) -> Needs:
    """What a single word needs."""
    only = frozenset([label])
    return Needs((only,), only, empty=False)


def free(*lasts: str) -> Needs:
    """What any words need: nothing, though they are words."""
    return Needs((), frozenset(lasts), empty=False)


def all_of(needs: Sequence[Needs]) -> Needs:
    """What a sequence needs: what each of its items does."""
    clauses = {clause for each in needs for clause in each.clauses}
    narrow = sorted(clauses, key=lambda clause: (len(clause), sorted(clause)))[:_CLAUSES]
    lasts: set[str] = set()
    for each in reversed(needs):
        lasts |= each.lasts
        if not each.empty:
            break
    return Needs(tuple(narrow), frozenset(lasts), all(each.empty for each in needs))


def one_of(needs: Iterable[Needs]) -> Needs:
    """What alternatives need: a word of any of them, or nothing where one needs nothing."""
    found = list(needs)
    clause = frozenset[str]()
    if all(each.clauses for each in found):
        clause = clause.union(*(each.clauses[0] for each in found))
    return Needs(
        (clause,) if clause else (),
        frozenset().union(*(each.lasts for each in found)),
        any(each.empty for each in found),
    )


class Usage:
    """Which templates can say a word, in themselves or in a part that they call."""

    def __init__(self) -> None:
        self._owner = 0
        """Who is being laid out: a part, or `~template`."""
        self._says: dict[str, set[int]] = defaultdict(set)
        self._callers: dict[int, set[int]] = defaultdict(set)
        self._templates: dict[str, frozenset[int]] = {}

    @contextmanager
    def by_template(self, template: int) -> Iterator[None]:
        """While a template is laid out."""
        with self.by_part(~template):
            yield

    @contextmanager
    def by_part(self, part: int) -> Iterator[None]:
        """While a part is laid out, perhaps in the middle of another."""
        before, self._owner = self._owner, part
        yield
        self._owner = before

    def says(self, label: str) -> None:
        """What is being laid out has an edge of this label."""
        self._says[label].add(self._owner)

    def __contains__(self, label: str) -> bool:
        return label in self._says

    def calls(self, part: int) -> None:
        """What is being laid out calls a part."""
        self._callers[part].add(self._owner)

    def of(self, label: str) -> frozenset[int]:
        """The templates that can say it; worked out once."""
        known = self._templates.get(label)
        if known is None:
            found = set(self._says.get(label, ()))
            waiting = [owner for owner in found if owner >= 0]
            while waiting:
                new = self._callers[waiting.pop()] - found
                found |= new
                waiting.extend(owner for owner in new if owner >= 0)
            known = frozenset(~owner for owner in found if owner < 0)
            self._templates[label] = known
        return known


class Prefilter:
    """Finds the templates whose needs a text meets."""

    def __init__(self, needs: Sequence[Needs]) -> None:
        """Index every template under the clause that the fewest others share words with."""
        self._needs = needs
        common = Counter(label for each in needs for clause in each.clauses for label in clause)
        self._by_label: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        for template, each in enumerate(needs):
            if not each.clauses:
                self._always.append(template)
                continue
            rarest = min(each.clauses, key=lambda clause: sum(common[label] for label in clause))
            for label in rarest:
                self._by_label[label].append(template)

    def among(self, present: AbstractSet[str]) -> set[int]:
        """The templates of which the text has one of the rarest words needed."""
        found = set(self._always)
        for label in present:
            found.update(self._by_label.get(label, ()))
        return found

    def any_of(self, present: AbstractSet[str]) -> bool:
        """Whether a text with these labels has what one of the templates needs."""
        return any(self._needs[each].met(present) for each in self.among(present))

    def of(
        self, present: AbstractSet[str], last: AbstractSet[str], among: Iterable[int]
    ) -> set[int]:
        """The templates that a text may match.

        Args:
            present: the labels of all of its tokens.
            last: those of its last one.
            among: the templates that come into question.
        """
        found = set()
        for each in among:
            needs = self._needs[each]
            if not needs.lasts.isdisjoint(last) and needs.met(present):
                found.add(each)
        return found
