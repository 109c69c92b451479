"""`python -m devices.crowd`: many appliances at once; tells how it goes in JSON lines.

`--of washer=500 --of printer=500 --broker mqtt://127.0.0.1:18830 --clock 1700000000x1440`. After
`--seconds` nothing more is used; once everything is answered, it ends with a line `"ended": true`.
"""

import argparse
import heapq
import json
import logging
import resource
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.bus.address import BrokerAddress
from assistant.core.errors import AssistantError, BadInputError
from assistant.core.messages import Answer, OrderEvent, utc_now
from assistant.core.parent import add_parent_option, end_with_parent
from assistant.core.simulated import Counts, FastClock, device_ids, parse_counts
from devices.appliances import APPLIANCES
from devices.consumption.appliance import Use
from devices.crowd.gateway import Asked, Gateway
from devices.crowd.member import Member
from devices.crowd.tally import Tally

TICK_S = 0.005
TOLD_EVERY_S = 1.0
MADE_PER_S = 5000
"""Their life begins when all of them are made."""
Happening = tuple[datetime, int, Member, Use | str]
"""When, a number that keeps equals in order, and the use or the slot that is filled."""


class Crowd:
    """Lets the appliances live and ask.

    Args:
        counts: how many of each kind; `BadInputError` where a kind is unknown.
        clock: their time.
        stamp: the time of their requests, where the order service's is not theirs.
        seed: of everybody's chance.
    """

    def __init__(
        self,
        counts: Counts,
        clock: FastClock,
        seed: int,
        stamp: Callable[[], datetime] | None = None,
    ) -> None:
        if unknown := counts.keys() - APPLIANCES.keys():
            known = ", ".join(APPLIANCES)
            raise BadInputError(f"no appliance {', '.join(sorted(unknown))} (there is: {known})")
        self.tally = Tally()
        self.requests = 0
        self.longest_lag_s = 0.0
        """How late a use was simulated at worst, in real seconds."""
        self.filled = 0
        self._clock = clock
        self._stamp = stamp
        self._delivered: deque[OrderEvent] = deque()
        ids = list(device_ids(counts))
        begin = clock() + timedelta(seconds=clock.speed * len(ids) / MADE_PER_S)
        self._members = {
            device_id: Member(device_id, APPLIANCES[kind], begin, hash((seed, number)))
            for number, (device_id, kind) in enumerate(ids)
        }
        self._numbered = 0
        self._due: list[Happening] = []
        for member in self._members.values():
            self._plan_use(member)

    @property
    def found_empty(self) -> int:
        """How often something was wanted that had run out."""
        return sum(member.found_empty for member in self._members.values())

    def answered(self, request: Asked, answer: Answer, seconds: float) -> None:
        """On a network thread: an answer came."""
        self.tally.add(request, answer, seconds)

    def happened(self, event: OrderEvent) -> None:
        """On a network thread: something happened to an order."""
        if event.event == "Delivered":
            self._delivered.append(event)

    def live(self, gateway: Gateway) -> None:
        """Do what is due by now, and plan what follows from it."""
        while self._delivered:
            order = self._delivered.popleft().order
            member = self._members.get(order.device_id)
            if member is not None and order.slot is not None:
                self._plan(member.filled_at(self._clock()), member, order.slot)
        now = self._clock()
        while self._due and self._due[0][0] <= now:
            at, _, member, what = heapq.heappop(self._due)
            self.longest_lag_s = max(self.longest_lag_s, -self._clock.seconds_until(at))
            for request in self._done(self._stamp() if self._stamp else at, member, what):
                self.requests += 1
                gateway.keep(request)

    def _done(self, at: datetime, member: Member, what: Use | str) -> list[Asked]:
        if isinstance(what, str):
            self.filled += 1
            return member.filled(what, at)
        self._plan_use(member)
        return member.used(what, at)

    def _plan_use(self, member: Member) -> None:
        use = member.next_use()
        self._plan(use.at, member, use)

    def _plan(self, at: datetime, member: Member, what: Use | str) -> None:
        self._numbered += 1
        heapq.heappush(self._due, (at, self._numbered, member, what))

    def told(self, gateway: Gateway) -> dict[str, object]:
        """How it goes."""
        used = resource.getrusage(resource.RUSAGE_SELF)
        return {
            "time": self._clock().isoformat(timespec="minutes"),
            "devices": len(self._members),
            "connections": gateway.connections,
            "requests": self.requests,
            "waiting": gateway.waiting,
            "resends": gateway.sent - self.requests,
            "repeated_answers": gateway.repeated_answers,
            "answers": dict(self.tally.statuses),
            "refusals": dict(self.tally.refusals),
            "wrong": dict(self.tally.wrong),
            "failures": gateway.failures,
            "filled": self.filled,
            "found_empty": self.found_empty,
            "longest_lag_ms": round(1000 * self.longest_lag_s),
            "cpu_s": round(used.ru_utime + used.ru_stime, 2),
            "memory_mb": round(used.ru_maxrss / 1024, 1),
        }


def run(crowd: Crowd, gateway: Gateway, options: argparse.Namespace, stop: threading.Event) -> None:
    """Live for `--seconds`, then wait until all is answered, `--patience` seconds at most."""
    end = time.monotonic() + options.seconds
    tell_at = time.monotonic() + TOLD_EVERY_S
    while time.monotonic() < end and not stop.wait(TICK_S):
        crowd.live(gateway)
        gateway.flush()
        if time.monotonic() >= tell_at:
            tell_at += TOLD_EVERY_S
            _tell(crowd.told(gateway))
    give_up_at = time.monotonic() + options.patience
    while gateway.waiting and time.monotonic() < give_up_at:
        gateway.flush()
        time.sleep(TICK_S)
    _tell({**crowd.told(gateway), **crowd.tally.milliseconds(), "ended": True})


def _tell(fields: dict[str, object]) -> None:
    print(json.dumps(fields), flush=True)  # noqa: T201 - that is what it is asked for


def main() -> int:
    """Run; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--of", action="append", default=[], metavar="KIND=NUMBER")
    parser.add_argument("--clock", required=True, type=FastClock.parse)
    parser.add_argument(
        "--real-stamps", action="store_true", help="for an order service in real time"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lanes", type=int, default=4, help="connections that send")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--patience", type=float, default=60, help="seconds to wait for answers")
    add_parent_option(parser)
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="crowd: %(message)s")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    end_with_parent(options.with_parent)
    try:
        stamp = utc_now if options.real_stamps else None
        crowd = Crowd(parse_counts(options.of), options.clock, options.seed, stamp)
        gateway = Gateway(
            BrokerAddress.parse(options.broker),
            f"crowd-{options.seed}",
            options.lanes,
            on_answer=crowd.answered,
            on_event=crowd.happened,
        )
        gateway.start()
    except AssistantError as error:
        sys.stderr.write(f"crowd: {error}\n")
        return error.exit_code
    try:
        run(crowd, gateway, options, stop)
    finally:
        gateway.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
