import { stringify } from 'yaml'
import { plainMessage } from './plain-message.ts'
import type { SftTarget } from './sft-target.ts'

/** torchtune's `chat_dataset`: roles and texts; it has no role for results of tools, and no marks for the loss. */
export const torchtune: SftTarget = {
  name: 'torchtune',
  encodings: ['text'],
  keepsLossMarks: false,
  leastRows: 1,
  toRow: ({ messages }) => ({ messages: messages.map(plainMessage) }),
  settings: () => [
    {
      name: 'torchtune.yaml',
      text: stringify({
        dataset: {
          _component_: 'torchtune.datasets.chat_dataset',
          source: 'json',
          data_files: 'train.jsonl',
          split: 'train',
          conversation_column: 'messages',
          conversation_style: 'openai',
          train_on_input: false,
          packed: false,
        },
      }),
    },
  ],
}
