"""Runs the code of an issue statement by statement and prints what each came to, one JSON record a line.

Arguments: a JSON file with a list of snippets, and a file for the records. A statement that fails does not end its
snippet: what comes later may not need it. Names that the issue leaves out are looked for in the project.
"""
import ast
import builtins
import contextlib
import importlib
import io
import json
import os
import re
import signal
import sys
import types

ALIASES = {
    "np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot", "mpl": "matplotlib", "xr": "xarray",
    "sns": "seaborn", "sp": "scipy", "tf": "tensorflow", "dt": "datetime", "so": "seaborn.objects",
}
# Modules that give a project's usual names their values.
ALPHABETS = {"sympy": "sympy.abc"}
SECONDS_PER_STATEMENT = 20
LONGEST = 2000


def main():
    snippets_file, records_file = sys.argv[1:3]
    with open(snippets_file, encoding="utf-8") as file:
        snippets = json.load(file)
    root = os.getcwd()
    prepare_django(root)
    namespace = new_namespace()
    with open(records_file, "w", encoding="utf-8") as records:
        for index, snippet in enumerate(snippets):
            for number, statement in enumerate(parse(snippet)):
                record = run_statement(statement, namespace, root)
                record.update(snippet=index, statement=number)
                records.write(json.dumps(record) + "\n")
                records.flush()


def new_namespace():
    module = types.ModuleType("capuchin_probe.models" if "capuchin_probe" in sys.modules else "__main__")
    if "capuchin_probe" in sys.modules:
        sys.modules["capuchin_probe.models"] = module
    return module.__dict__


def parse(snippet):
    """Statements of a snippet; of one that does not parse, those of its longest beginnings that do."""
    lines = dedent(snippet)
    while lines:
        try:
            return ast.parse("\n".join(lines)).body
        except (SyntaxError, ValueError):
            lines = lines[:-1]
    return []


def dedent(snippet):
    lines = snippet.expandtabs(4).split("\n")
    margin = min([len(line) - len(line.lstrip()) for line in lines if line.strip()] or [0])
    return [line[margin:] for line in lines]


def run_statement(statement, namespace, root):
    output = io.StringIO()
    for _ in range(12):
        try:
            with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output), alarm():
                value = execute(statement, namespace)
            return {"kind": "value" if isinstance(statement, ast.Expr) else "done", "text": shorten(value), "out": clean(output)}
        except NameError as error:
            name = re.search(r"name '(\w+)' is not defined", str(error))
            found = find_name(name.group(1), root) if name else None
            if found is None:
                return raised(error, output)
            namespace[name.group(1)] = found
            output = io.StringIO()
        except (SystemExit, Exception) as error:
            return raised(error, output)
    return {"kind": "raise", "text": "too many unknown names", "out": ""}


def execute(statement, namespace):
    if isinstance(statement, ast.Expr):
        value = eval(compile(ast.Expression(statement.value), "<issue>", "eval"), namespace)
        return None if value is None else describe(value)
    module = ast.parse("")
    module.body = [statement]
    exec(compile(module, "<issue>", "exec"), namespace)
    if isinstance(statement, ast.ClassDef):
        make_table(namespace.get(statement.name))
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return describe(namespace[statement.targets[0].id])
    return None


def describe(value):
    text = repr(value)
    if isinstance(value, types.GeneratorType):
        text = repr([item for _, item in zip(range(20), value)])
    return text


def raised(error, output):
    return {"kind": "raise", "text": shorten("%s: %s" % (type(error).__name__, error)), "out": clean(output)}


def clean(output):
    return shorten(output.getvalue())


def shorten(text):
    text = "" if text is None else re.sub(r"0x[0-9a-fA-F]{4,}", "0x", str(text))
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


@contextlib.contextmanager
def alarm():
    def stop(*_):
        raise TimeoutError("ran for more than %d s" % SECONDS_PER_STATEMENT)

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS_PER_STATEMENT)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def find_name(name, root):
    if hasattr(builtins, name):
        return getattr(builtins, name)
    for package in packages_of(root):
        with contextlib.suppress(Exception):
            module = importlib.import_module(package)
            if name == package:
                return module
            if hasattr(module, name):
                return getattr(module, name)
        with contextlib.suppress(Exception):
            return getattr(importlib.import_module(ALPHABETS[package]), name)
    with contextlib.suppress(Exception):
        return importlib.import_module(ALIASES.get(name, name))
    for module_name in modules_defining(name, root):
        with contextlib.suppress(Exception):
            return getattr(importlib.import_module(module_name), name)
    for module_name in modules_named(name, root):
        with contextlib.suppress(Exception):
            return importlib.import_module(module_name)
    return None


def packages_of(root):
    found = []
    for base in (root, os.path.join(root, "src"), os.path.join(root, "lib")):
        if os.path.isdir(base):
            for entry in sorted(os.listdir(base)):
                if os.path.isfile(os.path.join(base, entry, "__init__.py")) and entry not in ("tests", "test", "doc", "docs"):
                    found.append(entry)
    return found


def modules_defining(name, root):
    """Modules of the project that define a name at their top, those nearest to the root first."""
    pattern = re.compile(r"^(?:class|def)\s+%s\b|^%s\s*=" % (name, name), re.M)

    def defines(path):
        with open(path, encoding="utf-8", errors="replace") as text:
            return pattern.search(text.read())

    return [module for module, path in modules_of(root) if defines(path)][:5]


def modules_named(name, root):
    return [module for module, _ in modules_of(root) if module.split(".")[-1] == name][:5]


def modules_of(root):
    """Modules of the project with their files, those nearest to the root first."""
    found = []
    for package in packages_of(root):
        base = next(b for b in (root, os.path.join(root, "src"), os.path.join(root, "lib")) if os.path.isdir(os.path.join(b, package)))
        for folder, folders, files in os.walk(os.path.join(base, package)):
            folders[:] = sorted(f for f in folders if f not in ("tests", "test", "testing", "__pycache__"))
            for file in sorted(files):
                if file.endswith(".py"):
                    path = os.path.join(folder, file)
                    module = os.path.relpath(path, base)[:-3].replace(os.sep, ".")
                    found.append((re.sub(r"\.__init__$", "", module), path))
    return sorted(found, key=lambda one: (one[0].count("."), one[0]))


def prepare_django(root):
    """Models need settings, an application and tables; all of it lives in memory."""
    if not os.path.isfile(os.path.join(root, "django", "__init__.py")):
        return
    try:
        from django.conf import settings

        package = types.ModuleType("capuchin_probe")
        package.__path__ = []
        package.__file__ = os.path.join(root, "capuchin_probe", "__init__.py")
        sys.modules["capuchin_probe"] = package
        settings.configure(
            SECRET_KEY="probe",
            DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
            INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "capuchin_probe"],
            DEFAULT_AUTO_FIELD="django.db.models.AutoField",
            ROOT_URLCONF="capuchin_probe",
            USE_TZ=False,
            TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        )
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, run_syncdb=True)
    except Exception as error:
        sys.stderr.write("django is not set up: %s\n" % error)


def make_table(model):
    if "django.db.models" not in sys.modules:
        return
    from django.db import connection, models

    if isinstance(model, type) and issubclass(model, models.Model) and not model._meta.abstract:
        with contextlib.suppress(Exception):
            with connection.schema_editor() as editor:
                editor.create_model(model)


main()
