"""A small double-entry ledger: accounts, postings, statements and a budget."""
from .account import Account
from .book import Book
from .money import Money, format_money, parse_money
from .statement import Statement

__all__ = ["Account", "Book", "Money", "Statement", "format_money", "parse_money"]
