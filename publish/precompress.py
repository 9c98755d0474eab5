"""Compressed copies beside the files, for servers that send them as they are."""

import gzip
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

TEXT_SUFFIXES = {".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".csv", ".atom"}
MIN_SIZE = 512  # bytes; below that a copy saves nothing
# The best quality takes fifteen times as long as the next but one, so it is for small sites.
SMALL_SITE = 20 * 1024 * 1024


def compress(folder: Path) -> None:
    """Write a .br and a .gz copy of every text file that is worth one."""
    files = [file for file in sorted(folder.rglob("*")) if _is_compressible(file)]
    quality = 11 if sum(file.stat().st_size for file in files) < SMALL_SITE else 9
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both compressors let other threads run
        list(pool.map(lambda file: _write_copies(file, quality), files))


def _is_compressible(file: Path) -> bool:
    return file.is_file() and file.suffix in TEXT_SUFFIXES and file.stat().st_size >= MIN_SIZE


def _write_copies(file: Path, quality: int) -> None:
    content = file.read_bytes()
    file.with_name(f"{file.name}.br").write_bytes(brotli.compress(content, quality=quality))
    # No time and no name in the head, so that the same content gives the same bytes.
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))


def is_whole(file: Path) -> bool:
    """Tell whether a compressed copy holds what the file beside it holds."""
    try:
        original = file.with_suffix("").read_bytes()
        packed = file.read_bytes()
        held = brotli.decompress(packed) if file.suffix == ".br" else gzip.decompress(packed)
    except (OSError, EOFError, brotli.error):
        return False
    return bool(held == original)
