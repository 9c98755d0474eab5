"""The addresses below `_edit/` on the preview server: lists, one value, its difference, saving."""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from macros.checks import page_address
from macros.editing.fields import (
    Field,
    list_fields,
    list_item_fields,
    list_lists,
    parse_record,
    schema_of,
    suggest_source,
)
from macros.editing.files import (
    Check,
    EditableFile,
    compute_etag,
    diff_lines,
    find_data_problems,
    find_file,
    list_files,
    place_of,
    read_sound,
    run_check,
    write_if_unchanged,
)
from macros.editing.page_edit import (
    Block,
    list_blocks,
    list_front_fields,
    replace_block,
    replace_front,
)
from macros.editing.yaml_edit import EditError, add_item, replace_value
from macros.views import create_environment
from model.core.yaml_loader import KeyPath, read_text

EDITING = "SITE_EDITING"  # the variable that turns it on, for the preview only
TEMPLATES = Path(__file__).resolve().parent / "templates"
HERE = "_edit/"
SOURCES = "data/sources.yml"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
MARKDOWN = (
    'Markdown, as it stands in the file. A mark such as {{ cite("S10") }} at the end names the '
    "source. Leave it empty to take the paragraph out."
)
MAX_BODY = 1_000_000  # bytes
HEADERS = [
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
]  # fmt: skip

Environ = dict[str, Any]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Form = dict[str, str]


class RefusedError(Exception):
    """A request that did not come from a page of this editor on this machine."""


@dataclass
class Response:
    """What goes back: a page, or where to look next."""

    status: str
    body: str = ""
    kind: str = "text/html; charset=utf-8"
    location: str = ""


@dataclass(frozen=True)
class NewItem:
    """A record that a list is to get."""

    key: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Target:
    """What is edited: a field of data or front matter, a block of a page, or a new record."""

    file: EditableFile
    part: Field | Block | NewItem
    record: str = ""  # the name of what a field belongs to

    @property
    def label(self) -> str:
        """What it is, for people."""
        if isinstance(self.part, NewItem):
            return f"New in {self.part.key}"
        return self.part.label if isinstance(self.part, Field) else self.part.kind

    @property
    def place(self) -> dict[str, str]:
        """The parts of an address that name it."""
        if isinstance(self.part, Block):
            return {"file": self.file.name, "line": str(self.part.line)}
        if isinstance(self.part, NewItem):
            return {"file": self.file.name, "add": self.part.key}
        return {"file": self.file.name, "path": json.dumps(self.part.path)}

    def inputs(self, given: Form) -> list[tuple[str, Field, str]]:
        """Return name, field and content of each input of the form."""
        if isinstance(self.part, Block):
            shown = Field((), self.part.kind, MARKDOWN, "long", self.part.text)
            return [("value", shown, given.get("value", self.part.text))]
        if isinstance(self.part, Field):
            return [("value", self.part, given.get("value", self.part.shown))]
        names = [(_input_name(field), field) for field in self.part.fields]
        return [(name, field, given.get(name, field.shown)) for name, field in names]

    def apply(self, text: str, given: Form) -> str:
        """Return the file's text with what was typed; raises EditError."""
        if isinstance(self.part, Block):
            return replace_block(text, self.part.line, given["value"])
        if isinstance(self.part, NewItem):
            typed = {field.path: given.get(_input_name(field), "") for field in self.part.fields}
            return add_item(text, (self.part.key,), parse_record(self.part.fields, typed))
        value = self.part.parse(given["value"])
        if self.file.is_page:
            return replace_front(text, str(self.part.path[0]), value)
        return replace_value(text, self.part.path, value)


def _input_name(field: Field) -> str:
    return "value-" + "-".join(map(str, field.path))


