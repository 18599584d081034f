"""Calls touched functions with inputs made from those that tests give them, and writes down what each call came to.

Loaded as `sitecustomize` into the process that runs the tests. `CAPUCHIN_PROBE` names a JSON file: `targets` maps a
file to names of functions in it, `changed` a file to its changed lines, `out` is where records go. Every probing call
is made in a forked child, so that neither the tests nor another call see what it did.
"""
import json
import os
import re
import signal
import sys
import threading
import time

LONGEST = 300
CALLS_PER_FUNCTION = 12
CALLS_PER_KIND_OF_SELF = 3
VARIANTS_PER_CALL = 24
SECONDS_PER_CALL = 5


def install():
    with open(os.environ["CAPUCHIN_PROBE"], encoding="utf-8") as file:
        plan = json.load(file)
    prober = Prober(plan)
    sys.setprofile(prober.on_event)


class Prober:
    def __init__(self, plan):
        self.targets = {os.path.realpath(path): set(names) for path, names in plan["targets"].items()}
        self.changed = {os.path.realpath(path): set(lines) for path, lines in plan["changed"].items()}
        self.out = os.open(plan["out"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.until = time.time() + plan["seconds"]
        self.seen = {}
        self.paths = {}

    def on_event(self, frame, event, _):
        if event != "call":
            return
        code = frame.f_code
        names = self.names_in(code.co_filename)
        if not names or code.co_name not in names:
            return
        if time.time() > self.until:
            sys.setprofile(None)
            return
        sys.setprofile(None)
        try:
            self.probe(frame)
        except Exception:
            pass
        finally:
            sys.setprofile(self.on_event)

    def names_in(self, filename):
        if filename not in self.paths:
            self.paths[filename] = self.targets.get(os.path.realpath(filename))
        return self.paths[filename]

    def probe(self, frame):
        code = frame.f_code
        count = code.co_argcount + code.co_kwonlyargcount
        names = code.co_varnames[:count]
        values = {name: frame.f_locals[name] for name in names if name in frame.f_locals}
        place = "%s.%s" % (os.path.basename(code.co_filename), code.co_name)
        key = show({name: value for name, value in values.items() if name not in ("self", "cls")})
        kind = type(values["self"]).__name__ if "self" in values else ""
        seen = self.seen.setdefault(place, [])
        alike = [one for one in seen if one[0] == kind]
        if (kind, key) in seen or len(seen) >= CALLS_PER_FUNCTION or len(alike) >= CALLS_PER_KIND_OF_SELF:
            return
        seen.append((kind, key))
        function = find_function(frame, values)
        if function is None:
            return
        extra = frame.f_locals.get(code.co_varnames[count]) if code.co_flags & 0x04 else ()
        more = rest_of(frame, code, count)
        for label, changed in variants(values):
            if time.time() > self.until:
                return
            name = "%s%s(%s) with %s" % (kind + "." if kind else "", code.co_name, key[:120], label)
            self.run_apart(name, function, changed, (code, extra, more))

    def run_apart(self, label, function, values, rest):
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            return
        try:
            silence()
            signal.signal(signal.SIGALRM, too_long)
            signal.alarm(SECONDS_PER_CALL)
            record = json.dumps([label, self.outcome(function, values, rest)]) + "\n"
            os.write(self.out, record.encode("utf-8", "replace"))
        finally:
            os._exit(0)

    def outcome(self, function, values, rest):
        code, extra, more = rest
        positional = [values[name] for name in code.co_varnames[: code.co_argcount] if name in values]
        keywords = {
            name: values[name]
            for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
            if name in values
        }
        try:
            result = function(*positional, *extra, **keywords, **more)
            if hasattr(result, "__next__"):
                result = [item for _, item in zip(range(10), result)]
            state = ""
            if result is None and "self" in values:
                state = " " + show(vars(values["self"]) if hasattr(values["self"], "__dict__") else None)
            return "returns " + show(result) + state
        except BaseException as error:
            return "raises %s%s" % (show_error(error), " in a changed line" if self.is_own(error) else "")

    def is_own(self, error):
        trace = error.__traceback__
        last = None
        while trace is not None:
            if os.path.realpath(trace.tb_frame.f_code.co_filename) in self.changed:
                last = trace
            trace = trace.tb_next
        if last is None:
            return False
        return last.tb_lineno in self.changed[os.path.realpath(last.tb_frame.f_code.co_filename)]


def rest_of(frame, code, count):
    if not code.co_flags & 0x08:
        return {}
    name = code.co_varnames[count + (1 if code.co_flags & 0x04 else 0)]
    return frame.f_locals.get(name) or {}


def find_function(frame, values):
    """The function that a frame runs, looked for where its code would be reached by name."""
    code = frame.f_code
    owners = []
    for name in ("self", "cls"):
        if name in values:
            kind = values[name] if isinstance(values[name], type) else type(values[name])
            owners.extend(kind.__mro__)
    for owner in owners:
        found = unwrap(owner.__dict__.get(code.co_name), code)
        if found is not None:
            return found
    return unwrap(frame.f_globals.get(code.co_name), code)


def unwrap(found, code):
    for _ in range(5):
        if found is None:
            return None
        if getattr(found, "__code__", None) is code:
            return found
        found = getattr(found, "__func__", None) or getattr(found, "fget", None) or getattr(found, "__wrapped__", None)
    return None


def variants(values):
    """The call as it is, and calls with one argument each changed."""
    yield "these arguments", values
    made = 0
    for name in sorted(values):
        if name in ("self", "cls"):
            continue
        for label, value in others(values[name]):
            if made >= VARIANTS_PER_CALL:
                return
            made += 1
            changed = dict(values)
            changed[name] = value
            yield "%s %s" % (name, label), changed


def others(value):
    found = [("None", None)]
    if isinstance(value, bool):
        return [("flipped", not value)] + found
    if isinstance(value, str):
        found += [("empty", ""), ("twice", value + value), ("first half", value[: len(value) // 2]), ("upper", value.upper()), ("called", lambda *_, **__: value)]
    elif isinstance(value, (int, float)):
        found += [("zero", 0), ("more", value + 1), ("less", -value - 1), ("text", str(value))]
    elif isinstance(value, (list, tuple)):
        found += [("empty", type(value)() if type(value) in (list, tuple) else []), ("backwards", value[::-1]), ("first", value[:1]), ("twice", value + value)]
    elif isinstance(value, dict):
        found += [("empty", {}), ("first", dict(list(value.items())[:1]))]
    elif isinstance(value, (set, frozenset)):
        found += [("empty", type(value)())]
    elif value is None:
        found = [("text", "x"), ("zero", 0), ("list", []), ("true", True)]
    elif isinstance(value, type):
        found += [("int", int)]
    else:
        found += [("its class", type(value))]
    return found


def show(value):
    try:
        text = repr(value)
    except Exception as error:
        text = "<no repr: %s>" % type(error).__name__
    return tidy(text)


def tidy(text):
    text = re.sub(r"0x[0-9a-fA-F]{4,}", "0x", text)
    text = re.sub(r"datetime\.(\w+)\([\d, ]+", r"datetime.\1(", text)
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def show_error(error):
    try:
        return tidy("%s: %s" % (type(error).__name__, error))
    except Exception:
        return type(error).__name__


def silence():
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)


def too_long(*_):
    raise TimeoutError("too long")


if "CAPUCHIN_PROBE" in os.environ and threading.current_thread() is threading.main_thread():
    try:
        install()
    except Exception as error:
        sys.stderr.write("capuchin: functions cannot be probed: %s\n" % error)
