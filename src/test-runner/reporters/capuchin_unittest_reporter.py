"""Stands in for `python -m unittest`: same arguments, and one JSON line a finished test in $CAPUCHIN_RESULTS.

Python 3.5 must still read it.
"""
import json
import os
import sys
import unittest


def write(test, status):
    path = os.environ.get("CAPUCHIN_RESULTS")
    if path:
        with open(path, "a") as out:
            out.write(json.dumps({"test": test, "status": status}) + "\n")


class ReportingResult(unittest.TextTestResult):
    def addSuccess(self, test):
        super().addSuccess(test)
        write(test.id(), "passed")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        write(test.id(), "failed")

    def addError(self, test, err):
        super().addError(test, err)
        write(test.id(), "error")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        write(test.id(), "skipped")

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        write(test.id(), "xfail")

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        write(test.id(), "failed")

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            write(test.id(), "failed" if issubclass(err[0], test.failureException) else "error")


class ReportingRunner(unittest.TextTestRunner):
    resultclass = ReportingResult


UNLOADABLE = "unittest.loader._FailedTest."


def only(suite, wanted):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from only(item, wanted)
        elif item.id() in wanted or stands_for(item.id(), wanted):
            yield item


def stands_for(test, wanted):
    """True for the stand-in of a module that cannot be loaded and should hold a wanted test."""
    module = test[len(UNLOADABLE):] + "." if test.startswith(UNLOADABLE) else None
    return module is not None and any(name.startswith(module) for name in wanted)


class ReportingProgram(unittest.TestProgram):
    def createTests(self, *args, **kwargs):
        super().createTests(*args, **kwargs)
        path = os.environ.get("CAPUCHIN_ONLY")
        if path:
            with open(path) as lines:
                self.test = unittest.TestSuite(only(self.test, set(json.load(lines))))


if __name__ == "__main__":
    sys.path[0] = os.getcwd()
    sys.argv[0] = "python -m unittest"
    ReportingProgram(module=None, testRunner=ReportingRunner)
