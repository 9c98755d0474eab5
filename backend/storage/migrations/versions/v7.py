"""Version 7: indexes for what is looked up by reference, and for counting requests by status."""

from alembic import op

revision = "7"
down_revision = "6"


def upgrade() -> None:
    """Add both; a database that was copied may have them."""
    op.create_index(
        "ix_notifications_reference", "notifications", ["reference"], if_not_exists=True
    )
    op.create_index(
        "submissions_status_created_at",
        "submissions",
        ["status", "created_at"],
        if_not_exists=True,
    )
