"""A firm learns of a buyer: the introduction's life, its mails, the firm's answer."""

from backend.introductions.answer_links import FirmAnswerRequest, load_answer_request
from backend.introductions.lifecycle import record_answer, remind_unanswered
from backend.introductions.mailer import FirmMailer
from backend.introductions.message_preview import render_preview
from backend.introductions.messages import KINDS, Message, match_context, render_operator_message

__all__ = [
    "KINDS",
    "FirmAnswerRequest",
    "FirmMailer",
    "Message",
    "load_answer_request",
    "match_context",
    "record_answer",
    "remind_unanswered",
    "render_operator_message",
    "render_preview",
]
