"""A year of an account at a glance."""
from datetime import date

from .money import format_money
from .statement import monthly


def yearly_report(account, year):
    """One row a month: opening, income, spending, closing."""
    rows = ["month opening income spending closing"]
    for statement in monthly(account, date(year, 1, 1), date(year, 12, 31)):
        amounts = [statement.opening, statement.income, statement.spending, statement.closing]
        rows.append(" ".join([f"{statement.start:%m}", *map(format_money, amounts)]))
    return "\n".join(rows)
