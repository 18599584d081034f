import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { openTokenizer } from './open-tokenizer.ts'

test.each([
  ['estimate', 'estimate-3.5-characters', 'def add(a, b):', 4],
  ['cl100k_base', 'cl100k_base', 'hello world', 2],
  ['o200k_base', 'o200k_base', 'hello world', 2],
])('%s counts', async (name, called, text, tokens) => {
  const tokenizer = await openTokenizer(name)
  expect(tokenizer.name).toBe(called)
  expect(tokenizer.count(text)).toBe(tokens)
})

test('marks of special tokens are text', async () => {
  // In pieces, since other tests count the tokens of this file.
  const mark = ['<|', 'endoftext', '|>'].join('')
  expect((await openTokenizer('o200k_base')).count(mark)).toBeGreaterThan(1)
})

const words = {
  version: '1.0',
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'Whitespace' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordLevel', vocab: { '[UNK]': 0, fix: 1, the: 2, bug: 3 }, unk_token: '[UNK]' },
}

test('the tokenizer.json of a model counts, and its hash is in its name', async () => {
  await using temp = await createTempDir('capuchin-tokenizer-')
  const path = join(temp.path, 'tokenizer.json')
  await writeFile(path, JSON.stringify(words))
  const tokenizer = await openTokenizer(path)
  expect(tokenizer.name).toMatch(/^tokenizer\.json [0-9a-f]{12}$/)
  expect(tokenizer.count('fix the old bug')).toBe(4)
})

test('what is no tokenizer is refused with what would do', async () => {
  await using temp = await createTempDir('capuchin-tokenizer-')
  const path = join(temp.path, 'tokenizer.json')
  await writeFile(path, '{"model": 3}')
  const hint = 'give one of estimate, cl100k_base, o200k_base, or the tokenizer.json of a model'
  await expect(openTokenizer(path)).rejects.toMatchObject({ code: 'export/bad-tokenizer', hint })
  await expect(openTokenizer('o300k_base')).rejects.toMatchObject({ code: 'export/bad-tokenizer', hint })
})
