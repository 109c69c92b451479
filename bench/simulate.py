"""Ten thousand simulated devices on this machine: answers, time, memory and processor.

Several speeds of time, on each broker; the processes are measured one by one.
Run: `python -m bench.simulate`.
"""

import argparse
import json
from collections.abc import Sequence

from assistant.app.simulation import Wanted, simulate
from assistant.bus.broker import find_mosquitto
from assistant.core.settings import Broker, Settings

TOLD = ("requests", "answers", "resends", "waiting", "filled", "p50_ms", "p99_ms", "longest_lag_ms")


def measure(kind: str, wanted: Wanted) -> dict[str, object]:
    """One run, as one line."""
    outcome = simulate(Settings(broker=Broker(address=kind)), wanted, lambda _: None)
    return {
        "broker": outcome.broker_kind,
        "devices": wanted.devices,
        "days": round(wanted.seconds * wanted.speed / 86_400, 2),
        "per_s": round(outcome.crowd["requests"] / wanted.seconds),
        **{key: outcome.crowd.get(key) for key in TOLD},
        "orders_kept": outcome.orders_kept,
        "loads": outcome.loads,
        "problems": outcome.problems,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one line for each broker and speed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=10_000)
    parser.add_argument("--speeds", nargs="+", type=float, default=[1440, 7200])
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args(arguments)
    for kind in (["mosquitto"] if find_mosquitto() else []) + ["embedded"]:
        for speed in options.speeds:
            wanted = Wanted(options.devices, speed, options.seconds)
            print(json.dumps(measure(kind, wanted)), flush=True)


if __name__ == "__main__":
    main()
