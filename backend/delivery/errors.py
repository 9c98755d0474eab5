"""How a delivery attempt ends, other than well."""


class DeliveryCancelledError(Exception):
    """The notification is not to be sent any more: what it says is no longer true."""


class DeliveryError(Exception):
    """The attempt failed. `permanent`: a permanent failure, which no retry mends.

    `channel`: not this notification is at fault but the way that all of its kind take.

    The text goes into the log and the database, so it holds nothing of a request.
    """

    def __init__(self, problem: str, *, permanent: bool = False, channel: bool = False) -> None:
        super().__init__(problem)
        self.permanent = permanent
        self.channel = channel
