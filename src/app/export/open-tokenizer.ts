import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { estimatedTokens, type Tokenizer } from '../../gym/index.ts'
import { CapuchinError, messageOf, sha256 } from '../../std/index.ts'

/** The tokenizers that are known by name; any other is a file. */
export const namedTokenizers = ['estimate', 'cl100k_base', 'o200k_base'] as const

const fileSchema = z.looseObject({ model: z.looseObject({}) })
const configSchema = z.looseObject({})

/**
 * What counts tokens: an estimate, a vocabulary of OpenAI's by name, or a `tokenizer.json` as models on Hugging Face
 * have it (with the `tokenizer_config.json` beside it, where there is one). A vocabulary is loaded when it is asked for.
 *
 * @throws CapuchinError `export/bad-tokenizer`.
 */
export async function openTokenizer(name: string): Promise<Tokenizer> {
  switch (name) {
    case 'estimate':
      return estimatedTokens
    case 'cl100k_base':
      return byRanks(name, await import('gpt-tokenizer/encoding/cl100k_base'))
    case 'o200k_base':
      return byRanks(name, await import('gpt-tokenizer/encoding/o200k_base'))
    default:
      return openFile(name)
  }
}

/** Marks of special tokens in a text are text: a transcript may well speak of them. */
function byRanks(
  name: string,
  {
    countTokens,
  }: {
    readonly countTokens: (text: string, options: { disallowedSpecial: Set<string> }) => number
  },
): Tokenizer {
  return { name, count: (text) => countTokens(text, { disallowedSpecial: new Set() }) }
}

async function openFile(path: string): Promise<Tokenizer> {
  try {
    const { Tokenizer } = await import('@huggingface/tokenizers')
    const text = await readFile(path, 'utf8')
    const config = await readFile(join(dirname(path), 'tokenizer_config.json'), 'utf8').catch(() => '{}')
    const tokenizer = new Tokenizer(
      fileSchema.parse(JSON.parse(text)),
      configSchema.parse(JSON.parse(config)),
    )
    const hash = sha256(text).slice(0, 12)
    return {
      name: `${basename(path)} ${hash}`,
      count: (piece) => tokenizer.encode(piece, { add_special_tokens: false }).ids.length,
    }
  } catch (cause) {
    throw new CapuchinError(
      'export/bad-tokenizer',
      `${path} cannot be used as a tokenizer: ${messageOf(cause)}`,
      {
        cause,
        hint: `give one of ${namedTokenizers.join(', ')}, or the tokenizer.json of a model`,
      },
    )
  }
}
