"""The link by which a buyer confirms the address: in the mail alone, and signed.

Whoever sent the form has the key of the private page, but may have typed somebody else's address.
What stands in the mail only the address's owner can know.
"""

import hashlib
import hmac

from backend.matching import MatchedRequest
from backend.storage.email_addresses import canonical_email

# Another use of the same key must not give the same signatures.
PURPOSE = b"address of a buyer\0"


def sign_confirmation(key: bytes, matched: MatchedRequest) -> str:
    """Return the token that confirms the address of this request."""
    text = f"{matched.reference}\0{canonical_email(matched.email)}"
    return hmac.new(key, PURPOSE + text.encode(), hashlib.sha256).hexdigest()


def confirms(key: bytes, matched: MatchedRequest, token: str) -> bool:
    """Tell whether a token confirms the address of this request."""
    return hmac.compare_digest(sign_confirmation(key, matched).encode(), token.encode())
