"""Content security policy and HTTP headers: what published pages may load, and from where.

- `csp`: the content security policy of each page, from what it holds
- `headers`: all headers described once, written for Caddy, nginx, `_headers` and the backend
- `external_requests`: what a browser fetches by itself, and whether from another site

The order of the steps uses `headers`. It runs after the last change of HTML, since it hashes inline
code, and must not change a page.
"""

from publish.security.headers import headers_folder, write_headers

__all__ = ["headers_folder", "write_headers"]
