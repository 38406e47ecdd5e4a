"""The limited process in which strangers' mail is opened: little time, little memory, no database.

Reads requests from standard input, each two lengths (4 bytes, big end first), JSON and raw message;
writes one length and JSON. Started and watched by `children`; starts without Django.
"""

import json
import resource
import struct
import sys
import time
from dataclasses import asdict
from typing import Any, BinaryIO

from hueandcry.post import opening

CPU = 5  # seconds for one message
MEMORY = 256 * 1024 * 1024  # bytes of address space, code and libraries included
LENGTHS = struct.Struct(">II")
LENGTH = struct.Struct(">I")


def main() -> int:
    """Answer until standard input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    into, out = sys.stdin.buffer, sys.stdout.buffer
    while lengths := into.read(LENGTHS.size):
        asked, raw = _read(into, lengths)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + CPU, resource.RLIM_INFINITY))
        answer = json.dumps(_answer(asked, raw)).encode()
        out.write(LENGTH.pack(len(answer)) + answer)
        out.flush()
    return 0


def _answer(asked: dict[str, Any], raw: bytes) -> dict[str, Any]:
    try:
        if asked["do"] == "check":
            from hueandcry.post import verifying  # late: most messages are not copies

            server = asked.get("name_server")
            return verifying.check(raw, name_server=(server[0], server[1]) if server else None)
        return asdict(opening.read(raw, null_sender=asked.get("null_sender", False)))
    except RecursionError:
        return {"penned": "The message is nested too deeply to be read."}
    except MemoryError:
        return {"penned": "Reading the message took too much memory."}
    except Exception as trouble:
        return {"penned": f"The message cannot be read ({type(trouble).__name__})."}


def _read(into: BinaryIO, lengths: bytes) -> tuple[dict[str, Any], bytes]:
    first, second = LENGTHS.unpack(lengths)
    return json.loads(into.read(first)), into.read(second)


if __name__ == "__main__":
    sys.exit(main())
