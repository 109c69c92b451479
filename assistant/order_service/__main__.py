"""`python -m assistant.order_service`: the order service as a process of its own.

Prints `ready` on standard output when it takes requests; logs on standard error, one line an
answer. Ends cleanly on SIGTERM and Ctrl-C.
"""

import argparse
import logging
import signal
import sys
import threading
from collections.abc import Sequence

import msgspec

from assistant.bus import access
from assistant.bus.running import configured
from assistant.core.errors import AssistantError
from assistant.core.garbage import collect_rarely
from assistant.core.messages import Answer, AnyRequest, Order
from assistant.core.parent import add_parent_option, end_with_parent
from assistant.core.settings import load
from assistant.order_service.start import run

log = logging.getLogger("assistant.orders")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; returns the exit code."""
    options = _options().parse_args(arguments)
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING if options.quiet else logging.INFO,
        format="%(message)s" if options.json else "orders: %(message)s",
    )
    logging.getLogger("assistant.bus").setLevel(logging.WARNING)
    overrides = list(options.set)
    overrides += [f"paths.data={options.data}"] if options.data else []
    overrides += [f"paths.catalog={options.catalog}"] if options.catalog else []
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    end_with_parent(options.with_parent)
    collect_rarely()
    try:
        settings = load(overrides=overrides)
        address = configured(
            msgspec.structs.replace(settings.broker, address=options.broker), access.ORDER_SERVICE
        )
        on_answered = _log_as_json if options.json else _log_as_text
        run(settings, address, stop, ready=_say_ready, on_answered=on_answered)
    except AssistantError as error:
        print(f"orders: {error}", file=sys.stderr)  # noqa: T201 - a command's one line
        return error.exit_code
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant.order_service", description=__doc__)
    parser.add_argument("--broker", required=True, help="mqtt://host:port of an MQTT 5 broker")
    parser.add_argument("--data", help="folder of the household's own data")
    parser.add_argument("--catalog", help="the catalog file")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE")
    parser.add_argument("--json", action="store_true", help="log one JSON object an answer")
    parser.add_argument("--quiet", action="store_true", help="log only what is wrong")
    add_parent_option(parser)
    return parser


def _say_ready() -> None:
    print("ready", flush=True)  # noqa: T201 - what supervisors wait for


def _log_as_text(request: AnyRequest, answer: Answer) -> None:
    result = answer.reason or (_in_words(answer.order) if answer.order else "")
    log.info(
        "%s %s: %s %s",
        request.device_id,
        type(request).__struct_config__.tag,
        answer.status,
        result,
    )


def _log_as_json(request: AnyRequest, answer: Answer) -> None:
    entry = {
        "device_id": request.device_id,
        "request_id": request.request_id,
        "request": type(request).__struct_config__.tag,
        "status": answer.status,
        "order_id": answer.order and answer.order.order_id,
        "reason": answer.reason,
    }
    log.info("%s", msgspec.json.encode(entry).decode())


def _in_words(order: Order) -> str:
    lines = ", ".join(f"{line.quantity} x {line.product_id}" for line in order.lines)
    return f"{order.order_id}: {lines}, {order.total}, {order.state}, comes {order.delivery}"


if __name__ == "__main__":
    sys.exit(main())
