"""The limited process in which letters are drawn: little time, little memory, no database.

Reads letters from standard input, each a length (4 bytes, big end first) and JSON; answers each with a length and a
PDF, or with a length of nothing where it cannot be drawn. Started and watched by `drawing`; starts without Django.
"""

import json
import resource
import struct
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent / "letter"
CPU = 5  # seconds for one letter; it takes a hundredth of one
MEMORY = 1024 * 1024 * 1024  # bytes of address space: much is mapped that is never touched
LENGTH = struct.Struct(">I")


def main() -> int:
    """Draw until standard input ends."""
    import typst  # 34 MB that nobody else needs

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    into, out = sys.stdin.buffer, sys.stdout.buffer
    # Its root is the folder of the letter: nothing else can be read, and no package is looked for.
    compiler = typst.Compiler(
        FOLDER / "letter.typ", root=FOLDER, font_paths=[FOLDER / "fonts"], ignore_system_fonts=True,
        package_path=FOLDER, package_cache_path=FOLDER,
    )  # fmt: skip
    while length := into.read(LENGTH.size):
        told = into.read(*LENGTH.unpack(length)).decode()
        json.loads(told)  # so that half of one ends here
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + CPU, resource.RLIM_INFINITY))
        try:
            drawn = compiler.compile(format="pdf", sys_inputs={"told": told}, pdf_standards=["ua-1"], timestamp=0)
        except (typst.TypstError, MemoryError):
            drawn = None
        pdf = drawn if isinstance(drawn, bytes) else b""
        out.write(LENGTH.pack(len(pdf)) + pdf)
        out.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
