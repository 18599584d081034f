"""Amounts of money as whole cents, so that sums are exact."""
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Money:
    cents: int

    def __add__(self, other):
        return Money(self.cents + other.cents)

    def __sub__(self, other):
        return Money(self.cents - other.cents)

    def __neg__(self):
        return Money(-self.cents)

    def share(self, parts):
        """Splits into equal parts; the first ones take the cents that do not divide."""
        whole, rest = divmod(self.cents, parts)
        return [Money(whole + 1) if index < rest else Money(whole) for index in range(parts)]


ZERO = Money(0)


def parse_money(text):
    """Reads '12.34', '-5' or '1,200.50'."""
    clean = text.strip().replace(",", "")
    negative = clean.startswith("-")
    whole, _, fraction = clean.lstrip("-").partition(".")
    cents = int(whole or "0") * 100 + int((fraction + "00")[:2])
    return Money(-cents if negative else cents)


def format_money(money):
    sign = "-" if money.cents < 0 else ""
    whole, cents = divmod(abs(money.cents), 100)
    return f"{sign}{whole:,}.{cents:02d}"
