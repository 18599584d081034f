import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editFormats, refuseSpelling, renderFeedback, type Edit, type Files } from './index.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8')

const piece = fc.constantFrom(
  '<<<<<<< SEARCH',
  '=======',
  '>>>>>>> REPLACE',
  '<<<<<<<<< SEARCH>',
  '=====',
  '```',
  '```python',
  '```bash',
  '````',
  'a.py',
  '`b/c.py`:',
  '../up.py',
  '.git/config',
  '/etc/passwd',
  '...',
  '# ...',
  '',
  '    ',
  '\tif x:',
  '  y()',
  'x = 1',
  'x = 1  ',
  '</source>',
  '--- a/a.py',
  '+++ b/a.py',
  '+++ /dev/null',
  '--- /dev/null',
  '```diff',
  '@@ -1,2 +1,3 @@',
  '@@ if x:',
  '-x = 1',
  '+  y()',
  ' x = 1',
  'rename from a.py',
  'rename to ../b.py',
  'deleted file mode 100644',
  '\\ No newline at end of file',
  '/repo/a.py',
  'say “x = 1” – or',
  'say "x = 1" - or',
  '*** Begin Patch',
  '*** Update File: a.py',
  '*** Add File: ../n.py',
  '*** Delete File: b/c.py',
  '*** Move to: .git/x',
  '*** End of File',
  '*** End Patch',
  '\u2028',
  '\u0000',
  '~~~',
)
const text = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 12 })), { maxLength: 40 })
  .map((lines) => lines.join('\n'))
const files = fc
  .dictionary(fc.constantFrom('a.py', 'b/c.py', 'd.md'), text)
  .map(
    (record): Files =>
      new Map(Object.entries(record).map(([path, body]) => [path, { bytes: encode(body), mode: 0o644 }])),
  )

describe.each(Object.values(editFormats))('$name on anything', (format) => {
  it('never throws, and changes only what its edits name', () => {
    fc.assert(
      fc.property(text, files, fc.boolean(), (reply, before, allOrNothing) => {
        const chatFiles = [...before.keys()]
        const parsed = format.parse(reply, { chatFiles, cutShort: true })
        const result = format.apply(parsed.edits, before, {
          chatFiles,
          allOrNothing,
          problems: parsed.problems,
        })
        renderFeedback(result, parsed.problems)
        expect(result.applied.length + result.failures.length).toBe(parsed.edits.length)
        const told = new Set(result.applied.map(({ path }) => path))
        for (const path of result.files.keys()) expect(told).toContain(path)
      }),
      { numRuns: 150 },
    )
  })
})

const guarded = [editFormats['search-replace'], editFormats.whole, editFormats.udiff, editFormats.patch]

describe.each(guarded)('$name, guarded', (format) => {
  it('writes no path that leads outside, and nothing at all when all or none shall apply', () => {
    fc.assert(
      fc.property(text, files, (reply, before) => {
        const parsed = format.parse(reply, { chatFiles: [...before.keys()] })
        const problems = parsed.problems
        const result = format.apply(parsed.edits, before, { problems })
        for (const path of [...result.files.keys(), ...result.removed])
          expect(refuseSpelling(path)).toBeNull()
        for (const path of result.removed) expect(before.has(path) && !result.files.has(path)).toBe(true)
        const strict = format.apply(parsed.edits, before, { problems, allOrNothing: true })
        const spoiled = strict.failures.length + problems.length > 0
        expect(spoiled ? strict.files.size + strict.removed.length : 0).toBe(0)
      }),
      { numRuns: 150 },
    )
  })
})

const body = fc.string({ maxLength: 20 }).filter((text) => !/[\r\n]/.test(text) && !text.includes('\0'))
/** Lines that stand nowhere else, so that a block has one place. */
const lines = (mark: string, minLength = 0) =>
  fc
    .array(body, { minLength, maxLength: 10 })
    .map((texts) => texts.map((text, at) => `${mark}${at} ${text}\n`).join(''))

