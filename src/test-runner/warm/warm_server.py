"""Runs tests in forked children of one process that has the test runner and third-party modules loaded.

usage: warm_server.py CONFIG.json. Reads one JSON request from the FIFO `request`, writes one JSON answer to the FIFO
`answer`, both in the configured folder, until it is killed. The project's own modules are loaded in children only,
except those that pytest's configuration needs; which these are is said in `ready.json`. Python 3.6 must still read it.
"""
import gc
import importlib
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import threading
import time
import traceback

LOAD_SECONDS = 4
MEMORY_BYTES = 2 * 1024 ** 3
STATUS_BADNESS = {"skipped": 0, "xfail": 1, "passed": 2, "failed": 3, "error": 4}


class Report:
    """What a child tells the server while it runs, a JSON line each."""

    def __init__(self, fd, limit, collector):
        self.fd, self.limit, self.collector = fd, limit, collector
        self.started = None
        # Loading the project's own modules comes before the first test and is not charged to it.
        signal.setitimer(signal.ITIMER_PROF, limit + LOAD_SECONDS)

    def send(self, **fields):
        data = (json.dumps(fields) + "\n").encode()
        while data:
            data = data[os.write(self.fd, data):]

    def arm(self):
        """Processor time that the process may use until it is armed again; then the kernel ends it."""
        signal.setitimer(signal.ITIMER_PROF, self.limit)

    def start(self, test):
        self.arm()
        self.started = (test, time.perf_counter())
        if self.collector:
            self.collector.switch(test)
        self.send(start=test)

    def finish(self, test):
        if self.collector:
            self.collector.switch("")
        if self.started and self.started[0] == test:
            self.send(finish=test, ms=(time.perf_counter() - self.started[1]) * 1000)

    def status(self, test, status):
        self.send(test=test, status=status)

    def crash(self, trace, root):
        """Lines of the project that a failing test was in when it failed, outermost first."""
        lines = []
        while trace is not None:
            path = os.path.realpath(trace.tb_frame.f_code.co_filename)
            if is_project(path, root):
                lines.append([path[len(root) + 1:], trace.tb_lineno])
            trace = trace.tb_next
        self.send(crash=lines[:5] + lines[5:][-40:])


class PytestPlugin:
    """Reports what happens in a pytest session; `report` is set in the child."""

    def __init__(self, root):
        self.root, self.report, self.order, self.fail_fast = root, None, {}, False

    def pytest_collection_modifyitems(self, items):
        if not self.order:
            self.report.send(collected=[item.nodeid for item in items])
        else:
            items[:] = sorted((i for i in items if i.nodeid in self.order), key=lambda i: self.order[i.nodeid])

    def pytest_runtest_logstart(self, nodeid):
        self.report.start(nodeid)

    def pytest_runtest_logfinish(self, nodeid):
        self.report.finish(nodeid)

    def pytest_runtest_makereport(self, item, call):
        if call.excinfo is not None:
            self.report.crash(call.excinfo.tb, self.root)

    def pytest_runtest_logreport(self, report):
        expected = hasattr(report, "wasxfail")
        if report.when == "call":
            if expected:
                status = "xfail" if report.skipped else "passed" if report.passed else "failed"
            else:
                status = "passed" if report.passed else "skipped" if report.skipped else "failed"
            self.report.status(report.nodeid, status)
        elif report.failed:
            self.report.status(report.nodeid, "error")
        elif report.skipped:
            self.report.status(report.nodeid, "xfail" if expected else "skipped")

    def pytest_collectreport(self, report):
        if report.failed:
            self.report.send(broken=report.nodeid)


class PytestRunner:
    def __init__(self, config):
        import _pytest.config
        import _pytest.main

        self.options, self.root, self.files = config["options"], config["root"], config["files"]
        self.plugin = PytestPlugin(self.root)
        self.session = None

    def prepare(self):
        """Everything up to collection. It loads conftest files, so it may be left to the children."""
        from _pytest.config import _prepareconfig
        from _pytest.main import Session

        arguments = ["-p", "no:cacheprovider", "--tb=no"] + self.options + self.files
        config = _prepareconfig(arguments, plugins=[self.plugin])
        config._do_configure()
        self.session = Session.from_config(config)
        config.hook.pytest_sessionstart(session=self.session)

    def run(self, tests, fail_fast, report):
        self.plugin.report = report
        if self.session is None:
            self.prepare()
        session, config = self.session, self.session.config
        root = str(getattr(config, "rootpath", None) or config.rootdir)
        self.plugin.order = {test: index for index, test in enumerate(tests)}
        config.option.maxfail = 1 if fail_fast else 0
        files = dict.fromkeys(os.path.join(root, test.split("::")[0]) for test in tests)
        if tests:
            config.args = list(files)
        try:
            config.hook.pytest_collection(session=session)
            config.option.continue_on_collection_errors = True
            config.hook.pytest_runtestloop(session=session)
        except (session.Failed, session.Interrupted):
            pass


