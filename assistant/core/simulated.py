"""What the parts of a simulation agree on: its time, and the names of its devices."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from assistant.core.errors import BadInputError

Counts = Mapping[str, int]
"""How many devices of each kind."""


@dataclass(frozen=True)
class FastClock:
    """Time that runs `speed` times as fast as real time since the moment `began`.

    Processes that are handed the same clock agree on the time, as far as the machine's clock is
    steady.
    """

    began: float
    """Unix time at which it showed the real time."""
    speed: float

    @classmethod
    def from_now(cls, speed: float) -> Self:
        """A clock that begins now."""
        return cls(time.time(), speed)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what `str` wrote; `BadInputError` where it is something else."""
        began, _, speed = text.partition("x")
        try:
            return cls(float(began), float(speed))
        except ValueError as error:
            raise BadInputError(f"{text!r} is no clock; write it as UNIX-TIMExSPEED") from error

    def __str__(self) -> str:
        return f"{self.began!r}x{self.speed!r}"

    def __call__(self) -> datetime:
        """The time now."""
        elapsed_s = (time.time() - self.began) * self.speed
        return datetime.fromtimestamp(self.began, UTC) + timedelta(seconds=elapsed_s)

    def seconds_until(self, moment: datetime) -> float:
        """How long to wait for a moment in real time; negative where it is past."""
        return (moment - self()).total_seconds() / self.speed


def parse_counts(texts: list[str]) -> Counts:
    """Read `kind=number` texts; `BadInputError` where one is wrong."""
    counts = {}
    for text in texts:
        kind, _, number = text.partition("=")
        if not number.isdecimal():
            raise BadInputError(f"{text!r}: write it as KIND=NUMBER")
        counts[kind] = int(number)
    return counts


def device_ids(counts: Counts) -> Iterator[tuple[str, str]]:
    """The id and the kind of each simulated device."""
    for kind, number in counts.items():
        for index in range(1, number + 1):
            yield f"{kind}-{index}", kind
