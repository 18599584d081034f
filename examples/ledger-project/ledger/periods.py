"""Months as ranges of days."""
from datetime import date, timedelta


def day_after(day):
    return day + timedelta(days=1)


def month_range(year, month):
    """First and last day of a month."""
    start = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return start, following - timedelta(days=1)


def months_between(start, end):
    """(year, month) of every month that has a day between two days, both included."""
    months = []
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        months.append((year, month))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return months
