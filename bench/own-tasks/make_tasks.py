"""Makes tasks of small real programs: `make_tasks.py CLONE OUT BUGS SEED`.

CLONE is a bare clone of QuixBugs. OUT gets `dataset.jsonl` (rows as SWE-rebench has them), `environments.yaml` and
`repositories/`, a bare repository for each program with a commit for each of its tasks. A task is the program with its
real bug, or with one of up to BUGS planted in the correct version. Three visible tests show one failure; hidden tests are
further inputs, with what the correct program makes of them. Inputs on which it fails or takes long are left out.
"""
import copy
import difflib
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
IDENTITY = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
INPUTS = 200
HIDDEN = 40
VISIBLE = (1, 2)
LEAST_FAILING = 4


def load_module(name, *path):
    spec = importlib.util.spec_from_file_location(name, os.path.join(HERE, "..", *path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


oracle = load_module("oracle", "quixbugs", "oracle.py")
plant = load_module("plant", "planted-bugs", "plant.py")
oracle.SECONDS = 0.2


def git(*args, cwd=None, input=None):
    return subprocess.run(["git", *args], cwd=cwd, input=input, capture_output=True, text=True, check=True).stdout


def main():
    clone, out, bugs, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    sys.setrecursionlimit(2000)
    oracle.signal.signal(oracle.signal.SIGALRM, oracle.on_alarm)
    show = lambda path: git("--git-dir", clone, "show", "HEAD:" + path)
    listed = git("--git-dir", clone, "ls-tree", "--name-only", "HEAD", "json_testcases/").split()
    names = [os.path.basename(path)[:-5] for path in listed]
    os.makedirs(os.path.join(out, "repositories"), exist_ok=True)
    rows = []
    for name in names:
        cases = [json.loads(line) for line in show("json_testcases/%s.json" % name).splitlines() if line.strip()]
        program = Program(name, show("correct_python_programs/%s.py" % name), cases, random.Random("%s %d" % (name, seed)))
        if len(program.inputs) < 20:
            continue
        sources = [("real", show("python_programs/%s.py" % name))] + program.planted(bugs)
        tasks = [task for task in (program.task(kind, source) for kind, source in sources) if task]
        rows += write_repository(os.path.join(out, "repositories"), program, tasks)
    with open(os.path.join(out, "dataset.jsonl"), "w") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    with open(os.path.join(out, "environments.yaml"), "w") as file:
        for name in sorted({row["repo"] for row in rows}):
            file.write("- repo: %s\n  note: nothing is installed\n" % name)
            file.write('  recipe: { python: "3.11", requirements: [], preInstall: [], install: [] }\n')
    print("%d tasks of %d programs" % (len(rows), len({row["repo"] for row in rows})))


class Program:
    def __init__(self, name, correct, cases, rng):
        self.name, self.correct, self.rng = name, correct, rng
        self.right = load_source(name, correct)
        self.inputs = self.known_inputs(cases)

    def known_inputs(self, cases):
        """Inputs that are literals, with literal results that the correct program gives twice."""
        found, seen, slow = [], set(), 0
        given = [case[0] if isinstance(case[0], list) else [case[0]] for case in cases]
        drawn = oracle.from_tests(cases, self.rng)
        for arguments in given + [next(drawn) for _ in range(INPUTS * 5)]:
            key = repr(arguments)
            if key in seen or len(key) > 300 or slow > 10 or len(found) >= INPUTS:
                continue
            seen.add(key)
            kind, value = oracle.call(self.right, copy.deepcopy(arguments))
            slow += kind == "slow"
            if kind == "value" and is_literal(value) and len(repr(value)) < 500:
                found.append((arguments, value))
        return found

    def planted(self, count):
        """Up to so many different bugs, of different kinds where there are enough."""
        import ast
        tree = ast.parse(self.correct)
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        methods = plant.method_names(tree)
        places = [place for function in functions for place in plant.plants(self.correct, function, methods)]
        self.rng.shuffle(places)
        sources, kinds = [], set()
        for fresh in (True, False):
            for node, kind, new in places:
                if len(sources) >= count * 3 or (fresh and kind in kinds):
                    continue
                start = plant.offset(self.correct, node.lineno, node.col_offset)
                end = plant.offset(self.correct, node.end_lineno, node.end_col_offset)
                source = self.correct[:start] + new + self.correct[end:]
                if source in [each for _, each in sources] or not compiles(source) or not self.failing(source):
                    continue
                kinds.add(kind)
                sources.append((kind, source))
        return [each for each in sources if self.task(*each)][:count]

    def failing(self, source):
        try:
            tried = load_source(self.name, source)
        except BaseException:
            return []
        slow, failing = 0, []
        for at, (arguments, expected) in enumerate(self.inputs):
            kind, value = ("slow", None) if slow > 5 else oracle.call(tried, copy.deepcopy(arguments))
            slow += kind == "slow"
            if kind != "value" or not same(value, expected):
                failing.append(at)
        return failing

    def task(self, kind, source):
        failing = self.failing(source)
        passing = [at for at in range(len(self.inputs)) if at not in set(failing)]
        if len(failing) < LEAST_FAILING or len(passing) < VISIBLE[1] + 2:
            return None
        rng = random.Random("%s %s" % (self.name, source))
        shown = rng.sample(failing, VISIBLE[0]) + rng.sample(passing, VISIBLE[1])
        left = [at for at in failing if at not in shown], [at for at in passing if at not in shown]
        hidden = [at for some in left for at in rng.sample(some, min(len(some), HIDDEN // 2))]
        return {"kind": kind, "source": source, "shown": shown, "hidden": hidden, "failing": set(failing)}


def load_source(name, source):
    spec = importlib.util.spec_from_loader(name, loader=None)
    module = importlib.util.module_from_spec(spec)
    exec(compile(source, name + ".py", "exec"), module.__dict__)
    return module.__dict__[name]


def same(value, expected):
    try:
        return value == expected
    except RecursionError:
        return False


def compiles(source):
    try:
        compile(source, "planted", "exec")
        return True
    except SyntaxError:
        return False


def is_literal(value):
    import ast
    try:
        return ast.literal_eval(repr(value)) == value
    except (ValueError, SyntaxError, TypeError):
        return False


def test_file(program, places, title):
    lines = ["import itertools", "import signal", "import unittest", "", "from %s import %s" % (program.name, program.name), "", "",
             "def result(*arguments):", "    value = %s(*arguments)" % program.name,
             "    if hasattr(value, '__next__'):", "        return list(itertools.islice(value, 10000))", "    return value", "", "",
             "class %s(unittest.TestCase):" % title, "    def setUp(self):", "        signal.setitimer(signal.ITIMER_VIRTUAL, 0.3)", "",
             "    def tearDown(self):", "        signal.setitimer(signal.ITIMER_VIRTUAL, 0)"]
    for number, at in enumerate(places):
        arguments, expected = program.inputs[at]
        said = "result(%s)" % ", ".join(repr(each) for each in arguments)
        lines += ["", "    def test_%02d(self):" % number, "        self.assertEqual(%s, %r)" % (said, expected)]
    return "\n".join(lines) + "\n"


def write_repository(folder, program, tasks):
    repo = "quixbugs/" + program.name.replace("_", "-")
    bare = os.path.join(folder, repo.replace("/", "__") + ".git")
    rows = []
    with tempfile.TemporaryDirectory() as work:
        git("init", "-q", "-b", "main", work)
        for number, task in enumerate(tasks):
            git("checkout", "-q", "--orphan", "task-%d" % number, cwd=work)
            # Shown in the order of their results, so that places tell nothing.
            shown = sorted(task["shown"])
            write(work, program.name + ".py", task["source"])
            write(work, "test_%s.py" % program.name, test_file(program, shown, "Visible"))
            write(work, ".gitignore", "__pycache__/\n")
            git("add", "-A", cwd=work)
            git(*IDENTITY, "commit", "-q", "--date=2020-01-01T00:00:00", "-m", "base", cwd=work)
            commit = git("rev-parse", "HEAD", cwd=work).strip()
            rows.append(row(program, task, repo, number, commit))
        if os.path.exists(bare):
            raise SystemExit("%s is there already: give an empty folder" % bare)
        git("clone", "-q", "--bare", work, bare)
    return rows


def row(program, task, repo, number, commit):
    hidden_name = "test_hidden_%s" % program.name
    names = ["test_%02d (%s.Hidden.test_%02d)" % (place, hidden_name, place) for place in range(len(task["hidden"]))]
    fails = [at in task["failing"] for at in task["hidden"]]
    first = next(at for at in task["shown"] if at in task["failing"])
    arguments, expected = program.inputs[first]
    called = "%s(%s)" % (program.name, ", ".join(repr(each) for each in arguments))
    return {
        "instance_id": "%s-%d" % (repo.replace("/", "__"), number),
        "repo": repo,
        "base_commit": commit,
        "environment_setup_commit": commit,
        "version": "1.0",
        "problem_statement": "`%s` should give `%r`, and does not.\n" % (called[:300], expected),
        "hints_text": "",
        "created_at": "2020-01-01T00:00:00Z",
        "patch": diff(program.name + ".py", task["source"], program.correct),
        "test_patch": diff(hidden_name + ".py", None, test_file(program, task["hidden"], "Hidden")),
        "FAIL_TO_PASS": json.dumps([name for name, failed in zip(names, fails) if failed]),
        "PASS_TO_PASS": json.dumps([name for name, failed in zip(names, fails) if not failed]),
        "install_config": {"python": "3.11", "install": "true", "test_cmd": "python3 -m unittest -v", "log_parser": "parse_log_django"},
        "bug": task["kind"],
    }


def diff(path, before, after):
    old = [] if before is None else before.splitlines(keepends=True)
    lines = list(difflib.unified_diff(old, after.splitlines(keepends=True), "a/" + path if old else "/dev/null", "b/" + path))
    text = "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)
    mode = "" if before is not None else "new file mode 100644\n"
    return "diff --git a/%s b/%s\n%s%s" % (path, path, mode, text)


def write(folder, name, text):
    with open(os.path.join(folder, name), "w") as file:
        file.write(text)


if __name__ == "__main__":
    main()
