import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editFormats, type Edit, type Files } from '../index.ts'
import { diffEdits } from './diff-edits.contract.ts'

const toBytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const join = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

/** Words are short, so that no two equal additions look like one that is sent twice. */
const word = fc.constantFrom(
  '',
  'if x:',
  '  y()',
  '    z',
  '}',
  'a = 1',
  '\tb',
  '-- c',
  '++ d',
  '...',
  'é',
  '@@',
  '# e  ',
)
const text = fc.array(
  fc.oneof(
    word,
    word,
    fc.string({ maxLength: 8 }).filter((line) => !/[\r\n\0]/.test(line)),
  ),
  {
    minLength: 1,
    maxLength: 25,
  },
)
const unique = text.map((lines) => lines.map((line, at) => `${line} ${at * 7919}`))
/** Two versions of a text: some lines go, some come. */
const versions = (lines: fc.Arbitrary<string[]>) =>
  fc
    .tuple(lines, fc.array(fc.tuple(fc.nat(24), fc.boolean(), fc.string({ maxLength: 6 })), { maxLength: 6 }))
    .map(([before, changes]) => {
      const after = [...before]
      for (const [at, adds, added] of changes)
        if (adds) after.splice(Math.min(at, after.length), 0, `new${added.replaceAll(/[\r\n\0]/g, '')}`)
        else if (after.length > 1) after.splice(at % after.length, 1)
      return { before, after }
    })

function applied(
  format: (typeof editFormats)['udiff' | 'patch'],
  edits: readonly Edit[],
  before: readonly string[],
) {
  const reply = edits.map((edit) => format.render(edit)).join('\nand\n')
  const files: Files = new Map([['a.py', { bytes: toBytes(join(before)), mode: 0o644 }]])
  const options = { chatFiles: ['a.py'], isFile: (path: string) => path === 'a.py' }
  const parsed = format.parse(reply, options)
  const result = format.apply(parsed.edits, files, {
    ...options,
    problems: parsed.problems,
    allOrNothing: true,
  })
  const bytes = (result.files.get('a.py') ?? files.get('a.py'))?.bytes
  return { parsed, result, text: Buffer.from(bytes ?? []).toString('utf8') }
}

describe.each([editFormats.udiff, editFormats.patch])('$name', (format) => {
  it('makes the second version of a text from the first and their difference, where lines stand once', () => {
    fc.assert(
      fc.property(versions(unique), ({ before, after }) => {
        const { result, parsed, text: got } = applied(format, diffEdits('a.py', before, after), before)
        expect(parsed.problems).toEqual([])
        expect(result.failures).toEqual([])
        expect(got).toBe(join(after))
      }),
      { numRuns: 300 },
    )
  })

  it('makes the second version or nothing at all, whatever lines stand several times', () => {
    fc.assert(
      fc.property(versions(text), ({ before, after }) => {
        const { result, text: got } = applied(format, diffEdits('a.py', before, after), before)
        expect(got).toBe(join(result.outcome === 'none' ? before : after))
      }),
      { numRuns: 300 },
    )
  })
})

describe('udiff with right line numbers', () => {
  it('nearly always applies', () => {
    let [refused, all] = [0, 0]
    fc.assert(
      fc.property(versions(text), ({ before, after }) => {
        all += 1
        if (applied(editFormats.udiff, diffEdits('a.py', before, after), before).result.failures.length > 0)
          refused += 1
      }),
      { numRuns: 300, seed: 7 },
    )
    expect(refused / all).toBeLessThan(0.05)
  })
})
