"""Each page carries the rules that fit it; the theme's own files wait until they are needed."""

from publish.critical_css.inline import inline_styles

__all__ = ["inline_styles"]
