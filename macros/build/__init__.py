"""Build steps beside MkDocs: a search index made apart, fetched documents, hidden pages.

- `search_hook`: a MkDocs hook: the search index, worked out while pages are written
- `search_index`: what the theme's search finds in one page
- `background`: work in a second process, here where processes cannot be copied safely
- `fetched_documents`: writes what scripts ask for later
- `decision_pages`: writes the tool's pages for readers without a script
- `hidden_pages`: takes a page out of nav and build, as that of firms where there are none

The preview uses `search_index`, the checks `background`, and the plugin the last three. The hooks
are for speed only: without them a build gives the same bytes.
"""
