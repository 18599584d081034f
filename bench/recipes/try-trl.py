"""Whether a folder that `export sft --recipe trl --base-model ./tiny` wrote trains as is, without a GPU or downloads.

    node --import tsx bench/export/made-trajectories.ts made.jsonl 20 5
    capuchin export sft --trajectories made.jsonl --recipe trl --base-model ./tiny --out rows
    python3 bench/recipes/try-trl.py rows

Needs Python with `trl` (and with it torch, transformers, datasets, accelerate). It makes `rows/tiny`, a Qwen2 model of two
layers with random weights and a tokenizer learned from the rows, says which tokens the loss is taken on, and runs
`rows/run.sh` for ten steps. Exits with 1 where the loss does not fall or is on anything but what replies say.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tiny_model import make_tiny_model, mark


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    rows = [json.loads(line) for line in (folder / "train.jsonl").open()]
    make_tiny_model(folder / "tiny", rows)
    trained, wanted = trained_text(folder, rows)
    print(f"rows {len(rows)}; loss on {trained['tokens']} of {trained['of']} tokens")
    losses = run_ten_steps(folder)
    print("loss by step:", " ".join(f"{loss:.2f}" for loss in losses))
    if trained["texts"] != wanted:
        sys.exit("the loss is not on what replies say")
    if len(losses) != 10 or not losses[-1] < losses[0]:
        sys.exit("the loss does not fall")
    print("the loss falls, and is on replies alone")


def trained_text(folder: Path, rows: list) -> tuple[dict, list]:
    """What TRL's own preparation of the rows marks for the loss, and what replies say."""
    from datasets import load_dataset
    from trl import SFTConfig, SFTTrainer

    data = load_dataset("json", data_files=str(folder / "train.jsonl"), split="train")
    settings = SFTConfig(
        output_dir=str(folder / "prepared"),
        assistant_only_loss=True,
        max_length=32768,
        use_cpu=True,
        bf16=False,
        report_to="none",
    )
    trainer = SFTTrainer(model=str(folder / "tiny"), args=settings, train_dataset=data)
    tokens, of, texts = 0, 0, []
    for row in trainer.train_dataset:
        ids, mask = row["input_ids"], [int(label != -100) for label in row["labels"]]
        tokens, of = tokens + sum(mask), of + len(ids)
        kept = "".join(trainer.processing_class.decode([id]) if on else "\0" for id, on in zip(ids, mask))
        # TRL's template counts the line break before a reply, and the end of its turn, as said by it.
        parts = [part for part in re.split("\0+", kept) if part]
        texts.append([part.removeprefix("\n").removesuffix("\n").removesuffix(mark("im_end")) for part in parts])
    wanted = [[m["content"] for m in row["messages"] if m["role"] == "assistant"] for row in rows]
    return {"tokens": tokens, "of": of, "texts": texts}, wanted


def run_ten_steps(folder: Path) -> list:
    command = ["./run.sh", "--use_cpu", "true", "--bf16", "false", "--max_steps", "10"]
    command += ["--save_strategy", "no", "--learning_rate", "0.003"]
    # `trl` of the Python that runs this.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "GPUS": "1", "PATH": path}
    end = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env)
    if end.returncode != 0:
        sys.exit(end.stderr[-3000:])
    return [float(loss) for loss in re.findall(r"'loss': '?([\d.]+)", end.stdout + end.stderr)]


main()
