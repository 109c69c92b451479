"""A child process that must not outlive its parent."""

import argparse
import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


def add_parent_option(parser: argparse.ArgumentParser) -> None:
    """The option by which a parent names itself: `with_parent`, its process id or None."""
    parser.add_argument(
        "--with-parent",
        type=int,
        metavar="PID",
        help="end when this process, the parent, has ended",
    )


def end_with_parent(parent: int | None) -> None:
    """End when the process that started this one ends, however it ends; with None, live on.

    From here on SIGTERM comes when the thread that started this process ends (prctl(2)). A parent
    that had ended before can send none, so this process then ends at once. Elsewhere than on Linux
    nothing more happens: the parent's own clean end must do.
    """
    if parent is None:
        return
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(0)
