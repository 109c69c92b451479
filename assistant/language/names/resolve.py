"""From a spoken, perhaps misheard phrase to the entries whose names it may mean.

It knows no store and no music: an entry is an id and every name it goes by, in all languages. The
same name may belong to many entries ("detergent"); a `prior` says which are likelier, for example
because the household buys them. Candidates come best first, each with the name that matched.

A candidate's `score` says how well the words fit, 0 to 1: 1 for a name as it is written, 0.75 to
0.95 for a part of a name, 0.6 to 0.9 for a misheard one. What scores
less than `ACCEPTABLE` should be treated as unknown. Scores that are equal or close are ties: ask.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process

from assistant.language.names.alignment import LETTERS_SHARE, Floats, Vocabulary
from assistant.language.names.phone_alignment import explained, run_of_phones
from assistant.language.names.sounds import letters, sound
from assistant.language.words.spelling import (
    is_number,
    run_together,
    says_something,
    without_frills,
    without_particle,
    words,
)

ACCEPTABLE = 0.6
"""Below this, what was said is most likely no name at all."""
CERTAIN = 0.95
"""From here on a whole name was said; below it, confirm before anything is bought."""
TOO_MANY = 20
"""A part of a name that fits more entries than this says nothing ("house" in a house brand)."""
LONGEST_PHRASE = 16
"""Words of a phrase that are looked at; names are shorter."""
SHORTLIST = 60
"""Names that are compared closely."""

NATS = 20.0
"""What a whole point of fit is worth, in the unit of priors ..."""
HEARD_NATS = np.float32(15)
"""... and what a phrase that a name explains phone by phone is, wherever its words begin and end."""
COVERAGE_SHARE = np.float32(0.75)
"""Of the fit: word by word. The rest is how alike both are as one run of letters or sounds."""
SHORTEST_RUN = 7
"""Letters or jamo of a phrase that may be looked for across words."""
CONTAINED = np.float32(0.95)
"""Coverage of a phrase that runs across the words of a name without a fault."""
MISSING_NUMBER = np.float32(0.8)
"""What is left of the fit for each number that was said and is not in the name."""
PART_OF_NAME = np.float32(0.3)
"""Share of the fit that goes with the part of a name that was not said ..."""
PART_MISHEARD = np.float32(0.35)
"""... and how much more of it when what was said does not fit exactly either."""
MIXED_SAID = np.float32(0.3)
"""What counts as said where the words come from several names of one entry."""
BEST_INEXACT = np.float32(0.98)
PRIOR_STEP = 0.04
"""Share of the score that a candidate loses for each nat that its prior is below the winner's."""


@dataclass(frozen=True)
class Entry:
    """Something that can be meant."""

    id: str
    names: tuple[str, ...]
    """Every name it goes by, in any language."""
    prior: float = 0.0
    """How much likelier than others it is, in nats: +3 to +5 for what a household buys."""


class Candidate(NamedTuple):
    """An entry that may be meant."""

    id: str
    score: float
    """How well it fits, 0 to 1."""
    name: str
    """Which of its names fits, as it is written."""


class _Fit(NamedTuple):
    """How well a name fits what was said."""

    score: float
    """0 to 1."""
    nats: float
    """What it is ranked by, beside the prior."""


class Resolver:
    """Finds entries by what was said.

    Every name is compared with every phrase, which is exact and quick enough (about 2 ms) for some
    thousand names; for a larger catalog `storage.catalog.name_index` picks the names to compare.

    Args:
        entries: what can be meant; ids should differ.
        too_many: a part of a name that fits more entries than this means none of them.
    """

    def __init__(self, entries: Iterable[Entry], too_many: int = TOO_MANY) -> None:
        self._too_many = too_many
        self._entries = tuple(entries)
        self._names = _Names(self._entries)
        first_mixed = int(np.count_nonzero(~self._names.mixed))
        spelled = self._names.spelled
        self._vocabulary = (
            Vocabulary(spelled[:first_mixed], spelled[first_mixed:]) if spelled else None
        )

    def candidates(self, phrase: str, limit: int = 5) -> list[Candidate]:
        """The entries that may be meant, best first; none for an empty or wordless phrase."""
        said = words(phrase)[:LONGEST_PHRASE]
        if not said or self._vocabulary is None or limit < 1:
            return []
        fits = self._exact(said)
        if not fits and says_something(bare := without_frills(said)):
            fits = self._alike(bare, self._vocabulary)
            # "12" alone chooses between offered sizes, not among a whole shop.
            if self._fitting_best(fits) > (1 if all(map(is_number, bare)) else self._too_many):
                return []
        return self._ranked(fits, limit)

    def _exact(self, said: tuple[str, ...]) -> "dict[int, _Fit]":
        """Names that were said as they are written, or all but for spaces and a particle."""
        for form in _forms(said):
            found = self._names.joined.get(run_together(form))
            if found:
                return dict.fromkeys(found, _Fit(1.0, NATS))
        return {}

    def _alike(self, said: tuple[str, ...], vocabulary: Vocabulary) -> "dict[int, _Fit]":
        aligned = vocabulary.align(said)
        roughly = NATS * aligned.coverage + self._names.priors - self._names.length_cost
        count = min(SHORTLIST, len(roughly))
        chosen = np.argpartition(-roughly, count - 1)[:count]
        names = [self._names.spelled[place] for place in chosen]
        coverage = aligned.coverage[chosen]
        said_of_name = np.where(self._names.mixed[chosen], MIXED_SAID, aligned.said[chosen])
        missing = _missing_numbers(said, names)
        whole = np.where(self._names.mixed[chosen], coverage, _whole(said, names))
        coverage = np.maximum(coverage, _contained(said, names, whole))
        fit = (COVERAGE_SHARE * coverage + (1 - COVERAGE_SHARE) * whole) * MISSING_NUMBER**missing
        fit *= 1 - (1 - said_of_name) * (PART_OF_NAME + PART_MISHEARD * (1 - coverage))
        fit = np.minimum(fit, BEST_INEXACT)
        heard = explained(run_of_phones(said), [run_of_phones(name) for name in names])
        nats = NATS * fit + HEARD_NATS * heard
        fits = map(_Fit, fit.tolist(), nats.tolist())
        return dict(zip(chosen.tolist(), fits, strict=True))

    def _fitting_best(self, fits: "dict[int, _Fit]") -> int:
        """How many entries fit about as well as the best, where that fits well at all."""
        least = max(ACCEPTABLE, max(fit.score for fit in fits.values()) - 0.1)
        names = [name for name, fit in fits.items() if fit.score >= least]
        return len({place for name in names for place in self._names.owners[name]})

    def _ranked(self, fits: "dict[int, _Fit]", limit: int) -> list[Candidate]:
        best: dict[int, tuple[float, float, str]] = {}
        for number, fit in fits.items():
            for place, written in self._names.owners[number].items():
                nats = fit.nats + self._entries[place].prior
                most, score, name = best.get(place, (-math.inf, 0.0, written))
                likelier = written if nats > most else name
                best[place] = (max(nats, most), max(fit.score, score), likelier)
        order = sorted(best, key=lambda place: (-best[place][0], place))[:limit]
        return self._scored([(place, *best[place][1:]) for place in order])

    def _scored(self, ranked: list[tuple[int, float, str]]) -> list[Candidate]:
        if not ranked:
            return []
        winner = self._entries[ranked[0][0]].prior
        ceiling = 1.0
        found = []
        for place, fit, written in ranked:
            entry = self._entries[place]
            behind = max(0.0, winner - entry.prior)
            ceiling = min(ceiling, fit * math.exp(-PRIOR_STEP * behind))
            found.append(Candidate(entry.id, ceiling, written))
        return found


