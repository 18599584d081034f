"""Whether axolotl reads a folder that `export sft --recipe axolotl --base-model ./tiny` wrote, and trains on it without a GPU.

    node --import tsx bench/export/made-trajectories.ts made.jsonl 20 5
    capuchin export sft --trajectories made.jsonl --recipe axolotl --base-model ./tiny --out rows
    python3 bench/recipes/try-axolotl.py rows

Needs Python with `axolotl`. It makes `rows/tiny`, has axolotl prepare the rows by `axolotl.yaml` as it is, says which tokens
the loss is taken on, and trains ten steps by the same settings less those that need a GPU. Exits with 1 where the loss does
not fall or is on anything but what replies say.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from tiny_model import make_tiny_model, mark

# In place of what several GPUs and a long context are for.
FOR_A_PROCESSOR = {
    "bf16": False,
    "flash_attention": False,
    "attn_implementation": "eager",
    "sample_packing": False,
    "sequence_len": 2048,
    "learning_rate": 0.003,
    "max_steps": 10,
    "use_cpu": True,
}


def main() -> None:
    import yaml

    folder = Path(sys.argv[1]).resolve()
    rows = [json.loads(line) for line in (folder / "train.jsonl").open()]
    make_tiny_model(folder / "tiny", rows)
    axolotl(folder, "preprocess", "axolotl.yaml")
    trained = trained_text(folder)
    print(f"rows {len(trained['texts'])}; loss on {trained['tokens']} of {trained['of']} tokens")
    settings = yaml.safe_load((folder / "axolotl.yaml").read_text())
    kept = {name: value for name, value in settings.items() if not name.startswith("fsdp")}
    (folder / "processor.yaml").write_text(yaml.safe_dump({**kept, **FOR_A_PROCESSOR}))
    said = axolotl(folder, "train", "processor.yaml", "--launcher", "python")
    losses = [float(loss) for loss in re.findall(r"'loss': '?([\d.]+)", said)]
    print("loss by step:", " ".join(f"{loss:.2f}" for loss in losses))
    wanted = [reply for row in rows for reply in replies_of(row)]
    if sorted(text for texts in trained["texts"] for text in texts) != sorted(wanted):
        sys.exit("the loss is not on what replies say")
    if len(losses) != 10 or not losses[-1] < losses[0]:
        sys.exit("the loss does not fall")
    print("the loss falls, and is on replies alone")


def replies_of(row: dict) -> list:
    return [message["content"] for message in row["messages"] if message["role"] == "assistant"]


def trained_text(folder: Path) -> dict:
    """What the labels of the prepared rows say: a number where the loss is taken, -100 elsewhere."""
    from datasets import load_from_disk
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder / "tiny")
    tokens, of, texts = 0, 0, []
    for prepared in sorted((folder / "prepared").glob("*/")):
        for row in load_from_disk(str(prepared)):
            labels = row["labels"]
            tokens, of = tokens + sum(label != -100 for label in labels), of + len(labels)
            kept = "".join("\0" if label == -100 else tokenizer.decode([label]) for label in labels)
            texts.append([part.removesuffix(mark("im_end")) for part in re.split("\0+", kept) if part])
    return {"tokens": tokens, "of": of, "texts": texts}


def axolotl(folder: Path, *arguments: str) -> str:
    """What axolotl says; ends here where it fails."""
    env = {**os.environ, "AXOLOTL_DO_NOT_TRACK": "1", "HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}
    program = Path(sys.executable).parent / "axolotl"
    end = subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, env=env)
    if end.returncode != 0:
        sys.exit(f"axolotl {arguments[0]}: {end.stderr[-3000:]}")
    return end.stdout + end.stderr


main()
