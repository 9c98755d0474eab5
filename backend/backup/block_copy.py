"""Copies a SQLite file block by block, in passes, as a process of its own.

`python block_copy.py SOURCE TARGET` copies the file while others write to it, and says so. What it
has then may mix several moments. Told to settle by a line on its input, while whoever tells it
holds a reader's lock, it reads both files again and copies the blocks that differ: a fraction of
the time, and the only time for which writers wait.

It is a process of its own because closing a file gives up all locks that a process has on it.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from errno import ENOSPC
from pathlib import Path
from typing import BinaryIO

# Bytes that stay in a processor's cache between being read and being compared.
COMPARED = 262_144
THREADS = 2


def copy_changes(source: BinaryIO, target: BinaryIO) -> int:
    """Make `target` the same as `source`, as far as that stands still; return how many blocks.

    Threads share the blocks: what takes time is reading, and others wait for it.
    """
    old, new = source.fileno(), target.fileno()
    size = os.fstat(old).st_size

    def copy_every(first: int) -> int:
        block, copied = bytearray(COMPARED), bytearray(COMPARED)
        changed = 0
        for place in range(first * COMPARED, size, THREADS * COMPARED):
            length = os.preadv(old, [block], place)
            if os.preadv(new, [copied], place) == length and block == copied:
                continue
            # On a full disk a part may fit, and that is no error yet.
            if os.pwrite(new, memoryview(block)[:length], place) < length:
                raise OSError(ENOSPC, os.strerror(ENOSPC))
            changed += 1
        return changed

    with ThreadPoolExecutor(THREADS) as pool:
        changed = sum(pool.map(copy_every, range(THREADS)))
    target.truncate(size)
    return changed


def main(source: str, target: str) -> None:
    """Copy, wait for a line, settle."""
    with Path(source).open("rb", buffering=0) as old, Path(target).open("r+b") as new:
        copy_changes(old, new)
        copy_changes(old, new)  # what came meanwhile, so that little is left for which others wait
        sys.stdout.write("copied\n")
        sys.stdout.flush()
        sys.stdin.readline()
        changed = copy_changes(old, new)
        sys.stdout.write(f"settled {changed}\n")
        sys.stdout.flush()
        new.flush()
        os.fsync(new.fileno())


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2])
    except OSError as error:
        sys.stderr.write(f"{error.strerror}\n")
        sys.exit(1)