class UnittestRunner:
    def __init__(self, config):
        import unittest

        self.root = config["root"]
        self.discover = config["discover"]
        top = self.discover.get("top") or self.discover.get("start") or "."
        sys.path.insert(0, os.path.abspath(top))

    def prepare(self):
        pass

    def run(self, tests, fail_fast, report):
        import unittest

        result = unittest_result(report, self.root)
        result.failfast = fail_fast
        loader = unittest.TestLoader()
        if tests:
            suite = unittest.TestSuite(self.load(loader, name) for name in tests)
        else:
            found = self.discover
            pattern = found.get("pattern") or "test*.py"
            suite = loader.discover(found.get("start") or ".", pattern, found.get("top") or None)
            report.send(collected=[test.id() for test in leaves(suite)])
        suite.run(result)

    def load(self, loader, name):
        lost = "unittest.loader._FailedTest."
        if not name.startswith(lost):
            return loader.loadTestsFromName(name)
        import unittest

        module = name[len(lost):]

        class Import(unittest.TestCase):
            def id(self):
                return name

            def runTest(self):
                importlib.import_module(module)

        return Import()


def leaves(suite):
    for test in suite:
        if hasattr(test, "__iter__"):
            yield from leaves(test)
        else:
            yield test


def unittest_result(report, root):
    import unittest

    class Result(unittest.TestResult):
        def startTest(self, test):
            super().startTest(test)
            report.start(test.id())

        def stopTest(self, test):
            super().stopTest(test)
            report.finish(test.id())

        def addSuccess(self, test):
            super().addSuccess(test)
            report.status(test.id(), "passed")

        def addFailure(self, test, err):
            report.crash(err[2], root)
            report.status(test.id(), "failed")
            super().addFailure(test, err)

        def addError(self, test, err):
            report.crash(err[2], root)
            report.status(test.id(), "error")
            super().addError(test, err)

        def addSkip(self, test, reason):
            super().addSkip(test, reason)
            report.status(test.id(), "skipped")

        def addExpectedFailure(self, test, err):
            super().addExpectedFailure(test, err)
            report.status(test.id(), "xfail")

        def addUnexpectedSuccess(self, test):
            super().addUnexpectedSuccess(test)
            report.status(test.id(), "failed")

        def addSubTest(self, test, subtest, err):
            super().addSubTest(test, subtest, err)
            if err is not None:
                report.crash(err[2], root)
                report.status(test.id(), "failed" if issubclass(err[0], test.failureException) else "error")

    return Result()


def is_project(path, root):
    inside = path.startswith(root + os.sep)
    return inside and "site-packages" not in path and "dist-packages" not in path and not path.startswith(sys.prefix)


def project_files(root):
    """Files of the project that this process has loaded, relative to the root."""
    paths = []
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        real = os.path.realpath(path) if isinstance(path, str) else ""
        if is_project(real, root):
            paths.append(real[len(root) + 1:])
    return paths


def foreign_modules(root):
    """Names of loaded modules that are not the project's, in the order they were loaded."""
    names = []
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and not is_project(os.path.realpath(path), root):
            names.append(name)
    return names


def child(server, request, fd):
    os.setpgid(0, 0)
    try:
        status = [line for line in open("/proc/self/status") if line.startswith("VmSize")]
        used = int(status[0].split()[1]) * 1024
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, used + MEMORY_BYTES))
    except (OSError, ValueError, IndexError):
        pass
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A changed file may have the size and second of the one that its cached bytecode was made from.
    for change in request["changes"]:
        try:
            os.unlink(importlib.util.cache_from_source(os.path.join(server.root, change["path"])))
        except (OSError, NotImplementedError):
            pass
    sys.dont_write_bytecode = bool(request["changes"])
    collector = None
    if request.get("coverage"):
        from capuchin_collector import Collector

        collector = Collector(server.root, request["coverage"], request.get("focus"))
        collector.start()
    report = Report(fd, request["cpuMs"] / 1000.0, collector)
    server.runner.run(request["tests"], request["failFast"], report)
    if collector:
        collector.flush()
    signal.setitimer(signal.ITIMER_PROF, 0)
    report.send(done=True, modules=foreign_modules(server.root) if request.get("modules") else [])


