"""A child process that must not outlive its parent."""

import ctypes
import signal
import sys

PR_SET_PDEATHSIG = 1
"""From linux/prctl.h."""


def end_with_parent() -> None:
    """Get SIGTERM when the thread that started this process ends, however it ends (prctl(2)).

    Elsewhere than on Linux nothing happens: the parent's own clean end must do.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
