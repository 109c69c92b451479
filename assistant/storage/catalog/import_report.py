"""What became of the lines of a feed, and the file that names those that were not taken, and why."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Tally:
    """What became of the lines of a feed."""

    added: int = 0
    changed: int = 0
    same: int = 0
    held: int = 0
    rejected: int = 0

    def count(self, before: object, now: object) -> None:
        """Count what a line tells of, as it was before, or None, and as it is now."""
        if before is None:
            self.added += 1
        elif before == now:
            self.same += 1
        else:
            self.changed += 1


@dataclass
class Batch:
    """What is known of the lines that are taken together."""

    tally: Tally
    problems: list[tuple[int, str]] = field(default_factory=list)

    def reject(self, line: int, *reasons: str) -> None:
        """A line cannot be used."""
        self.tally.rejected += 1
        self.problems.append((line, "; ".join(each.removeprefix(": ") for each in reasons)))

    def hold(self, line: int, reason: str) -> None:
        """A line waits for the owner."""
        self.tally.held += 1
        self.problems.append((line, f"held: {reason}"))


def left_out(report: Path, most: int) -> tuple[list[tuple[int, str, int]], int]:
    """The first reasons that a report names: the line where each comes first, and in how many.

    The number beside them is that of the lines that have other reasons.
    """
    first: dict[str, int] = {}
    times: Counter[str] = Counter()
    others = 0
    with report.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        for line, reason in lines:
            if reason in first or len(first) < most:
                first.setdefault(reason, int(line))
                times[reason] += 1
            else:
                others += 1
    return [(line, reason, times[reason]) for reason, line in first.items()], others
