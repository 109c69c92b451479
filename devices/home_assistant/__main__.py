"""`python -m devices.home_assistant --broker mqtt://HOST:PORT [--prefix homeassistant]`."""

import argparse
import logging
import sys
from collections.abc import Sequence

from assistant.bus.running import address_of
from assistant.core.parent import add_parent_option
from devices.ending import run_until_ended
from devices.home_assistant.bridge import Bridge
from devices.home_assistant.names import BRIDGE_ID


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bridge until SIGTERM or Ctrl-C; the exit code."""
    options = _parser().parse_args(arguments)

    def bridge() -> Bridge:
        return Bridge(address_of(options.broker, BRIDGE_ID), options.prefix)

    return run_until_ended(
        "home_assistant", bridge, with_parent=options.with_parent, log_level=logging.INFO
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices.home_assistant",
        description="Shows the devices and orders of the house to Home Assistant.",
    )
    parser.add_argument("--broker", required=True, metavar="mqtt://HOST:PORT")
    parser.add_argument("--prefix", default="homeassistant", help="its discovery prefix")
    add_parent_option(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
