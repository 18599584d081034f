"""Pytest plugin: appends one JSON line a finished test to $CAPUCHIN_RESULTS; runs only $CAPUCHIN_ONLY's ids.

Loaded through PYTEST_PLUGINS, so any command that ends in pytest reports, whatever starts it. Python 3.5 and
pytest 3 must still read it.
"""
import json
import os


def _write(test, status):
    path = os.environ.get("CAPUCHIN_RESULTS")
    if path:
        with open(path, "a") as out:
            out.write(json.dumps({"test": test, "status": status}) + "\n")


def pytest_configure(config):
    # One file that cannot be loaded must not hide what the others say.
    config.option.continue_on_collection_errors = True


def pytest_collection_modifyitems(config, items):
    path = os.environ.get("CAPUCHIN_ONLY")
    if not path:
        return
    with open(path) as lines:
        wanted = set(json.load(lines))
    kept = [item for item in items if item.nodeid in wanted]
    dropped = [item for item in items if item.nodeid not in wanted]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def pytest_runtest_logreport(report):
    expected_failure = hasattr(report, "wasxfail")
    if report.when == "call":
        if expected_failure:
            status = "xfail" if report.skipped else "passed" if report.passed else "failed"
        else:
            status = "passed" if report.passed else "skipped" if report.skipped else "failed"
        _write(report.nodeid, status)
    elif report.failed:
        _write(report.nodeid, "error")
    elif report.skipped:
        _write(report.nodeid, "xfail" if expected_failure else "skipped")


def pytest_collectreport(report):
    if report.failed:
        _write(report.nodeid, "error")
