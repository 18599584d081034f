import unittest
from datetime import date

from ledger.periods import month_range, months_between


class PeriodsTest(unittest.TestCase):
    def test_month_range(self):
        self.assertEqual(month_range(2024, 2), (date(2024, 2, 1), date(2024, 2, 29)))
        self.assertEqual(month_range(2023, 12), (date(2023, 12, 1), date(2023, 12, 31)))

    def test_months_between(self):
        self.assertEqual(months_between(date(2023, 11, 30), date(2024, 1, 1)), [(2023, 11), (2023, 12), (2024, 1)])


if __name__ == "__main__":
    unittest.main()
