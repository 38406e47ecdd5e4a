"""A folder on a file system of its own that is soon full; a test that may not have one is skipped and says so."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

MIB = 1024 * 1024


@contextlib.contextmanager
def mounted(place: Path, *, mib: int) -> Iterator[Path]:
    """`place`, with room for `mib` MiB."""
    place.mkdir(parents=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if not mount or not umount:
        pytest.skip("there is no mount here: a full disk was not tried")
    if subprocess.run([mount, "-t", "tmpfs", "-o", f"size={mib}m", "none", place], capture_output=True).returncode:
        pytest.skip("nothing may be mounted here: a full disk was not tried")
    try:
        yield place
    finally:
        subprocess.run([umount, "-l", place], check=True)
