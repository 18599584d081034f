import unittest
from datetime import date

from ledger.account import Account
from ledger.money import Money
from ledger.report import yearly_report
from ledger.statement import Statement, monthly


class StatementTest(unittest.TestCase):
    def setUp(self):
        self.account = Account("bank", Money(10000))
        self.account.post(date(2024, 1, 15), Money(2500), "pay")
        self.account.post(date(2024, 1, 31), Money(-1000), "rent")
        self.account.post(date(2024, 2, 1), Money(-400), "food")

    def test_income_and_spending(self):
        january = Statement(self.account, date(2024, 1, 1), date(2024, 1, 31))
        self.assertEqual((january.income, january.spending), (Money(2500), Money(-1000)))
        self.assertEqual(january.closing, Money(11500))

    def test_a_month_goes_on_where_the_last_one_ended(self):
        january, february = monthly(self.account, date(2024, 1, 1), date(2024, 2, 29))
        self.assertEqual(february.opening, january.closing)
        self.assertEqual(february.closing, self.account.balance())

    def test_carries_over_what_is_left(self):
        january = Statement(self.account, date(2024, 1, 1), date(2024, 1, 31))
        self.assertEqual(january.carried_over, Money(11500))

    def test_renders(self):
        text = Statement(self.account, date(2024, 1, 10), date(2024, 1, 20)).render()
        self.assertIn("opening 100.00", text)
        self.assertIn("2024-01-15 25.00 pay", text)
        self.assertIn("closing 125.00", text)

    def test_year(self):
        rows = yearly_report(self.account, 2024).split("\n")
        self.assertEqual(len(rows), 13)
        self.assertEqual(rows[2], "02 115.00 0.00 -4.00 111.00")
        self.assertEqual(rows[12].split()[-1], "111.00")


if __name__ == "__main__":
    unittest.main()
