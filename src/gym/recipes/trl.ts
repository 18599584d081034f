import { stringify } from 'yaml'
import { published, runScript, type TrainingRecipe } from './training-recipe.ts'

/** TRL's `trl sft`: the loss on replies alone, rows not packed. Several GPUs share the model by FSDP. */
export const trlRecipe: TrainingRecipe = {
  name: 'trl',
  models:
    'any that transformers loads; where TRL knows no template of its family that marks replies, give one',
  files: (baseModel) => [
    {
      name: 'trl.yaml',
      text: stringify({
        model_name_or_path: baseModel,
        datasets: [{ path: 'json', data_files: 'train.jsonl', split: 'train' }],
        output_dir: 'output',
        assistant_only_loss: true,
        max_length: published.maxTokens,
        packing: false,
        num_train_epochs: published.epochs,
        per_device_train_batch_size: 1,
        gradient_accumulation_steps: 1,
        optim: 'adamw_torch_fused',
        learning_rate: published.learningRate,
        weight_decay: published.weightDecay,
        lr_scheduler_type: 'cosine',
        warmup_steps: published.warmupSteps,
        bf16: true,
        gradient_checkpointing: true,
        seed: published.seed,
        save_strategy: 'epoch',
        logging_steps: 1,
        report_to: 'none',
      }),
      isExecutable: false,
    },
    runScript([
      `gpus="\${GPUS:-${published.gpus}}"`,
      'if [ "$gpus" -gt 1 ]; then set -- --accelerate_config fsdp2 --num_processes "$gpus" "$@"; fi',
      'exec trl sft --config trl.yaml "$@"',
    ]),
  ],
}
