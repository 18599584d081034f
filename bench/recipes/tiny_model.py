"""A model that trains without a GPU or downloads, for rows of chat messages. Needs Python with `trl`."""

from importlib.util import find_spec
from pathlib import Path


def mark(name: str) -> str:
    return f"<|{name}|>"


def make_tiny_model(folder: Path, rows: list) -> None:
    """A Qwen2 model of two layers with random weights, and a tokenizer learned from the rows."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, set_seed

    set_seed(42)
    special = [mark("endoftext"), mark("im_start"), mark("im_end")]
    learned = Tokenizer(models.BPE())
    learned.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    learned.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=1000, special_tokens=special, initial_alphabet=alphabet)
    learned.train_from_iterator((m["content"] for row in rows for m in row["messages"]), trainer)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=learned, eos_token=mark("im_end"), pad_token=mark("endoftext")
    )
    # The template of the family that recipes name by default, as TRL knows it.
    tokenizer.chat_template = (Path(find_spec("trl").origin).parent / "chat_templates" / "qwen2_5.jinja").read_text()
    tokenizer.save_pretrained(folder)
    config = Qwen2Config(
        vocab_size=len(tokenizer),
        hidden_size=64,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=32768,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    Qwen2ForCausalLM(config).save_pretrained(folder)
