"""Developer tools: scaffolding, reports, screenshots; nothing here is part of the site.

They may import everything, and nothing imports them but tests and benchmarks.

- `scaffold`: `make new-page`, `new-source` and `new-report`
- `tidy`: `make tidy`: Markdown of what was pasted into a page
- `pr_report`: what a change does to facts and outcomes, as Markdown
- `screenshots`: pictures of every page
- `browser_states`: every page, and the states that a visitor can bring one into
- `accessibility`: runs the checks of access, and writes what the accessibility page says
- `source_links`: `make source-links`: sources that no longer answer or have moved
- `compare_generators`: what Zensical makes of the site
- `demo/`: `make demo`
- `testenv/`: what the tests need on a machine
"""
