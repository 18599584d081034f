import { describe, expect, it } from 'vitest'
import { chooseLinters } from '../../lint/index.ts'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { lintPatch, type LintedPatch, type LintPatchOptions } from './lint-patch.ts'

const sandboxes = useLocalSandboxes()
const padding = Array.from({ length: 12 }, (_, at) => `x${at} = ${at}\n`).join('')
const project = {
  'shop.py': `${padding}\n\ndef price():\n    return old\n`,
  'check.sh': '#!/bin/sh\n! grep -n TODO "$1" /dev/null\n',
}

describe('lintPatch', () => {
  async function lint(
    files: Readonly<Record<string, string | null>>,
    options: Partial<LintPatchOptions> = {},
  ): Promise<LintedPatch> {
    const path = sandboxes.makeProject(project)
    await using base = await sandboxes.open(path)
    await using patched = await base.fork()
    for (const [name, text] of Object.entries(files))
      await (text === null ? patched.deleteFile(name) : patched.writeFile(name, text))
    const patch = await patched.diff()
    return await lintPatch(patch, { base, patched }, { linters: [], count: 'new', ...options })
  }
  const edited = `${project['shop.py']}\n\ndef tax():\n    return rate  # TODO\n`

  it('counts what a command of the user says, and names without a value that no linter saw', async () => {
    const linters = chooseLinters(['python: sh check.sh', 'python: no-such-program'])
    const summed = `${edited}\n\ndef sum():\n    return total\n`
    expect(await lint({ 'shop.py': summed }, { linters })).toEqual({
      faults: [
        'shop.py, line 20: return rate  # TODO (sh check.sh)',
        'shop.py, line 24: total is not defined',
      ],
      brokenLinters: [
        expect.stringMatching(/^no-such-program could not look at the edits \(.*not found\): /),
      ],
    })
  })

  it('holds against a patch what was there before only where it is told to', async () => {
    expect((await lint({ 'shop.py': edited })).faults).toHaveLength(1)
    expect((await lint({ 'shop.py': edited }, { count: 'any' })).faults).toHaveLength(2)
  })

  it('knows a file that was moved', async () => {
    expect((await lint({ 'shop.py': null, 'store.py': project['shop.py'] })).faults).toEqual([])
    expect((await lint({ 'shop.py': null, 'store.py': edited })).faults).toHaveLength(1)
  })

  it('says what does not parse any more, and nothing of names in it', async () => {
    const { faults } = await lint({ 'shop.py': `${project['shop.py']}\nnow = (\n` })
    expect(faults).toEqual([expect.stringMatching(/^shop\.py, line 18: .* \(syntax\)$/)])
  })
})