class Server:
    def __init__(self, config):
        self.folder, self.root = config["folder"], os.path.realpath(config["root"])
        config["root"] = self.root
        # Pytest takes file descriptor 2 for itself while it captures.
        self.log = os.dup(2)
        self.runner = {"pytest": PytestRunner, "unittest": UnittestRunner}[config["framework"]](config)

    def run(self, request):
        read, write = os.pipe()
        started = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                os.close(read)
                child(self, request, write)
                code = 0
            except BaseException:
                os.write(self.log, traceback.format_exc().encode())
            finally:
                os._exit(code)
        os.close(write)
        answer = Answer()
        deadline = started + request["wallMs"] / 1000.0
        try:
            timed_out = answer.read(read, deadline)
        finally:
            os.close(read)
            try:
                os.killpg(pid, signal.SIGKILL)
            except OSError:
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF
        ms = (time.perf_counter() - started) * 1000
        return dict(answer.fields(), timedOut=timed_out or (killed and not answer.done), ms=ms)

    def preload(self, names):
        for name in names:
            if name not in sys.modules:
                try:
                    importlib.import_module(name)
                except BaseException:
                    pass

    def handle(self, request):
        if request["op"] == "preload":
            self.preload(request["modules"])
            return {"threads": threading.active_count(), "loaded": project_files(self.root)}
        originals = {}
        try:
            for change in request["changes"]:
                path = os.path.join(self.root, change["path"])
                with open(path, "rb") as file:
                    originals[path] = file.read()
                with open(path, "wb") as file:
                    file.write(change["content"].encode())
            return self.run(request)
        finally:
            for path, content in originals.items():
                with open(path, "wb") as file:
                    file.write(content)


class Answer:
    def __init__(self):
        self.statuses, self.broken, self.durations, self.crashes = {}, [], {}, []
        self.running, self.done, self.modules, self.collected = None, False, [], []

    def read(self, fd, deadline):
        """Takes in a child's lines until it is done or gone; true when the deadline came first."""
        rest = b""
        while not self.done:
            left = deadline - time.perf_counter()
            if left <= 0:
                return True
            if not select.select([fd], [], [], left)[0]:
                continue
            chunk = os.read(fd, 65536)
            if not chunk:
                return False
            lines = (rest + chunk).split(b"\n")
            rest = lines.pop()
            for line in lines:
                self.take(json.loads(line.decode()))
        return False

    def take(self, row):
        if "status" in row:
            known = self.statuses.get(row["test"], "skipped")
            if STATUS_BADNESS[row["status"]] >= STATUS_BADNESS[known]:
                self.statuses[row["test"]] = row["status"]
        elif "start" in row:
            self.running = row["start"]
        elif "finish" in row:
            self.running = None
            self.durations[row["finish"]] = row["ms"]
        elif "broken" in row:
            self.broken.append(row["broken"])
        elif "crash" in row:
            self.crashes.append(row["crash"])
        elif "collected" in row:
            self.collected = row["collected"]
        elif "done" in row:
            self.done, self.modules = True, row["modules"]

    def fields(self):
        return {
            "statuses": self.statuses,
            "broken": self.broken,
            "collected": self.collected,
            "durations": self.durations,
            "crashes": self.crashes[:20],
            "running": self.running,
            "finished": self.done,
            "modules": self.modules,
        }


def main():
    with open(sys.argv[1]) as text:
        config = json.load(text)
    # What the shell that started this keeps open must not stay open because of it.
    os.closerange(3, 1024)
    os.chdir(config["cwd"])
    sys.path[0:1] = [config["cwd"]] if config["pathFirst"] else []
    sys.path.append(config["folder"])
    sys.dont_write_bytecode = True
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    server = Server(config)
    if config["prepare"]:
        server.runner.prepare()
    gc.collect()
    if hasattr(gc, "freeze"):
        gc.freeze()
    ready = {"pid": os.getpid(), "loaded": project_files(server.root)}
    with open(os.path.join(server.folder, "ready.tmp"), "w") as out:
        json.dump(ready, out)
    os.rename(os.path.join(server.folder, "ready.tmp"), os.path.join(server.folder, "ready.json"))
    while True:
        with open(os.path.join(server.folder, "request")) as pipe:
            text = pipe.read()
        if text:
            answer = server.handle(json.loads(text))
            with open(os.path.join(server.folder, "answer"), "w") as pipe:
                json.dump(answer, pipe)


if __name__ == "__main__":
    main()
