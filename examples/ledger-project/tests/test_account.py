import unittest
from datetime import date

from ledger.account import Account
from ledger.book import Book
from ledger.money import Money


class AccountTest(unittest.TestCase):
    def setUp(self):
        self.account = Account("cash", Money(1000))
        self.account.post(date(2024, 3, 5), Money(-300), "books")
        self.account.post(date(2024, 3, 1), Money(500), "gift")

    def test_keeps_postings_in_order(self):
        self.assertEqual([posting.note for posting in self.account.postings], ["gift", "books"])

    def test_balance_counts_the_day_itself(self):
        self.assertEqual(self.account.balance(date(2024, 2, 29)), Money(1000))
        self.assertEqual(self.account.balance(date(2024, 3, 1)), Money(1500))
        self.assertEqual(self.account.balance(), Money(1200))

    def test_balance_before_leaves_the_day_out(self):
        self.assertEqual(self.account.balance_before(date(2024, 3, 1)), Money(1000))
        self.assertEqual(self.account.balance_before(date(2024, 3, 6)), Money(1200))

    def test_between_includes_both_ends(self):
        self.assertEqual(len(self.account.between(date(2024, 3, 1), date(2024, 3, 5))), 2)
        self.assertEqual(len(self.account.between(date(2024, 3, 2), date(2024, 3, 4))), 0)


class BookTest(unittest.TestCase):
    def test_transfer_keeps_the_total(self):
        book = Book()
        book.open("cash", Money(700))
        book.open("bank")
        book.transfer(date(2024, 1, 31), "cash", "bank", Money(250))
        self.assertEqual(book.total(), Money(700))
        self.assertEqual(book.accounts["bank"].balance(), Money(250))

    def test_refuses_what_is_no_transfer(self):
        book = Book()
        book.open("cash")
        with self.assertRaises(ValueError):
            book.transfer(date(2024, 1, 1), "cash", "cash", Money(0))


if __name__ == "__main__":
    unittest.main()
