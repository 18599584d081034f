import { describe, expect, it } from 'vitest'
import { chooseLinters } from '../../lint/index.ts'
import { useLocalSandboxes } from '../../sandbox/contract/local-sandboxes.contract.ts'
import { lintPatch, type LintPatchOptions } from './lint-patch.ts'

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
  ): Promise<readonly string[]> {
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
    expect(await lint({ 'shop.py': `${edited}\n\ndef sum():\n    return total\n` }, { linters })).toEqual([
      'shop.py, line 20: return rate  # TODO (sh check.sh)',
      'shop.py, line 24: total is not defined',
    ])
  })

  it('holds against a patch what was there before only where it is told to', async () => {
    expect(await lint({ 'shop.py': edited })).toHaveLength(1)
    expect(await lint({ 'shop.py': edited }, { count: 'any' })).toHaveLength(2)
  })

  it('knows a file that was moved', async () => {
    expect(await lint({ 'shop.py': null, 'store.py': project['shop.py'] })).toEqual([])
    expect(await lint({ 'shop.py': null, 'store.py': edited })).toHaveLength(1)
  })

  it('says what does not parse any more, and nothing of names in it', async () => {
    expect(await lint({ 'shop.py': `${project['shop.py']}\nnow = (\n` })).toEqual([
      expect.stringMatching(/^shop\.py, line 18: .* \(syntax\)$/),
    ])
  })
})
