"""What `make check` finds in pages, `mkdocs.yml` and the theme's templates, with file and line.

- `project`: everything in one run, so that one run tells every mistake
- `pages`: all pages, or a saved one on its own: calls the checks of pages that follow
- `front_matter`: keys, dates and lengths of a page's front matter
- `macro_calls`: known macros, right arguments, at a place where markup survives
- `links`: a broken link, anchor or image in a page's source, with its line
- `headings`: one first-level heading, no skipped level, no id twice; the ids of a page
- `citations`: paragraphs, items and rows without a source, what needs none, and what is excused
- `glossary_links`: the first use of a term links to the glossary, and only that
- `readability`: long sentences
- `leftovers`: merges that were not resolved, calls with single braces
- `data_links`: addresses of our pages that stand in data
- `mkdocs_config`: `mkdocs.yml` and the templates of the theme
- `spelling`: words that codespell takes for mistakes
- `reviews`: pages whose review is due

Others call `project`, `pages` and `citations`. Checks return problems and raise nothing; they must
not change or render a page. Broken links of the finished HTML are found in `publish/checks`.
"""
