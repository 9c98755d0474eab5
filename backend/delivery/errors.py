"""How a delivery attempt ends, other than well."""


class DeliveryCancelledError(Exception):
    """It is not to be sent any more: what it says has been taken back in the meantime."""


class DeliveryError(Exception):
    """It was not delivered. `for_good`: trying again cannot help.

    The text goes into the log and the database, so it holds nothing of a request.
    """

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.for_good = for_good
