import { execFileSync } from 'node:child_process'
import type { Instance } from '../../src/domain/index.ts'

/** Lines shorter than this stand anywhere. */
const leastLength = 16

/** Lines that only who knows the answer has: added by gold or test patch, and nowhere in the base. */
export async function answerLines({
  goldPatch = '',
  testPatch = '',
  baseCommit,
  clone,
}: Pick<Instance, 'goldPatch' | 'testPatch' | 'baseCommit'> & {
  readonly clone: string
}): Promise<readonly string[]> {
  const added = `${goldPatch}\n${testPatch}`
    .split('\n')
    .filter((line) => line.startsWith('+') && !line.startsWith('+++'))
    .map((line) => line.slice(1).trim())
    .filter((line) => line.length >= leastLength)
  return [...new Set(added)].filter((line) => !isInBase(line, { baseCommit, clone }))
}

function isInBase(
  line: string,
  { baseCommit, clone }: { readonly baseCommit: string; readonly clone: string },
): boolean {
  try {
    execFileSync('git', ['-C', clone, 'grep', '-q', '-F', '-e', line, baseCommit], { stdio: 'pipe' })
    return true
  } catch {
    return false
  }
}
