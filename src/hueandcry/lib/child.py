"""Starts another program that cannot outlive whoever started it.

Run as `python -m hueandcry.lib.child PARENT -- PROGRAM ARGUMENT...`: it asks the kernel to be killed
when its parent dies (prctl PR_SET_PDEATHSIG, Linux only), and then becomes PROGRAM.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with(parent: int) -> None:
    """Be terminated when the process `parent` ends, even when it is killed with -9."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(1)


if __name__ == "__main__":
    die_with(int(sys.argv[1]))
    os.execv(sys.argv[3], sys.argv[3:])  # noqa: S606  # no shell: the arguments are our own
