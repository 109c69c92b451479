"""`python -m devices.home_assistant --broker mqtt://HOST:PORT [--prefix homeassistant]`."""

import argparse
import logging
import sys
from collections.abc import Sequence

from assistant.bus.running import address_of
from assistant.core.errors import AssistantError
from assistant.core.parent import end_with_parent
from devices.ending import hold_ending, wait_for_ending
from devices.home_assistant.bridge import Bridge
from devices.home_assistant.names import BRIDGE_ID


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bridge until SIGTERM or Ctrl-C; the exit code."""
    options = _parser().parse_args(arguments)
    if options.with_parent:
        end_with_parent()
    logging.basicConfig(level=logging.INFO, format="home_assistant: %(message)s")
    hold_ending()
    try:
        bridge = Bridge(address_of(options.broker, BRIDGE_ID), options.prefix)
        bridge.start()
    except AssistantError as error:
        sys.stderr.write(f"home_assistant: {error}\n")
        return error.exit_code
    wait_for_ending()
    bridge.stop()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m devices.home_assistant",
        description="Shows the devices and orders of the house to Home Assistant.",
    )
    parser.add_argument("--broker", required=True, metavar="mqtt://HOST:PORT")
    parser.add_argument("--prefix", default="homeassistant", help="its discovery prefix")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent has ended")
    return parser


if __name__ == "__main__":
    sys.exit(main())
