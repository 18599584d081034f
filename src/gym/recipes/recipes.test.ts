import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { trainingRecipes } from './recipes.ts'
import { published } from './training-recipe.ts'

const filesOf = (name: string, baseModel: string = published.baseModel) => {
  const files = trainingRecipes.find((recipe) => recipe.name === name)?.files(baseModel, 'text') ?? []
  const text = (file: string): string => files.find((one) => one.name === file)?.text ?? ''
  const settings: unknown = parse(text(`${name}.yaml`))
  return { settings, script: text('run.sh'), files }
}

describe.each(trainingRecipes)('the recipe of $name', ({ name }) => {
  it('is one script and one file of settings, which say where rows and results are, by no path of this machine', () => {
    const { files, script } = filesOf(name)
    expect(files.map((file) => [file.name, file.isExecutable])).toEqual([
      [`${name}.yaml`, false],
      ['run.sh', true],
    ])
    expect(script).toContain(`${name}.yaml "$@"`)
    const [settings] = files
    expect(settings?.text).toContain('train.jsonl')
    expect(settings?.text).toContain('output_dir: output\n')
    expect(files.map(({ text }) => text).join('\n')).not.toMatch(/: \/|=\//)
  })

  it('has the settings that are written down', () => {
    expect(filesOf(name).settings).toMatchSnapshot()
  })
})

it('has the values that SWE-Gym published, whatever a trainer calls them', () => {
  expect(filesOf('torchtune').settings).toMatchObject({
    tokenizer: { max_seq_len: 32_768 },
    dataset: { packed: true, train_on_input: false, conversation_style: 'openai' },
    optimizer: { fused: true, lr: 1e-4, weight_decay: 0.01 },
    lr_scheduler: { num_warmup_steps: 5 },
    epochs: 5,
    seed: 42,
    batch_size: 1,
    optimizer_in_bwd: true,
  })
  expect(filesOf('trl').settings).toMatchObject({
    max_length: 32_768,
    learning_rate: 1e-4,
    weight_decay: 0.01,
    warmup_steps: 5,
    num_train_epochs: 5,
    lr_scheduler_type: 'cosine',
    assistant_only_loss: true,
  })
  expect(filesOf('axolotl').settings).toMatchObject({
    sequence_len: 32_768,
    learning_rate: 1e-4,
    weight_decay: 0.01,
    warmup_steps: 5,
    num_epochs: 5,
    lr_scheduler: 'cosine',
    sample_packing: true,
  })
})

it('torchtune is told the shape and the files of the weights, and takes no model that it is not told of', () => {
  expect(filesOf('torchtune', 'Qwen/Qwen2.5-Coder-7B-Instruct').settings).toMatchObject({
    model: { _component_: 'torchtune.models.qwen2_5.qwen2_5_7b_instruct' },
    checkpointer: { checkpoint_files: { max_filename: '00004' } },
  })
  expect(filesOf('torchtune', 'other/model').files).toEqual([])
})
