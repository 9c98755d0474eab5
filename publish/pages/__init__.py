"""Files that publishing adds, from the data and the built pages.

- `open_data`: the open data, its schemas, and the feed of changes
- `embed`: the comparison as a page that other sites may frame
- `social_images`: one image a page for link previews
- `sitemap`: sitemap and robots.txt
- `redirects`: addresses ever published exist or lead on
- `source_lists`: each page lists its sources; the page of sources says where each is used

The order of the steps calls each once. They must not know policies or compression, which come
later.
"""
