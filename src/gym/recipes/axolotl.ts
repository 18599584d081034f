import { stringify } from 'yaml'
import { axolotlDatasets } from '../targets/axolotl.ts'
import { published, runScript, type TrainingRecipe } from './training-recipe.ts'

/** `axolotl train`: rows packed, the loss where rows are marked, the model shared among all GPUs by FSDP. */
export const axolotlRecipe: TrainingRecipe = {
  name: 'axolotl',
  models: 'any with a chat template that axolotl loads',
  files: (baseModel, encoding) => [
    {
      name: 'axolotl.yaml',
      text: stringify({
        base_model: baseModel,
        chat_template: 'tokenizer_default',
        ...axolotlDatasets(encoding),
        dataset_prepared_path: 'prepared',
        output_dir: 'output',
        sequence_len: published.maxTokens,
        sample_packing: true,
        num_epochs: published.epochs,
        micro_batch_size: 1,
        gradient_accumulation_steps: 1,
        optimizer: 'adamw_torch_fused',
        learning_rate: published.learningRate,
        weight_decay: published.weightDecay,
        lr_scheduler: 'cosine',
        warmup_steps: published.warmupSteps,
        bf16: true,
        gradient_checkpointing: true,
        flash_attention: true,
        seed: published.seed,
        saves_per_epoch: 1,
        logging_steps: 1,
        fsdp_version: 2,
        fsdp_config: {
          offload_params: false,
          state_dict_type: 'FULL_STATE_DICT',
          auto_wrap_policy: 'TRANSFORMER_BASED_WRAP',
          reshard_after_forward: true,
        },
      }),
      isExecutable: false,
    },
    runScript(['exec axolotl train axolotl.yaml "$@"']),
  ],
}
