import { listOf, type EnvironmentSpec } from '../environment-spec.ts'
import {
  activateConda,
  endMarker,
  patchDelimiter,
  startMarker,
  trustWorkFolder,
  withHeredoc,
  workFolder,
  type EvalInput,
} from '../eval-input.ts'
import { testDirectives } from '../test-patch.ts'

/**
 * Commands of SWE-Gym's eval script. Upstream prints no marker lines and grades the whole log; `markers` puts them
 * around the test command, so that the rules of SWE-bench can grade it.
 */
export function sweGymEvalCommands(
  input: EvalInput,
  spec: EnvironmentSpec,
  { markers }: { readonly markers: boolean },
): readonly string[] {
  const files = [...input.testPatch.matchAll(/--- a\/([^\n]*)/g)].map(([, path = '']) => path)
  const reset = `git checkout ${input.baseCommit} ${files.join(' ')}`
  const test = testCommand(input, listOf(spec.test_cmd).join(' '))
  return [
    ...activateConda,
    `cd ${workFolder}`,
    ...(spec.eval_commands ?? []),
    ...trustWorkFolder,
    'git status',
    'git show',
    `git diff ${input.baseCommit}`,
    ...activateConda,
    ...listOf(spec.install),
    reset,
    withHeredoc('git apply -v -', input.testPatch, patchDelimiter),
    ...(markers ? [`: '${startMarker}'`, test, `: '${endMarker}'`] : [test]),
    reset,
  ]
}

/** mypy's tests are named by `[case name]` lines inside data files; the others by their files. */
function testCommand(input: EvalInput, command: string): string {
  if (input.repo.toLowerCase() !== 'python/mypy')
    return [command, ...testDirectives(input.repo, input.testPatch)].join(' ')
  const cases = [...input.testPatch.matchAll(/\[case ([^\]]+)\]/g)].map(([, name = '']) => name)
  return `${command} "${cases.join(' or ')}"`
}
