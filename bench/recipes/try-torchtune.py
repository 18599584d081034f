"""Whether torchtune reads and packs what `export sft --recipe torchtune` wrote, and where it takes the loss.

    capuchin export sft --trajectories made.jsonl --recipe torchtune --out tuned
    python3 bench/recipes/try-torchtune.py tuned rows/tiny

Needs Python with `torchtune` (0.6.1 with torchao 0.9.0), and the tokenizer that `try-trl.py` makes. The dataset is built from
`torchtune.yaml` itself. Training needs a GPU and is not tried. Exits with 1 where the loss is not on all replies.
"""

import json
import os
import sys
from pathlib import Path


def main() -> None:
    folder, tiny = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    os.chdir(folder)
    from omegaconf import OmegaConf
    from torchtune import config

    settings = OmegaConf.load("torchtune.yaml")
    config.validate(settings)
    (folder / "model").mkdir(exist_ok=True)
    learned = json.loads((tiny / "tokenizer.json").read_text())["model"]
    Path(settings.tokenizer.path).write_text(json.dumps(learned["vocab"]))
    Path(settings.tokenizer.merges_file).write_text("\n".join(" ".join(pair) for pair in learned["merges"]))
    tokenizer = config.instantiate(settings.tokenizer)
    packed = config.instantiate(settings.dataset, tokenizer)
    print(f"{len(packed)} packs of {len(packed[0]['tokens'])} tokens")
    plain = config.instantiate(OmegaConf.merge(settings.dataset, {"packed": False}), tokenizer)
    rows = [json.loads(line) for line in open("train.jsonl")]
    for row, example in zip(rows, plain, strict=True):
        kept = [int(token) for token, label in zip(example["tokens"], example["labels"]) if label != -100]
        said = [m["content"] for m in row["messages"] if m["role"] == "assistant"]
        # Each reply with the marks of its turn; torchtune ends the last one by a mark of its own.
        turns = "".join(f"{mark('im_start')}assistant\n{text}{mark('im_end')}\n" for text in said)
        ends = (f"{mark('im_end')}\n", mark("endoftext"))
        if without_end(tokenizer.decode(kept), ends) != without_end(turns, ends):
            sys.exit("the loss is not on what replies say")
    print(f"the loss is on replies alone, in {len(rows)} rows")


def mark(name: str) -> str:
    return f"<|{name}|>"


def without_end(text: str, ends: tuple) -> str:
    for end in ends:
        text = text.removesuffix(end)
    return text


main()
