"""A product that was found for another, with the counts that it was made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from assistant.store.discovery.association import Association
from assistant.store.goods.kinds import Kind

Who = Literal["household", "taste", "everybody", "shelf"]
Relation = Literal["with", "next", "instead"]


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A product that was found, and the whole reason why."""

    product_id: str
    names: Mapping[str, str]
    """What kind of thing it is, in plain words."""
    relation: Relation
    who: Who
    """By whose baskets; `shelf`: by those of its category, since nobody knows the thing itself."""
    asked: tuple[str, ...]
    """What it was found for."""
    together: int
    """Their baskets with both; for `next`, in which it came after."""
    times: int
    """Their baskets with what was asked about."""
    other_times: int
    baskets: int
    lift: float
    """How many times as often as by chance, shrunk towards 1."""
    share: float
    """Of the household's baskets with what was asked about, the estimated part that has it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a finding is about."""

    relation: Relation
    who: Who
    asked: tuple[str, ...]

    def found(
        self, product_id: str, kind: Kind, counted: Association, share: float | None = None
    ) -> Found:
        """The finding that counts make; `share` where it was corrected."""
        return Found(
            product_id=product_id,
            names=kind.names,
            relation=self.relation,
            who=self.who,
            asked=self.asked,
            together=counted.together,
            times=counted.times,
            other_times=counted.other_times,
            baskets=counted.baskets,
            lift=round(counted.lift, 2),
            share=round(counted.share if share is None else share, 4),
        )
