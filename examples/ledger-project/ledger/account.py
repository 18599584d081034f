"""Accounts and the postings on them."""
from dataclasses import dataclass, field
from datetime import date

from .money import ZERO, Money


@dataclass(frozen=True)
class Posting:
    day: date
    amount: Money
    note: str = ""


@dataclass
class Account:
    name: str
    opening: Money = ZERO
    postings: list = field(default_factory=list)

    def post(self, day, amount, note=""):
        self.postings.append(Posting(day, amount, note))
        self.postings.sort(key=lambda posting: posting.day)

    def between(self, start, end):
        """Postings of the days from start to end, both included."""
        return [posting for posting in self.postings if start <= posting.day <= end]

    def balance(self, day=None):
        """What is there at the end of a day, or now."""
        return self._sum(posting for posting in self.postings if day is None or posting.day <= day)

    def balance_before(self, day):
        """What is there when a day begins."""
        return self._sum(posting for posting in self.postings if posting.day < day)

    def _sum(self, postings):
        total = self.opening
        for posting in postings:
            total = total + posting.amount
        return total
