"""How a try to deliver can end, other than well."""


class NotNeeded(Exception):  # noqa: N818 - a state of the world
    """It is not to be sent any more: what it says has been taken back in the meantime."""


class Failure(Exception):  # noqa: N818 - a state of the world, not a mistake of the program
    """It was not delivered. `for_good`: trying again cannot help.

    The text goes into the log and the database, so it holds nothing of a request.
    """

    def __init__(self, problem: str, *, for_good: bool = False) -> None:
        super().__init__(problem)
        self.for_good = for_good