describe.each([editFormats['search-replace'], editFormats['search-replace-fenced']])('$name', (format) => {
  it('reads back the block that it writes, and applies it', () => {
    const parts = fc.tuple(lines('head'), lines('search', 1), lines('replace'), lines('tail'))
    fc.assert(
      fc.property(parts, ([head, search, replace, tail]) => {
        const edit: Edit = { path: 'a.py', line: 1, readings: [{ search, replace }] }
        const before: Files = new Map([['a.py', { bytes: encode(head + search + tail), mode: 0o644 }]])
        const parsed = format.parse(format.render(edit), { chatFiles: ['a.py'] })
        expect(parsed.edits.map(({ readings }) => readings)).toEqual([edit.readings])
        const { files: after, applied } = format.apply(parsed.edits, before)
        expect(applied.map(({ how }) => how)).toEqual(['exact'])
        expect(decode(after.get('a.py')?.bytes)).toBe(head + replace + tail)
      }),
      { numRuns: 100 },
    )
  })
})

describe('time on hostile input', () => {
  const format = editFormats['search-replace']
  const elapsed = (run: () => void): number => {
    const started = performance.now()
    run()
    return performance.now() - started
  }

  it.each([
    ['heads', '<<<<<<< SEARCH\n'.repeat(10_000)],
    ['dividers', `a.py\n<<<<<<< SEARCH\n${'=======\n'.repeat(10_000)}>>>>>>> REPLACE\n`],
    ['blocks', 'a.py\n<<<<<<< SEARCH\nq\n=======\nr\n>>>>>>> REPLACE\n'.repeat(2_000)],
    ['fences', 'a.md\n```\n'.repeat(5_000)],
    ['fences that never close', '```x\n'.repeat(10_000)],
    ['patches that never end', '*** Begin Patch\n'.repeat(10_000)],
    ['hunks', `\`\`\`diff\n--- a/a.py\n+++ b/a.py\n${'@@\n-q\n+r\n'.repeat(2_000)}\`\`\`\n`],
    ['one long line', `a.py\n<<<<<<< SEARCH\n${'x '.repeat(100_000)}\n=======\n`],
  ])('stays short for many %s', (_name, reply) => {
    const before: Files = new Map([['a.py', { bytes: encode('x = 1\n'.repeat(500)), mode: 0o644 }]])
    const time = elapsed(() => {
      const parsed = format.parse(reply, { chatFiles: ['a.py'] })
      const result = format.apply(parsed.edits, before)
      renderFeedback(result, parsed.problems)
      editFormats.whole.parse(reply)
      editFormats.patch.parse(reply)
      const { edits } = editFormats.udiff.parse(reply, { chatFiles: ['a.py'] })
      editFormats.udiff.apply(edits, before)
    })
    expect(time).toBeLessThan(3000)
  })

  it('stays short for many blocks that belong nowhere in a big file', () => {
    const text = Array.from({ length: 2_000 }, (_, at) => `value_${at} = compute(${at})\n`).join('')
    const before: Files = new Map([['a.py', { bytes: encode(text), mode: 0o644 }]])
    const edits = Array.from({ length: 3_000 }, (_, at): Edit => ({
      path: 'a.py',
      line: at,
      readings: [{ search: `value_${at} = compute(${at + 1}, value)\n`, replace: 'z\n' }],
    }))
    expect(elapsed(() => format.apply(edits, before))).toBeLessThan(3000)
  })

  it('stays short for a huge file of equal lines', () => {
    const before: Files = new Map([['a.py', { bytes: encode('x = 1\n'.repeat(100_000)), mode: 0o644 }]])
    const search = `${'x = 1\n'.repeat(2_000)}y\n`
    const edit: Edit = { path: 'a.py', line: 1, readings: [{ search, replace: 'z\n' }] }
    expect(elapsed(() => format.apply([edit], before))).toBeLessThan(3000)
  })
})
