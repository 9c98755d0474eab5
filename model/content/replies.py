"""Replies to a customer, ready to copy: one for each situation."""

from pydantic import Field

from model.core.record import Id, Record, Text


class CannedReply(Record):
    """A mail to a customer; what stands in [brackets] is filled in by whoever sends it."""

    id: Id = Field(description="Short name; the anchor on the page. Do not change it later.")
    situation: Text = Field(description="When to send it: the heading above it.")
    subject: Text = Field(description="Subject of the mail.")
    body: Text = Field(
        description="The mail as plain text, without your name. A blank line begins a paragraph, "
        "“- ” or “1. ” an item; other line breaks are not kept."
    )


class CopyButtonWords(Record):
    """What the button below a mail says; a script shows it."""

    button: Text = Field(description="On the button.")
    copied: Text = Field(description="Said when the mail is on the clipboard.")
    not_copied: Text = Field(description="Said when the browser refuses.")


class Replies(Record):
    """The file data/replies.yml."""

    words: CopyButtonWords = Field(description="What the button below each mail says.")
    replies: list[CannedReply] = Field(min_length=1, description="In the order shown.")
