"""Critical CSS: each page carries the rules that fit it, and the theme's own files load later.

- `inline`: puts styles and the header's scripts into each page, the rest into a template
- `theme`: the theme's links to styles and script, and what they lead to
- `usage`: what a page can show: its elements, and what scripts may add
- `selectors`: what a selector needs of a page, whatever state it is in
- `purge`: the rules of a sheet that a page can show
- `above_the_fold`: those of them that it needs for what it shows at first

The order of the steps uses `inline` alone. In doubt a rule stays. It must not know what pages are
about.
"""

from publish.critical_css.inline import inline_styles

__all__ = ["inline_styles"]
