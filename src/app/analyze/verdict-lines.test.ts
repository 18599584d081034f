import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { patchIdOf } from '../../selection/index.ts'
import { createTempDir, type TempDir } from '../../std/index.ts'
import { readRunVerdicts } from './verdict-lines.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('capuchin-verdicts-')
})
afterEach(() => temp[Symbol.asyncDispose]())

async function verdicts(lines: readonly unknown[]) {
  const path = join(temp.path, 'verdicts.jsonl')
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  return readRunVerdicts(path)
}

const patch = 'diff --git a/x b/x\nindex 0123456..789abcd 100644\n+x\n'

describe('readRunVerdicts', () => {
  it('finds a patch by its text, whatever its blob ids, and by its id', async () => {
    const of = await verdicts([
      { runId: 'a', patch, resolved: true },
      { instanceId: 'b', patchId: '0123456789ab', resolved: false },
    ])
    expect(of('a', patchIdOf(patch.replace('0123456', 'fffffff')))).toBe(true)
    expect(of('b', '0123456789ab')).toBe(false)
    expect(of('b', patchIdOf(patch))).toBeNull()
  })

  it.each([
    [[{ patch, resolved: true }], /needs one of runId and instanceId/],
    [[{ runId: 'a', resolved: true }], /needs one of patch and patchId/],
    [[true, false].map((resolved) => ({ runId: 'a', patch, resolved })), /line 2.*says the opposite/],
  ])('refuses %j', async (lines, sentence) => {
    await expect(verdicts(lines)).rejects.toThrow(sentence)
  })
})
