import { stringify } from 'yaml'
import { shellQuote } from '../../std/index.ts'
import { published, runScript, type TrainingRecipe } from './training-recipe.ts'

/** torchtune's `full_finetune_distributed`, as SWE-Gym used it: rows packed, every reply trained on. */
export const torchtuneRecipe: TrainingRecipe = {
  name: 'torchtune',
  models: 'Qwen2.5-Coder-Instruct of 7B, 14B and 32B, by name or in a folder that is named like that',
  files: (baseModel) => {
    const size = sizes.find(({ name }) => baseModel.toLowerCase().includes(`qwen2.5-coder-${name}-instruct`))
    if (!size) return null
    return [
      { name: 'torchtune.yaml', text: stringify(settings(size)), isExecutable: false },
      runScript([
        `base=${shellQuote(baseModel)}`,
        'if [ ! -e model ] && [ -d "$base" ]; then ln -s "$base" model; fi',
        `if [ ! -e model ]; then tune download "$base" --output-dir model --ignore-patterns 'original/*'; fi`,
        `exec tune run --nproc_per_node "\${GPUS:-${published.gpus}}" full_finetune_distributed --config torchtune.yaml "$@"`,
      ]),
    ]
  },
}

interface Size {
  readonly name: string
  readonly component: string
  /** Of its weights, as published. */
  readonly lastFile: string
}

const sizes: readonly Size[] = [
  { name: '7b', component: 'qwen2_5_7b_instruct', lastFile: '00004' },
  { name: '14b', component: 'qwen2_5_14b_instruct', lastFile: '00006' },
  { name: '32b', component: 'qwen2_5_32b_instruct', lastFile: '00014' },
]

function settings({ component, lastFile }: Size) {
  return {
    output_dir: 'output',
    tokenizer: {
      _component_: 'torchtune.models.qwen2_5.qwen2_5_tokenizer',
      path: 'model/vocab.json',
      merges_file: 'model/merges.txt',
      max_seq_len: published.maxTokens,
    },
    dataset: {
      _component_: 'torchtune.datasets.chat_dataset',
      source: 'json',
      data_files: 'train.jsonl',
      split: 'train',
      conversation_column: 'messages',
      conversation_style: 'openai',
      train_on_input: false,
      packed: true,
    },
    seed: published.seed,
    shuffle: true,
    model: { _component_: `torchtune.models.qwen2_5.${component}` },
    checkpointer: {
      _component_: 'torchtune.training.FullModelHFCheckpointer',
      checkpoint_dir: 'model',
      checkpoint_files: { filename_format: 'model-{}-of-{}.safetensors', max_filename: lastFile },
      recipe_checkpoint: null,
      output_dir: 'output',
      model_type: 'QWEN2',
    },
    resume_from_checkpoint: false,
    batch_size: 1,
    epochs: published.epochs,
    max_steps_per_epoch: null,
    gradient_accumulation_steps: 1,
    optimizer: {
      _component_: 'torch.optim.AdamW',
      fused: true,
      lr: published.learningRate,
      weight_decay: published.weightDecay,
    },
    optimizer_in_bwd: true,
    lr_scheduler: {
      _component_: 'torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup',
      num_warmup_steps: published.warmupSteps,
    },
    loss: { _component_: 'torchtune.modules.loss.CEWithChunkedOutputLoss' },
    device: 'cuda',
    dtype: 'bf16',
    compile: true,
    enable_activation_checkpointing: true,
    metric_logger: { _component_: 'torchtune.training.metric_logging.DiskLogger', log_dir: 'output/logs' },
    log_every_n_steps: 1,
    log_peak_memory_stats: true,
  }
}
