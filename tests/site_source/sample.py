"""A module whose reference stands on the same page as a setup."""


def commission(amount: float) -> float:
    """Return the tenth part of an amount."""
    return amount / 10
