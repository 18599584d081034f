"""Says what tests make of changed programs. Reads a question as a JSON object a line, answers a JSON array a line.

A question has `programs` (source by file name), `visible` (source of the visible tests) and `do`. `spectrum`: for each visible
test how it ends, the lines of the programs that it runs, and those on the stack where it breaks off. `outcomes`, with
`file`, `contents` and `hidden`: for each text put in the place of that file 0 where a visible test fails, 1 where all pass,
2 where all hidden ones pass as well. Every text runs in a process of its own, with limits of time and memory.
"""
import json
import os
import re
import resource
import select
import signal
import sys
import time
import types
import unittest

MEMORY = 700 << 20
SECONDS = 1.2
HIDDEN_SECONDS = 6
HANGING_LINES = 20_000


class Enough(BaseException):
    pass


def load(question, content=None):
    for name, source in question["programs"].items():
        module = types.ModuleType(name[:-3])
        sys.modules[name[:-3]] = module
        text = source if content is None or name != question["file"] else content
        exec(compile(text, "/programs/" + name, "exec"), module.__dict__)


def tests_of(source):
    module = types.ModuleType("tests")
    exec(compile(source, "tests", "exec"), module.__dict__)
    cases = [
        each
        for each in module.__dict__.values()
        if isinstance(each, type) and issubclass(each, unittest.TestCase) and each is not unittest.TestCase
    ]
    return [case(name) for case in cases for name in sorted(dir(case)) if name.startswith("test")]


def passes(test):
    result = unittest.TestResult()
    test.run(result)
    return result.wasSuccessful(), [text for _, text in result.errors + result.failures]


def apart(work, seconds):
    """What `work` returns in a process of its own; None where it dies or takes longer."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            nothing = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
            os.write(writer, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writer)
    said = b""
    end = time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([reader], [], [], max(0, end - time.monotonic()))
        piece = os.read(reader, 1 << 16) if ready else b""
        if not piece:
            break
        said += piece
    os.close(reader)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return json.loads(said) if said else None


def traced(question, at, stops):
    lines = set()
    count = [0]

    def trace(frame, event, argument):
        if not frame.f_code.co_filename.startswith("/programs/"):
            return None
        lines.add((frame.f_code.co_filename[10:], frame.f_lineno))
        count[0] += 1
        if stops and count[0] > HANGING_LINES:
            raise Enough
        return trace

    load(question)
    test = tests_of(question["visible"])[at]
    passed, said = False, []
    sys.settrace(trace)
    try:
        if stops:
            getattr(test, test._testMethodName)()
        else:
            passed, said = passes(test)
    except BaseException:
        pass
    sys.settrace(None)
    places = [(name, int(line)) for text in said for name, line in re.findall(r'"/programs/([^"]+)", line (\d+)', text)]
    return {"passed": passed, "lines": sorted(lines), "crash": places}


def spectrum(question):
    """A test that hangs is run again without its own alarm, for a while."""
    nothing = {"passed": False, "lines": [], "crash": []}
    count = len(re.findall(r"def test", question["visible"]))
    return [
        apart(lambda: traced(question, at, False), 3) or apart(lambda: traced(question, at, True), 10) or nothing
        for at in range(count)
    ]


def outcome(question, content):
    def all_pass(source):
        def work():
            load(question, content)
            return all(passes(test)[0] for test in tests_of(source))

        return work

    if not apart(all_pass(question["visible"]), SECONDS):
        return 0
    return 2 if apart(all_pass(question["hidden"]), HIDDEN_SECONDS) else 1


for line in sys.stdin:
    asked = json.loads(line)
    answer = spectrum(asked) if asked["do"] == "spectrum" else [outcome(asked, each) for each in asked["contents"]]
    print(json.dumps(answer), flush=True)
