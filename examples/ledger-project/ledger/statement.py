"""Statements: what was there, what came and went, what is left."""
from .money import ZERO, format_money
from .periods import day_after, month_range, months_between


class Statement:
    """One account over a range of days, both included."""

    def __init__(self, account, start, end):
        self.account = account
        self.start = start
        self.end = end
        self.lines = account.between(start, end)

    @property
    def opening(self):
        return self.account.balance(self.start)

    @property
    def income(self):
        return self._sum(posting for posting in self.lines if posting.amount > ZERO)

    @property
    def spending(self):
        return self._sum(posting for posting in self.lines if posting.amount < ZERO)

    @property
    def closing(self):
        return self.opening + self.income + self.spending

    @property
    def carried_over(self):
        """What the statement after this one opens with."""
        return self.account.balance_before(day_after(self.end))

    def render(self):
        rows = [f"{self.account.name} {self.start} to {self.end}", f"opening {format_money(self.opening)}"]
        rows += [f"{posting.day} {format_money(posting.amount)} {posting.note}".rstrip() for posting in self.lines]
        rows.append(f"closing {format_money(self.closing)}")
        return "\n".join(rows)

    @staticmethod
    def _sum(postings):
        total = ZERO
        for posting in postings:
            total = total + posting.amount
        return total


def monthly(account, start, end):
    """A statement for each month that has a day between two days."""
    return [Statement(account, *month_range(year, month)) for year, month in months_between(start, end)]
