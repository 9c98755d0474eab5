"""What published pages may load, and from where: content security policy and headers."""

from publish.security.headers import headers_folder, write_headers

__all__ = ["headers_folder", "write_headers"]