@dataclass
class Editor:
    """The pages of the editor for one project; `base` is the path that the site is served at."""

    root: Path
    base: str
    check: Check = run_check
    lock: threading.Lock = field(default_factory=threading.Lock)
    # What the last save of a file took out, so that it can be taken back.
    before: dict[str, tuple[str, str]] = field(default_factory=dict)

    def answer(self, environ: Environ) -> Response:
        """Return what a request below `_edit/` gets."""
        try:
            refuse_strangers(environ)
            inner = environ["PATH_INFO"][len(self.base + HERE) :]
            if environ["REQUEST_METHOD"] == "POST":
                return self._post(inner, read_form(environ))
            return self._get(inner, parse(environ.get("QUERY_STRING", "")))
        except RefusedError as error:
            return self._message("403 Forbidden", "Not allowed", str(error))
        except EditError as error:
            return self._message("400 Bad Request", "This cannot be edited here", str(error))
        except KeyError as error:
            return self._message("400 Bad Request", "Something is missing", str(error))

    def with_link(
        self, site: WsgiApp, environ: Environ, start: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Return what the site answers; a page of ours with a link that opens it here."""
        path = environ["PATH_INFO"].removeprefix(self.base)
        names = (f"docs/{path.rstrip('/') or 'index'}.md", f"docs/{path}index.md")
        name = next((one for one in names if (self.root / one).is_file()), "")
        if not name or (path and not path.endswith("/")):
            return site(environ, start)
        heads: list[tuple[Any, ...]] = []
        parts = site(environ, lambda *head: heads.append(head))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        template = create_environment(TEMPLATES).get_template("edit_link.html.j2")
        link = template.render(address=f"{self.base}{HERE}file?{urlencode({'file': name})}")
        body = body.replace(b"</body>", link.encode() + b"</body>", 1)
        status, headers, *rest = heads[-1]
        kept = [one for one in headers if one[0].lower() != "content-length"]
        start(status, [*kept, ("Content-Length", str(len(body)))], *rest)
        return [body]

    def _get(self, inner: str, query: Form) -> Response:
        if inner == "editing.css":
            return Response("200 OK", (TEMPLATES / inner).read_text("utf-8"), "text/css")
        if inner == "":
            return self._page("Edit this site", "files", files=list_files(self.root))
        if inner == "file":
            return self._file(query["file"])
        if inner == "field":
            return self._form(self._target(query), {})
        if inner == "saved":
            return self._saved(query["file"])
        return self._message("404 Not Found", "No such page", "The list of files leads on.")

    def _post(self, inner: str, form: Form) -> Response:
        if inner == "take-back":
            return self._take_back(form["file"])
        target = self._target(form)
        if inner == "again":
            return self._form(target, form)
        with self.lock:
            text = read_sound(self.root, target.file.name)
            if compute_etag(text) != form["seen"]:
                raise EditError("the file has changed since you opened it: nothing is saved")
            try:
                after = target.apply(text, form)
            except EditError as error:
                return self._form(target, form, str(error))
            if after == text:
                return self._form(target, form, "This is what stands there already.")
            if inner == "save":
                before = write_if_unchanged(self.root, target.file.name, form["seen"], after)
                self.before[target.file.name] = (before, after)
                return self._see(f"saved?{urlencode({'file': target.file.name})}")
        problems = []
        if not target.file.is_page:
            problems = find_data_problems(self.root, target.file.name, after)
        return self._page(
            "What would change", "difference", target=target, inputs=target.inputs(form),
            seen=form["seen"], lines=diff_lines(text, after), problems=problems,
        )  # fmt: skip

    def _file(self, name: str) -> Response:
        file = find_file(self.root, name)
        text = read_sound(self.root, name)
        if file.is_page:
            fields = {"What search engines and browsers show": list_front_fields(text)}
            return self._page(
                file.about or name, "fields", file=file, records=fields, lists=[],
                blocks=[block for block in list_blocks(text) if block.has_words],
            )  # fmt: skip
        records = self._records(file, text)
        lists = list_lists(read_text(text, file.name))
        return self._page(file.name, "fields", file=file, records=records, blocks=[], lists=lists)

    def _records(self, file: EditableFile, text: str) -> dict[str, list[Field]]:
        inner = file.name.removeprefix("data/")
        schema = schema_of(self.root / "data", inner)
        return list_fields(read_text(text, file.name), schema)

    def _target(self, query: Form) -> Target:
        """Return what an address or a form names; raises EditError."""
        file = find_file(self.root, query["file"])
        text = read_sound(self.root, file.name)
        if "line" in query:
            found = [one for one in list_blocks(text) if str(one.line) == query["line"]]
            if not found:
                raise EditError("this paragraph is no longer there: open the page's list again")
            return Target(file, found[0])
        if "add" in query and not file.is_page:
            return Target(file, self._new_item(file, text, query["add"]))
        path = parse_path(query["path"])
        records = {"": list_front_fields(text)} if file.is_page else self._records(file, text)
        for record, fields in records.items():
            for one in fields:
                if one.path == path:
                    return Target(file, one, record)
        raise EditError("this value is no longer there: open the file's list again")

    def _new_item(self, file: EditableFile, text: str, key: str) -> NewItem:
        document = read_text(text, file.name)
        if key not in list_lists(document):
            raise EditError("there is no such list in the file")
        fields = list_item_fields(
            schema_of(self.root / "data", file.name.removeprefix("data/")), key
        )
        if file.name == SOURCES:
            records: Any = document.data
            ids = [str(one["id"]) for one in records[key] if "id" in one]
            fields = [suggest_source(one, ids, date.today()) for one in fields]
        return NewItem(key, (*fields,))

    def _form(self, target: Target, given: Form, wrong: str = "") -> Response:
        text = read_sound(self.root, target.file.name)
        heading = f"{target.label} of {target.record}" if target.record else target.label
        title = f"{'Error: ' if wrong else ''}{heading}"
        answer = self._page(
            title, "field", target=target, inputs=target.inputs(given), wrong=wrong,
            seen=compute_etag(text),
        )  # fmt: skip
        answer.status = "422 Unprocessable Content" if wrong else "200 OK"
        return answer

    def _saved(self, name: str) -> Response:
        file = find_file(self.root, name)
        problems = [(line, place_of(line)) for line in self.check(self.root)]
        page = page_address(Path(name).relative_to("docs")) if file.is_page else ""
        return self._page("Saved", "saved", file=file, problems=problems, address=self.base + page,
                          may_take_back=name in self.before)  # fmt: skip

    def _take_back(self, name: str) -> Response:
        find_file(self.root, name)
        if name not in self.before:
            raise EditError("nothing was saved here since the preview began")
        with self.lock:
            before, after = self.before[name]
            write_if_unchanged(self.root, name, compute_etag(after), before)
            del self.before[name]
        return self._see(f"file?{urlencode({'file': name})}")

    def _see(self, inner: str) -> Response:
        return Response("303 See Other", location=self.base + HERE + inner)

    def _message(self, status: str, title: str, words: str) -> Response:
        answer = self._page(title, "message", words=words)
        answer.status = status
        return answer

    def _page(self, title: str, template: str, **values: Any) -> Response:
        environment = create_environment(TEMPLATES)
        environment.filters["query"] = lambda place: urlencode(place, quote_via=quote)
        page = environment.get_template(f"{template}.html.j2")
        here = self.base + HERE
        return Response("200 OK", page.render(title=title, base=self.base, here=here, **values))


def mount_editor(site: WsgiApp, root: Path, base: str, check: Check = run_check) -> WsgiApp:
    """Return an app that answers below `_edit/` itself and leaves the rest to the site."""
    editor = Editor(root, base, check)

    def both(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(base + HERE):
            return editor.with_link(site, environ, start)
        answer = editor.answer(environ)
        body = answer.body.encode()
        headers = [*HEADERS, ("Content-Type", answer.kind), ("Content-Length", str(len(body)))]
        if answer.location:
            headers.append(("Location", answer.location))
        start(answer.status, headers)
        return [body]

    return both


def refuse_strangers(environ: Environ) -> None:
    """Raise RefusedError unless a request comes from this machine, and a form from our own page.

    The name asked for is looked at too: another site may have its name lead to this machine.
    """
    host = environ.get("HTTP_HOST", "")
    if environ.get("REMOTE_ADDR") not in LOOPBACK or urlsplit(f"//{host}").hostname not in LOOPBACK:
        raise RefusedError("Editing works on this machine alone, at 127.0.0.1 or localhost.")
    if environ["REQUEST_METHOD"] == "POST" and environ.get("HTTP_ORIGIN") != f"http://{host}":
        raise RefusedError("This form was sent by a page of another site: nothing is changed.")
    if environ.get("HTTP_SEC_FETCH_SITE", "none") not in {"none", "same-origin"}:
        raise RefusedError("Another site has led here: type the address yourself.")
    if environ["REQUEST_METHOD"] not in {"GET", "POST"}:
        raise RefusedError("Only GET and POST are known here.")


def read_form(environ: Environ) -> Form:
    """Return the fields of a form that was sent."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    if length > MAX_BODY:
        raise EditError("this text is too long")
    return parse(environ["wsgi.input"].read(length).decode("utf-8", "replace"))


def parse(text: str) -> Form:
    """Return the fields of a query or of a body; of a name that comes twice the last counts."""
    return {name: some[-1] for name, some in parse_qs(text, keep_blank_values=True).items()}


def parse_path(text: str) -> KeyPath:
    """Return a path as an address writes it: ["terms", 3, "name"]; raises EditError."""
    try:
        steps = json.loads(text)
    except ValueError:
        steps = None
    if not isinstance(steps, list) or not all(isinstance(one, str | int) for one in steps):
        raise EditError("this is no path of a value")
    return tuple(steps)
