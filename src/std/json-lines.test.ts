import { expect, it } from 'vitest'
import { z } from 'zod'
import { readJsonLines } from './json-lines.ts'

it('reads what is whole and of its form, and passes over the rest', () => {
  const text = '{"n":1}\n\nno\n{"n":"x"}\n{"n":2}\n{"n":'
  expect(readJsonLines(text, z.object({ n: z.number() }))).toEqual([{ n: 1 }, { n: 2 }])
})
