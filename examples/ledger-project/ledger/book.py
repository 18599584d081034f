"""All accounts of one owner."""
from .account import Account
from .money import ZERO


class Book:
    def __init__(self):
        self.accounts = {}

    def open(self, name, opening=ZERO):
        if name in self.accounts:
            raise ValueError(f"there is already an account {name}")
        self.accounts[name] = Account(name, opening)
        return self.accounts[name]

    def transfer(self, day, source, target, amount, note=""):
        """Moves an amount: what leaves one account arrives on the other."""
        if amount <= ZERO:
            raise ValueError("a transfer moves a positive amount")
        self.accounts[source].post(day, -amount, note)
        self.accounts[target].post(day, amount, note)

    def total(self, day=None):
        total = ZERO
        for account in self.accounts.values():
            total = total + account.balance(day)
        return total
