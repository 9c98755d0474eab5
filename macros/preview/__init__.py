"""Live preview with `mkdocs serve`: incremental rebuild, mistakes in the page, a working form.

- `hook`: the MkDocs hook that ties these to the server; does nothing in `mkdocs build`
- `watcher`: which files have changed, by the system's events or by looking
- `rebuild`: which pages a change concerns; a full build in doubt
- `page_render`: a saved page is rendered again here, from what the last full build has left
- `dependencies`: macro calls kept, with what each reads of the data
- `generator`: the private parts of MkDocs that the preview needs, in one place
- `content`: data, macros and checks of the last full build, brought up to date by smaller ones
- `state`: the last sound data, and what is wrong now
- `problem_marks`: what is wrong with a page, listed above it, with a mark at each place
- `error_page`: one page with the mistake where nothing could be built
- `backend_mount`: the form backend inside the development server

Only MkDocs and the plugin use it. It may know MkDocs; what it serves must be what a clean build
gives, and `views/` must not know that it exists.
"""

from macros.preview.content import Content
from macros.preview.dependencies import MacroCache

__all__ = [
    "Content",
    "MacroCache",
]
