"""Notes which lines of the files under a root run, test by test, with no package installed.

Uses sys.monitoring from Python 3.12 on, sys.settrace before. What was noted is appended to the output file as JSON
lines ({"test", "path", "lines"}, each line of a test once) when the test changes and twice a second besides, so that
a process that hangs and is killed leaves what it did until then. Python 3.6 must still read it.
"""
import atexit
import json
import os
import sys
import threading

FLUSH_SECONDS = 0.5
# Calls of one function in one test that are looked at where only some files matter: tracing them all takes too long.
CALLS_PER_TEST = 20


class Collector:
    def __init__(self, root, out, focus=None):
        """`focus` names the only files that matter, relative to the root; all of the project's where it is None."""
        self.focus = None if focus is None else set(focus)
        self.calls = {}
        self.root = os.path.realpath(root) + os.sep
        self.out = out
        self.test = ""
        self.noted = {}
        self.written = {}
        self.known = {}
        self.lock = threading.Lock()
        self.local = self.make_local()

    def relative(self, filename):
        """Path under the root, or None for code that is not the project's."""
        try:
            return self.known[filename]
        except KeyError:
            real = os.path.realpath(filename)
            outside = not real.startswith(self.root) or "site-packages" in real or "dist-packages" in real
            path = None if outside or filename.startswith("<") else real[len(self.root):].replace(os.sep, "/")
            if self.focus is not None and path not in self.focus:
                path = None
            self.known[filename] = path
            return path

    def start(self):
        self.pid = os.getpid()
        monitoring = getattr(sys, "monitoring", None)
        if monitoring is None or not self.start_monitoring(monitoring):
            self.monitoring = None
            threading.settrace(self.trace)
            sys.settrace(self.trace)
        thread = threading.Thread(target=self.flush_often, name="capuchin-collector")
        thread.daemon = True
        thread.start()
        atexit.register(self.flush)

    def start_monitoring(self, monitoring):
        for tool in (1, 3, 4):
            if monitoring.get_tool(tool) is None:
                break
        else:
            return False
        # Events may come as soon as they are asked for.
        self.monitoring = monitoring
        monitoring.use_tool_id(tool, "capuchin")
        monitoring.register_callback(tool, monitoring.events.LINE, self.on_line)
        monitoring.set_events(tool, monitoring.events.LINE)
        return True

    def on_line(self, code, line):
        path = self.relative(code.co_filename)
        if path is not None:
            self.noted.setdefault(path, set()).add(line)
        return self.monitoring.DISABLE

    def trace(self, frame, event, argument):
        if self.relative(frame.f_code.co_filename) is None:
            return None
        if self.focus is not None:
            calls = self.calls.get(frame.f_code, 0)
            if calls >= CALLS_PER_TEST:
                return None
            self.calls[frame.f_code] = calls + 1
        return self.local(frame, event, argument)

    def make_local(self):
        relative = self.relative

        def local(frame, event, argument):
            if event == "line":
                path = relative(frame.f_code.co_filename)
                lines = self.noted.get(path)
                if lines is None:
                    lines = self.noted.setdefault(path, set())
                lines.add(frame.f_lineno)
            return local

        return local

    def switch(self, test):
        """What runs from now on is charged to `test`; empty for none."""
        self.flush()
        with self.lock:
            self.test, self.noted, self.written, self.calls = test, {}, {}, {}
        if self.monitoring is not None:
            self.monitoring.restart_events()

    def flush_often(self):
        wait = threading.Event()
        while not wait.wait(FLUSH_SECONDS):
            self.flush()

    def flush(self):
        # A forked child that inherits this must not write its parent's lines again.
        if os.getpid() != self.pid:
            return
        with self.lock:
            rows = []
            for path, lines in list(self.noted.items()):
                fresh = set(lines) - self.written.get(path, set())
                if fresh:
                    self.written.setdefault(path, set()).update(fresh)
                    rows.append(json.dumps({"test": self.test, "path": path, "lines": sorted(fresh)}))
            if rows:
                with open(self.out, "a") as out:
                    out.write("\n".join(rows) + "\n")


def start_from_environment():
    """For processes started by a command: each writes a file of its own into the folder that is named."""
    folder, root = os.environ.get("CAPUCHIN_COVERAGE"), os.environ.get("CAPUCHIN_COVERAGE_ROOT")
    if folder and root:
        Collector(root, os.path.join(folder, "python-%d.jsonl" % os.getpid())).start()
