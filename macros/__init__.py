"""The macros of MkDocs, from records to pages: views, checks, live preview, build hooks.

The macros plugin of MkDocs imports this package and calls the three functions below. Others use
`views/` for markup and `checks/` for problems. It imports `model/`, and must not know `backend/`,
apart from the preview, which serves the form with it.

- `__main__`: `make check` and the list of due reviews, without a build
- `plugin`: registers the macros with the plugin, and notes what they read
- `preview/`: what `mkdocs serve` does after an edit
- `editing/`: `make edit`, forms on the preview server that change one value
- `checks/`: what `make check` finds
- `build/`: what a full build does beside MkDocs
- `views/`: the macros, one module each
"""

from typing import Any


def define_env(env: Any) -> None:
    """Register the macros with the macros plugin; called by it for every build."""
    from macros.plugin import define_env as register  # noqa: PLC0415 - a view needs no MkDocs

    register(env)


def on_pre_page_macros(env: Any) -> None:
    """Let a page without calls pass as it is; called by the macros plugin for every page."""
    from macros.plugin import on_pre_page_macros as prepare  # noqa: PLC0415 - loaded by then

    prepare(env)


def on_post_build(env: Any) -> None:
    """Add what scripts ask for later; called by the macros plugin at the end of a build."""
    from macros.plugin import on_post_build as finish  # noqa: PLC0415 - loaded by then

    finish(env)
