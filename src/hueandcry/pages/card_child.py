"""The limited process in which pictures for links are drawn: little memory, no database, nothing but our own fonts.

Reads a JSON list from standard input, a card each; answers each with a length (4 bytes, big end first) and a PNG, or
with a length of nothing where it cannot be drawn. Started by `cards` for a print that needs some; no Django in it.
"""

import json
import resource
import sys

from hueandcry.pages.drawing_child import FOLDER, LENGTH, MEMORY

CPU = 10  # seconds for the first card with its fonts, and one more for each


def main() -> int:
    """Draw them all."""
    import typst  # 34 MB that nobody else needs

    told = json.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU + len(told), CPU + len(told)))
    compiler = typst.Compiler(
        FOLDER / "card.typ", root=FOLDER, font_paths=[FOLDER / "fonts"], ignore_system_fonts=True,
        package_path=FOLDER, package_cache_path=FOLDER,
    )  # fmt: skip
    for one in told:
        try:
            drawn = compiler.compile(format="png", ppi=72, sys_inputs={"told": json.dumps(one)}, timestamp=0)
        except (typst.TypstError, MemoryError):
            drawn = None
        png = drawn if isinstance(drawn, bytes) else b""
        sys.stdout.buffer.write(LENGTH.pack(len(png)) + png)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
