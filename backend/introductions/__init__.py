"""Introductions: a firm gets a buyer's contact; life cycle, mails, the firm's answer.

- `lifecycle`: from the buyer's choice to each way in which it can end: the check before a mail
  leaves, `introducing`, answers, silence, and the notice to delete; read it from top to bottom
- `mailer`: how each mail about firms is delivered, and whether it still is to be sent
- `messages`: the mails and their context, each from a template in `templates/mail/`
- `message_preview`: a mail as it would be, for a request that nobody sent
- `answer_links`: signed links by which a firm accepts or declines, good for one answer
- `confirmation_links`: the signed token by which a buyer confirms the address

The portal uses `answer_links`, `confirmation_links` and the context of `messages`; the composition
root takes the deliverers. It must not know pages or HTTP, and asks `matching/` for every change of
an offer.
"""

from backend.introductions.answer_links import FirmAnswerRequest, load_answer_request
from backend.introductions.confirmation_links import confirms
from backend.introductions.lifecycle import record_answer, remind_unanswered
from backend.introductions.mailer import FirmMailer
from backend.introductions.message_preview import render_preview
from backend.introductions.messages import (
    KINDS,
    Message,
    answer_labels,
    match_context,
    render_message,
    render_operator_message,
    site_context,
)

__all__ = [
    "KINDS",
    "FirmAnswerRequest",
    "FirmMailer",
    "Message",
    "answer_labels",
    "confirms",
    "load_answer_request",
    "match_context",
    "record_answer",
    "remind_unanswered",
    "render_message",
    "render_operator_message",
    "render_preview",
    "site_context",
]
