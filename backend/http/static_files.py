"""Static files of the built site, in the encodings that publishing wrote beside them."""

from os import stat_result
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, PathLike, StaticFiles
from starlette.types import Scope

# The best first: what `publish/precompress.py` writes, and how it names the copies.
ENCODINGS = {"br": ".br", "gzip": ".gz"}


class SiteFiles(StaticFiles):
    """Starlette's files, with compressed copies and redirects that name no host."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer as ever; whoever made the request made up the host in it, so leave that out."""
        response = await super().get_response(path, scope)
        if isinstance(response, RedirectResponse):
            # Two slashes at the beginning would be another host again.
            there = "/" + scope["path"].strip("/") + "/"
            query = scope["query_string"].decode("latin-1")
            response = RedirectResponse(there + (f"?{query}" if query else ""))
        return response

    def file_response(
        self, full_path: PathLike, stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file, or the copy of it that takes the fewest bytes."""
        asked = Headers(scope=scope)
        plain = FileResponse(full_path, status_code=status_code, stat_result=stat_result)
        copies = _fresh_copies(Path(full_path), stat_result)
        coding = choose_encoding(asked.get("accept-encoding", ""), list(copies))
        response = plain
        if coding:
            # Its own time and size, and so an ETag that no other encoding has.
            copy = copies[coding]
            response = FileResponse(
                copy, status_code, media_type=plain.media_type, stat_result=copy.stat()
            )
            response.headers["Content-Encoding"] = coding
        if copies:
            response.headers.add_vary_header("Accept-Encoding")
        if self.is_not_modified(response.headers, asked):
            return NotModifiedResponse(response.headers)
        return response


def choose_encoding(accepted: str, there: list[str]) -> str | None:
    """Return the first coding of `there` that an Accept-Encoding header allows."""
    allowed = dict(_parse_weight(item) for item in accepted.lower().split(",") if item.strip())
    return next((name for name in there if allowed.get(name, allowed.get("*", 0)) > 0), None)


def _parse_weight(item: str) -> tuple[str, float]:
    name, _, parameter = item.partition(";")
    weight = parameter.strip().removeprefix("q=") or "1"
    try:
        return name.strip(), float(weight)
    except ValueError:
        return name.strip(), 0.0


def _fresh_copies(file: Path, original: stat_result) -> dict[str, Path]:
    """Return the copies of a file, but none from before its last change."""
    beside = {coding: file.with_name(file.name + ending) for coding, ending in ENCODINGS.items()}
    return {
        coding: copy
        for coding, copy in beside.items()
        if copy.is_file() and copy.stat().st_mtime >= original.st_mtime
    }
