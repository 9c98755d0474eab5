"""What the words of a request settle: phrases as data, and the engine that reads them.

- `phrases`: the record of `data/phrases.yml`, its checks, and what both engines read of it
- `patterns`: which constructs a pattern may have, so that Python and browsers match the same
- `normalize`: quotes, hyphens, spaces and digits as both engines see them
- `messages`: a mail in its parts: forwarded, quoted, signed
- `deadlines`: dates and spans of time as ranges of the form
- `reader`: from a text to answers, with each phrase and why

`python -m model read` uses it. `docs/assets/js/request-text/` is the same engine for browsers,
which the box above the decision tool loads. It must not know HTML, and takes the vocabulary's names
as they are.
"""

from model.request_text.phrases import COUNTED, Phrases, compile_phrases
from model.request_text.reader import RequestReader

__all__ = ["COUNTED", "Phrases", "RequestReader", "compile_phrases"]
