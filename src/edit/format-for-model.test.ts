import { expect, it } from 'vitest'
import { formatForModel } from './index.ts'

it.each([
  ['gpt-4.1-mini', 'patch'],
  ['openai/gpt-5-codex', 'patch'],
  ['gpt-4-turbo-2024-04-09', 'udiff'],
  ['gpt-4-1106-preview', 'udiff'],
  ['gemini-2.5-pro', 'search-replace-fenced'],
  ['google/Gemini-2.0-flash', 'search-replace-fenced'],
  ['gpt-3.5-turbo', 'whole'],
  ['qwen2.5-coder:7b', 'whole'],
  ['Llama-3.2-3B-Instruct', 'whole'],
  ['qwen2.5-coder:32b', 'search-replace'],
  ['qwen2.5-1.5b', 'whole'],
  ['mixtral-8x22b', 'search-replace'],
  ['gpt-4o', 'search-replace'],
  ['claude-sonnet-4-5', 'search-replace'],
  ['anything', 'search-replace'],
] as const)('%s writes %s', (model, format) => {
  expect(formatForModel('auto', model)).toBe(format)
})

it('takes the format that was asked for', () => {
  expect(formatForModel('udiff', 'gpt-4.1')).toBe('udiff')
})
