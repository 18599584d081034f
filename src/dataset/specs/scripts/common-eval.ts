import { listOf, type EnvironmentSpec } from '../environment-spec.ts'
import {
  endMarker,
  patchDelimiter,
  startMarker,
  trustWorkFolder,
  withHeredoc,
  workFolder,
  type EvalInput,
} from '../eval-input.ts'
import { resetPaths } from '../test-patch.ts'
import { calypsoTestCommands } from './calypso.ts'

/** Commands of an eval script in a language other than Python (SWE-bench 4.1). */
export function commonEvalCommands(
  input: EvalInput,
  spec: EnvironmentSpec,
  { language }: { readonly language: string },
): readonly string[] {
  const files = resetPaths(input.testPatch)
  const reset =
    files.length === 0
      ? 'echo "No test files to reset"'
      : `git checkout ${input.baseCommit} ${files.join(' ')}`
  return [
    `cd ${workFolder}`,
    ...trustWorkFolder,
    reset,
    ...(language === 'js' ? downloads(input) : []),
    withHeredoc('git apply --verbose --reject -', input.testPatch, patchDelimiter),
    ...(spec.build ?? []),
    `: '${startMarker}'`,
    ...(input.repo.toLowerCase() === 'automattic/wp-calypso'
      ? calypsoTestCommands(input)
      : listOf(spec.test_cmd)),
    `: '${endMarker}'`,
    reset,
  ]
}

function downloads({ testAssets }: EvalInput): readonly string[] {
  return (testAssets ?? []).flatMap(({ path, url }) => [
    `mkdir -p ${parentFolder(path)}`,
    `curl -o ${path} ${url}`,
    `chmod 777 ${path}`,
  ])
}

function parentFolder(path: string): string {
  const folder = path.split('/').filter((part) => part !== '' && part !== '.')
  const parent = folder.slice(0, -1).join('/')
  return path.startsWith('/') ? `/${parent}` : parent === '' ? '.' : parent
}
