"""Runs a broker that ends when its parent does: `python broker_child.py PARENT mosquitto ARGS…`.

`… PARENT embedded CONFIG` runs the broker that comes as a package. A file to run, not to import;
it needs nothing of ours, so that it starts fast.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """Get SIGTERM when the parent ends, however it ends (Linux; prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before we asked
        sys.exit(0)


def main() -> None:
    """Become the broker."""
    parent, program, *arguments = sys.argv[1:]
    end_with(int(parent))
    if program != "embedded":
        os.execv(program, [program, *arguments])  # noqa: S606 - no shell is what we want
    from iotcore.iotcore import IotCoreBroker  # noqa: PLC0415 - mosquitto does not need it

    IotCoreBroker(config_path=arguments[0]).run_forever()


if __name__ == "__main__":
    main()
