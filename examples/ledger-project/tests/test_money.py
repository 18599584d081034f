import unittest

from ledger.money import Money, format_money, parse_money


class MoneyTest(unittest.TestCase):
    def test_parses_and_formats(self):
        for text, cents in [("12.34", 1234), ("-5", -500), ("1,200.50", 120050), (".5", 50)]:
            self.assertEqual(parse_money(text), Money(cents))
        self.assertEqual(format_money(Money(-120050)), "-1,200.50")

    def test_shares_without_losing_a_cent(self):
        self.assertEqual(Money(100).share(3), [Money(34), Money(33), Money(33)])


if __name__ == "__main__":
    unittest.main()