class _Names:
    """All names of the entries, each once, and for each entry its names taken together.

    The latter, called mixed, are what lets "pampers diapers size one" find a product that is called
    "Pampers Swaddlers Size 1" in full and "diapers" for short.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        owners: dict[tuple[str, ...], dict[int, str]] = {}
        mixed: list[tuple[str, ...]] = []
        spell = cache(words)
        for place, entry in enumerate(entries):
            own = {spell(name): name for name in reversed(entry.names)}
            for spelled, written in own.items():
                if spelled:
                    owners.setdefault(spelled, {})[place] = written
            mixed.append(tuple(dict.fromkeys(word for spelled in own for word in spelled)))
        several = [
            place for place, own in enumerate(entries) if len(own.names) > 1 and mixed[place]
        ]
        self.spelled = [*owners, *(mixed[place] for place in several)]
        self.owners = [*owners.values(), *({place: entries[place].names[0]} for place in several)]
        self.mixed = np.arange(len(self.spelled)) >= len(owners)
        self.joined: dict[str, list[int]] = {}
        for number, spelled in enumerate(owners):
            self.joined.setdefault(run_together(spelled), []).append(number)
        self.priors = np.array(
            [max(entries[place].prior for place in owned) for owned in self.owners], np.float32
        )
        lengths = [sum(map(len, spelled)) for spelled in self.spelled]
        self.length_cost = np.minimum(np.array(lengths, np.float32), 60) * np.float32(0.01)


def _forms(said: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """The phrase as it is, without frills, and without a particle at its end."""
    bare = without_frills(said)
    for form in dict.fromkeys((said, bare)):
        yield form
        stem = without_particle(form[-1])
        if stem:
            yield (*form[:-1], stem)


def _whole(said: tuple[str, ...], names: Sequence[tuple[str, ...]]) -> Floats:
    """How alike phrase and names are as one run of letters or of sounds, 0 to 1."""
    written = _partial("".join(map(letters, said)), ["".join(map(letters, n)) for n in names])
    heard = _partial("".join(map(sound, said)), ["".join(map(sound, n)) for n in names])
    mixed = LETTERS_SHARE * written + (1 - LETTERS_SHARE) * heard
    return np.maximum(written, mixed).astype(np.float32)


def _contained(said: tuple[str, ...], names: Sequence[tuple[str, ...]], whole: Floats) -> Floats:
    """What a phrase counts as explained where it runs across the words of a longer name.

    Spaces in Korean speech and in split English words may fall anywhere; a short phrase is in some
    long name by chance.
    """
    length = sum(len(letters(word)) for word in said)
    if length < SHORTEST_RUN:
        return np.zeros_like(whole)
    longer = np.array([sum(len(letters(word)) for word in name) >= length for name in names])
    return np.where(longer, CONTAINED * whole**3, 0).astype(np.float32)


def _partial(said: str, names: list[str]) -> Floats:
    ratios: Floats = process.cdist([said], names, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    return ratios * np.float32(0.01)


def _missing_numbers(said: tuple[str, ...], names: Sequence[tuple[str, ...]]) -> Floats:
    """For each name, how many numbers of the phrase are not in it."""
    numbers = [word for word in said if is_number(word)]
    if not numbers:
        return np.zeros(len(names), np.float32)
    known = [" ".join(name) for name in names]
    return np.array([sum(number not in name for number in numbers) for name in known], np.float32)
