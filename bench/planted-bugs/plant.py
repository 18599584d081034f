"""Plants one bug at a seeded place of a Python package: `plant.py PACKAGE SEED`, and compares: `plant.py same A B`.

Works on Python's own syntax trees with a list of its own, so that what is planted is not what the repair happens to
undo. Rewrites a file and prints {"file", "line", "kind", "before", "after"}; prints null when the seed finds no place.
`same` prints true when two files have the same syntax tree, whatever their parentheses and white space.
"""
import ast
import json
import os
import random
import sys

COMPARE = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
           ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}
SIGN = {ast.Sub: "-", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%"}
ARITHMETIC = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Mod: "//", ast.Div: "*"}


def text(source, node):
    return ast.get_source_segment(source, node)


def local_names(function):
    return sorted({n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                  | {a.arg for a in function.args.args} - {"self", "cls"})


def method_names(tree):
    return sorted({n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)})


def plants(source, function, methods):
    """(node, kind, new text) for every place of a function."""
    names = local_names(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in COMPARE:
            left, right = text(source, node.left), text(source, node.comparators[0])
            yield node, "comparison", "%s %s %s" % (left, COMPARE[type(node.ops[0])], right)
        elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
            yield node, "arithmetic", "(%s %s %s)" % (text(source, node.left), ARITHMETIC[type(node.op)], text(source, node.right))
            if isinstance(node.right, ast.Constant) and node.right.value == 1:
                yield node, "dropped term", text(source, node.left)
            if isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod)):
                yield node, "swapped operands", "(%s %s %s)" % (text(source, node.right), SIGN[type(node.op)], text(source, node.left))
        elif isinstance(node, ast.BoolOp):
            word = " or " if isinstance(node.op, ast.And) else " and "
            yield node, "boolean", "(" + word.join(text(source, v) for v in node.values) + ")"
            yield node, "dropped condition", text(source, node.values[0])
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "dropped not", text(source, node.operand)
        elif isinstance(node, ast.Constant) and type(node.value) is int and abs(node.value) < 100:
            yield node, "constant", str(node.value + 1)
            yield node, "constant", str(node.value - 1)
        elif isinstance(node, ast.Constant) and type(node.value) is bool:
            yield node, "constant", str(not node.value)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
            for other in names:
                if other != node.id:
                    yield node, "variable", other
        elif isinstance(node, ast.Call) and len(node.args) >= 2 and not any(isinstance(a, ast.Starred) for a in node.args):
            arguments = [text(source, a) for a in node.args] + [text(source, k) for k in node.keywords]
            swapped = [arguments[1], arguments[0]] + arguments[2:]
            yield node, "swapped arguments", "%s(%s)" % (text(source, node.func), ", ".join(swapped))
            yield node, "dropped argument", "%s(%s)" % (text(source, node.func), ", ".join(arguments[:1] + arguments[2:]))
        elif isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.func, ast.Name):
            yield node, "dropped call", text(source, node.args[0])
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and len(node.attr) > 3:
            for other in methods:
                if other != node.attr and set(other.split("_")) & set(node.attr.split("_")) - {""}:
                    yield node, "wrong attribute", "%s.%s" % (text(source, node.value), other)
        elif isinstance(node, ast.Return) and node.value is not None:
            yield node, "wrong return", "return None"
            for other in names:
                if text(source, node.value) != other:
                    yield node, "wrong return", "return " + other
        elif isinstance(node, ast.If):
            if not node.orelse and isinstance(node.body[0], (ast.Return, ast.Continue)) and len(node.body) == 1:
                yield node, "dropped guard", "pass"
            yield node.test, "negated condition", "not (%s)" % text(source, node.test)
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice) and node.slice.lower is not None:
            yield node.slice.lower, "off by one", "%s + 1" % text(source, node.slice.lower)
        elif isinstance(node, (ast.AugAssign, ast.Continue, ast.Break)) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            yield node, "dropped statement", "pass"


def offset(source, line, column):
    lines = source.splitlines(keepends=True)
    return len("".join(lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def python_files(package):
    for folder, _, names in sorted(os.walk(package)):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".py"))


def main():
    if sys.argv[1] == "same":
        a, b = (ast.dump(ast.parse(read(path))) for path in sys.argv[2:4])
        print(json.dumps(a == b))
        return
    package, rng = sys.argv[1], random.Random(int(sys.argv[2]))
    files = list(python_files(package))
    path = rng.choices(files, [os.path.getsize(each) for each in files])[0]
    source = read(path)
    tree = ast.parse(source)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for function in rng.sample(functions, len(functions)):
        found = [each for each in plants(source, function, method_names(tree)) if text(source, each[0]) != each[2]]
        # Kinds first, so that the commonest does not crowd out the others.
        kinds = sorted({kind for _, kind, _ in found})
        if not kinds:
            continue
        kind = rng.choice(kinds)
        node, _, new = rng.choice([each for each in found if each[1] == kind])
        start = offset(source, node.lineno, node.col_offset)
        end = offset(source, node.end_lineno, node.end_col_offset)
        planted = source[:start] + new + source[end:]
        try:
            compile(planted, path, "exec")
        except SyntaxError:
            continue
        with open(path, "w", encoding="utf-8") as file:
            file.write(planted)
        said = {"line": node.lineno, "kind": kind, "before": text(source, node)[:80], "after": new[:80]}
        print(json.dumps(dict(said, file=os.path.relpath(path, package))))
        return
    print("null")


if __name__ == "__main__":
    main()
