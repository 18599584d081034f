import { parsePatch, type Trajectory } from '../../domain/index.ts'
import type { AskedQuestion, VerifierStyle } from './verifier-style.ts'

/**
 * Moatless' way: the issue, the files that were looked at, and each hunk of the patch before and after, answered by the
 * word True or False. Lines around a hunk are those that the patch itself has.
 */
export const trueFalseStyle: VerifierStyle = {
  name: 'true-false',
  ask: askTrueFalse,
  answer: { before: '', resolved: 'True', unresolved: 'False', after: '' },
}

const system =
  'You are told of an issue in a code base, of the files that an engineer looked at, and of what was changed. Say True if the change resolves the issue and False if it does not. Answer with that word alone.'

function askTrueFalse(trajectory: Trajectory): AskedQuestion {
  const { patch } = trajectory.end
  if (patch === null || patch === '') return { ok: false, reason: 'no-patch' }
  const hunks = hunksOf(patch)
  if (hunks.length === 0) return { ok: false, reason: 'no-code-changed' }
  const looked = filesLookedAt(trajectory)
  const user = [
    `Issue:\n${trajectory.head.problemStatement}`,
    looked.length === 0 ? 'Files looked at: not known' : `Files looked at:\n${looked.join('\n')}`,
    ...hunks,
    'Does the change resolve the issue?',
  ].join('\n\n')
  return { ok: true, question: { system, user } }
}

function filesLookedAt({ steps }: Trajectory): readonly string[] {
  const paths = steps.flatMap((step) =>
    step.type === 'observation' && step.kind === 'files-added' ? step.text.split('\n') : [],
  )
  return [...new Set(paths)].filter((path) => path !== '')
}

const codeFile =
  /\.(?:c|cc|cpp|cs|dart|go|h|hpp|java|js|jsx|kt|lua|mjs|php|ps1|py|r|rb|rs|scala|sh|sol|svelte|swift|ts|tsx|vue|zig)$/i

function hunksOf(patch: string): readonly string[] {
  return patch.split(/^(?=diff --git )/m).flatMap((text) => {
    const [file] = parsePatch(text)
    const path = file?.newPath ?? file?.oldPath ?? ''
    if (!codeFile.test(path)) return []
    return splitHunks(text).map(({ before, after }) => `${path}\nBefore:\n${before}\nAfter:\n${after}`)
  })
}

function splitHunks(text: string): readonly { readonly before: string; readonly after: string }[] {
  return text
    .split(/^@@ .*$/m)
    .slice(1)
    .map((hunk) => {
      const lines = hunk.split('\n').filter((line) => /^[ +-]/.test(line))
      const side = (mark: string): string =>
        lines
          .filter((line) => line[0] === ' ' || line[0] === mark)
          .map((line) => line.slice(1))
          .join('\n')
      return { before: side('-'), after: side('+') }
    })
}
