"""Plants one bug at a seeded place of a Python file: `plant.py FILE SEED FIRST LAST`.

Works on Python's own syntax trees with a list of its own, so that what is planted is not what the repair happens to
undo. Rewrites the file and prints {"line", "kind", "before", "after"}; prints null when the seed finds no place.
"""
import ast
import json
import random
import sys

COMPARE = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==", ast.In: "not in",
           ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is"}
ARITHMETIC = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Mod: "//", ast.Div: "*"}


def text(source, node):
    return ast.get_source_segment(source, node)


def local_names(function):
    return sorted({n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
                  | {a.arg for a in function.args.args} - {"self", "cls"})


def plants(source, function):
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
        elif isinstance(node, (ast.AugAssign, ast.Continue, ast.Break)) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            yield node, "dropped statement", "pass"
        elif isinstance(node, ast.If) and not node.orelse and isinstance(node.body[0], (ast.Return, ast.Continue)) and len(node.body) == 1:
            yield node, "dropped guard", "pass"


def offset(source, line, column):
    lines = source.splitlines(keepends=True)
    return len("".join(lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())


def main():
    path, seed, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    with open(path) as file:
        source = file.read()
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef) and first <= n.lineno <= last]
    found = [(kind, node, new) for f in functions for node, kind, new in plants(source, f) if text(source, node) != new]
    kinds = sorted({kind for kind, _, _ in found})
    rng = random.Random(seed)
    for _ in range(20 if kinds else 0):
        # Kinds first, so that the commonest does not crowd out the others.
        kind = rng.choice(kinds)
        _, node, new = rng.choice([each for each in found if each[0] == kind])
        start = offset(source, node.lineno, node.col_offset)
        end = offset(source, node.end_lineno, node.end_col_offset)
        planted = source[:start] + new + source[end:]
        try:
            compile(planted, path, "exec")
        except SyntaxError:
            continue
        with open(path, "w") as file:
            file.write(planted)
        print(json.dumps({"line": node.lineno, "kind": kind, "before": text(source, node)[:80], "after": new[:80]}))
        return
    print("null")


if __name__ == "__main__":
    main()
