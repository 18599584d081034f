"""Compares a repaired program with the correct one on fresh inputs.

usage: oracle.py NAME REPAIRED CORRECT CASES SEED. REPAIRED and CORRECT are folders that hold NAME.py (and node.py);
CASES is the JSON-lines file of the visible tests, or - for programs on graphs. Prints one JSON object
{"same", "different", "skipped", "example"}. Inputs on which the correct program fails or takes too long do not count.
"""
import copy
import importlib.util
import json
import os
import random
import signal
import sys
import types

INPUTS = 300
SECONDS = 1.0


class TooLong(Exception):
    pass


def on_alarm(*_):
    raise TooLong()


def load(folder, name, module):
    sys.path.insert(0, folder)
    sys.modules.pop("node", None)
    spec = importlib.util.spec_from_file_location(module, os.path.join(folder, name + ".py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    sys.path.pop(0)
    return getattr(loaded, name)


def call(function, arguments):
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        result = function(*arguments)
        if isinstance(result, types.GeneratorType):
            result = [item for item, _ in zip(result, range(10000))]
        return "value", result
    except TooLong:
        return "slow", None
    except (Exception, RecursionError) as error:
        return "raised", type(error).__name__
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def alike(a, b, tolerance):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and tolerance is not None:
        return a == b or abs(a - b) <= tolerance
    return a == b


# Inputs like those of the tests.

class Shape:
    """What the visible inputs have in common at one place."""

    def __init__(self, values):
        self.values = values
        lists = [v for v in values if isinstance(v, list)]
        numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
        self.low = min(numbers, default=0)
        self.high = max(numbers, default=0)
        self.floats = any(isinstance(v, float) for v in numbers)
        self.strings = [v for v in values if isinstance(v, str)]
        self.letters = sorted({letter for v in self.strings for letter in v})
        self.longest = max((len(v) for v in lists + self.strings), default=0)
        self.sorted = bool(lists) and all(ordered(v) for v in lists)
        self.unique = bool(lists) and all(unique(v) for v in lists)
        self.fixed_length = len({len(v) for v in lists}) == 1 and len(lists) > 1
        self.items = Shape([item for v in lists for item in v]) if any(lists) else None


def ordered(values):
    try:
        return all(a <= b for a, b in zip(values, values[1:]))
    except TypeError:
        return False


def unique(values):
    return len({json.dumps(v) for v in values}) == len(values)


def vary(value, shape, rng):
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return rng.choice([value, rng.randint(int(shape.low), int(shape.high)), min(int(shape.high), value + 1), max(int(shape.low), value - 1)])
    if isinstance(value, float):
        return rng.choice([value, float(rng.randint(int(shape.low), int(shape.high)))])
    if isinstance(value, str):
        if len(value) <= 1 or all(len(s) <= 2 for s in shape.strings):
            return rng.choice(shape.strings)
        letters = [rng.choice(shape.letters) if rng.random() < 0.3 else letter for letter in value]
        cut = rng.randint(0, len(letters))
        return "".join(letters if rng.random() < 0.5 else letters[:cut] if rng.random() < 0.5 else letters + letters[:cut])
    if isinstance(value, list) and shape.items is not None:
        items = [vary(item, shape.items, rng) for item in value]
        if items and not shape.fixed_length:
            if rng.random() < 0.3:
                items.pop(rng.randrange(len(items)))
            if rng.random() < 0.3:
                items.insert(rng.randint(0, len(items)), vary(rng.choice(shape.items.values), shape.items, rng))
        if shape.unique:
            items = [item for index, item in enumerate(items) if item not in items[:index]]
        if shape.sorted:
            try:
                items.sort()
            except TypeError:
                pass
        return items
    return value


def from_tests(cases, rng):
    inputs = [case[0] if isinstance(case[0], list) else [case[0]] for case in cases]
    arity = len(inputs[0])
    shapes = [Shape([each[index] for each in inputs if len(each) == arity]) for index in range(arity)]
    small = [each for each in inputs if len(json.dumps(each)) <= 600] or inputs
    while True:
        base = rng.choice(small)
        keep = rng.random()
        yield [vary(value, shape, rng) if rng.random() > keep * 0.6 else value for value, shape in zip(base, shapes)]


# Graphs, which the tests build in code.

def make_nodes(folder):
    spec = importlib.util.spec_from_file_location("graph_node", os.path.join(folder, "node.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Node


def linked_list(Node, rng, cycle):
    nodes = [Node(index) for index in range(rng.randint(0 if not cycle else 1, 8))]
    for a, b in zip(nodes, nodes[1:]):
        a.successor = b
    if cycle and nodes and rng.random() < 0.5:
        nodes[-1].successor = rng.choice(nodes)
    return nodes[0] if nodes else None


def graph_search(Node, rng):
    nodes = [Node(index, None, []) for index in range(rng.randint(1, 8))]
    for node in nodes:
        node.successors = rng.sample(nodes, rng.randint(0, min(3, len(nodes))))
    return [rng.choice(nodes), rng.choice(nodes)]


def ordering_graph(Node, rng):
    nodes = [Node(index, incoming_nodes=[], outgoing_nodes=[]) for index in range(rng.randint(1, 8))]
    for i, a in enumerate(nodes):
        for b in nodes[i + 1:]:
            if rng.random() < 0.35:
                a.outgoing_nodes.append(b)
                b.incoming_nodes.append(a)
    rng.shuffle(nodes)
    return [nodes]


def weighted(rng, low, acyclic, labels="ABCDEFG"):
    names = labels[: rng.randint(2, len(labels))]
    pairs = [(a, b) for i, a in enumerate(names) for j, b in enumerate(names) if (i < j if acyclic else i != j)]
    chosen = rng.sample(pairs, rng.randint(1, len(pairs)))
    weights = rng.sample(range(low, low + 60), len(chosen))
    return names, dict(zip(chosen, weights))


def path_length(Node, rng):
    names, lengths = weighted(rng, 1, False, "ABCDE")
    nodes = {name: Node(name, None, []) for name in names}
    for a, b in lengths:
        nodes[a].successors.append(nodes[b])
    edges = {(nodes[a], nodes[b]): length for (a, b), length in lengths.items()}
    return [edges, nodes[rng.choice(names)], nodes[rng.choice(names)]]


def all_lengths(rng):
    names, edges = weighted(rng, -5, True)
    order = list(range(len(names)))
    rng.shuffle(order)
    renamed = dict(zip(names, order))
    return [len(names), {(renamed[a], renamed[b]): weight for (a, b), weight in edges.items()}]


def source_lengths(rng):
    names, edges = weighted(rng, -5, True)
    return [rng.choice(sorted({name for pair in edges for name in pair})), edges]


GRAPHS = {
    "breadth_first_search": graph_search,
    "depth_first_search": graph_search,
    "detect_cycle": lambda Node, rng: [linked_list(Node, rng, True)],
    "reverse_linked_list": lambda Node, rng: [linked_list(Node, rng, False)],
    "minimum_spanning_tree": lambda Node, rng: [weighted(rng, 1, True)[1]],
    "shortest_path_length": path_length,
    "shortest_path_lengths": lambda Node, rng: all_lengths(rng),
    "shortest_paths": lambda Node, rng: source_lengths(rng),
    "topological_ordering": ordering_graph,
}


def plain(value):
    """Results as values: nodes by what they hold, lists of nodes followed."""
    if hasattr(value, "successor") and hasattr(value, "value"):
        values, seen = [], set()
        while value is not None and id(value) not in seen:
            seen.add(id(value))
            values.append(value.value)
            value = value.successor
        return values
    if isinstance(value, (list, tuple)):
        return [item.value if hasattr(item, "value") and hasattr(item, "outgoing_nodes") else plain(item) for item in value]
    return value


def main():
    name, repaired, correct, cases, seed = sys.argv[1:]
    sys.setrecursionlimit(2000)
    signal.signal(signal.SIGALRM, on_alarm)
    rng = random.Random(int(seed))
    right = load(correct, name, "right")
    try:
        tried = load(repaired, name, "tried")
    except BaseException as error:
        print(json.dumps({"same": 0, "different": 1, "skipped": 0, "example": repr(error)}))
        return
    if name in GRAPHS:
        Node = make_nodes(correct)
        inputs = (GRAPHS[name](Node, rng) for _ in iter(int, 1))
    else:
        with open(cases) as lines:
            inputs = from_tests([json.loads(line) for line in lines if line.strip()], rng)
    counts = {"same": 0, "different": 0, "skipped": 0, "example": None}
    slow = 0
    for _ in range(INPUTS):
        arguments = next(inputs)
        if slow > 10:
            break
        shown = repr(arguments)[:200]
        kind, expected = call(right, copy.deepcopy(arguments))
        if kind != "value":
            slow += kind == "slow"
            counts["skipped"] += 1
            continue
        got_kind, got = call(tried, copy.deepcopy(arguments))
        tolerance = arguments[-1] if name == "sqrt" else None
        if got_kind == "value" and alike(plain(expected), plain(got), tolerance):
            counts["same"] += 1
        else:
            slow += got_kind == "slow"
            counts["different"] += 1
            counts["example"] = counts["example"] or "%s: %r expected, %s %r" % (shown, plain(expected), got_kind, plain(got))
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
