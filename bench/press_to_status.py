"""From a press to the status on the device: how long the answer takes at several rates.

Requests are sent at a steady rate by several connections, each at its own moment whatever came of
the one before (an open loop), and timed from that moment. The order service is a process of its
own. Run: `python -m bench.press_to_status`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.bus import topics
from assistant.bus.address import BrokerAddress
from assistant.bus.broker import find_mosquitto, start_broker
from assistant.bus.client import Client, Delivery
from assistant.core.messages import Answer, LineRequest, PlaceOrder, utc_now
from assistant.core.settings import Broker

CONNECTIONS = 4


class Presser:
    """One connection that sends requests and times their answers."""

    def __init__(self, address: BrokerAddress, name: str) -> None:
        self.times: list[float] = []
        self._name = name
        self._pressed: dict[str, float] = {}
        self._client = Client(address, name)
        self._client.subscribe(topics.answers(name), self._answered)
        self._client.start()

    def press(self, count: int, rate: float, offset: float) -> None:
        """Send `count` requests, `rate` each second."""
        began = time.perf_counter() + offset
        for number in range(count):
            due = began + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            request_id = f"{self._name}-{number}"
            self._pressed[request_id] = due
            request = PlaceOrder(
                request_id=request_id,
                device_id=self._name,
                at=utc_now(),
                lines=(LineRequest(product_id="tide"),),
            )
            self._client.publish(topics.requests(self._name), request)

    def finish(self) -> None:
        """Wait for the answers, then leave."""
        give_up_at = time.monotonic() + 30
        while self._pressed and time.monotonic() < give_up_at:
            time.sleep(0.01)
        self.times += [30.0] * len(self._pressed)
        self._client.stop()

    def _answered(self, delivery: Delivery) -> None:
        if isinstance(delivery.message, Answer):
            pressed = self._pressed.pop(delivery.message.request_id, None)
            if pressed is not None:
                self.times.append(time.perf_counter() - pressed)


def measure(kind: str, rate: float, count: int, folder: Path) -> dict[str, object]:
    """p50 and p99 in milliseconds at `rate` presses per second."""
    folder.mkdir(parents=True)
    with start_broker(Broker(address=kind, port=0), folder / "broker") as broker:
        command = [sys.executable, "-m", "bench.fault_parts", "service", str(broker.address)]
        service = subprocess.Popen([*command, str(folder / "orders.db")], stdout=subprocess.PIPE)
        if service.stdout is not None:
            service.stdout.readline()
        pressers = [Presser(broker.address, f"p{number}") for number in range(CONNECTIONS)]
        each, apart = rate / CONNECTIONS, 1 / rate
        threads = [
            threading.Thread(target=p.press, args=(count // CONNECTIONS, each, i * apart))
            for i, p in enumerate(pressers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for presser in pressers:
            presser.finish()
        service.terminate()
        service.communicate()
    times = sorted(time_s for presser in pressers for time_s in presser.times)
    return {
        "broker": kind,
        "per_s": rate,
        "count": len(times),
        "p50_ms": round(1000 * times[len(times) // 2], 2),
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 2),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each broker and rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rates", nargs="+", type=float, default=[10, 100, 500, 1000])
    parser.add_argument("--seconds", type=float, default=6)
    options = parser.parse_args(arguments)
    brokers = (["mosquitto"] if find_mosquitto() else []) + ["embedded"]
    with tempfile.TemporaryDirectory() as folder:
        for kind in brokers:
            for rate in options.rates:
                count = max(int(rate * options.seconds), 60)
                home = Path(folder) / f"{kind}{rate}"
                print(json.dumps(measure(kind, rate, count, home)), flush=True)


if __name__ == "__main__":
    main()
