"""Content security policy and HTTP headers: what published pages may load, and from where.

- `csp`: the content security policy of each page, from what it holds, written into it
- `headers`: the constant headers, described once, for Caddy, nginx, `_headers` and the backend
- `external_requests`: what a browser fetches by itself, and whether from another site

The order of the steps uses `csp` and `headers`. The policy hashes inline code, so it follows all
other changes of HTML.
"""

from publish.security.csp import write_policies
from publish.security.headers import headers_folder, is_fingerprinted, write_headers

__all__ = ["headers_folder", "is_fingerprinted", "write_headers", "write_policies"]
