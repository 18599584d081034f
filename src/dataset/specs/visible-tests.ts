import { listOf } from './environment-spec.ts'
import { findEnvironment, type EnvironmentTables } from './environment-tables.ts'
import { directiveOf } from './test-patch.ts'

/** How the existing tests of one file are run in an instance's environment; null where that is not known. */
export interface VisibleTests {
  /** Shell text for the work folder, with the environment active. */
  readonly commandFor: (file: string) => string
  /** Upstream's name of the parser that reads its log. */
  readonly logParser: string
}

/**
 * The command of an instance's repository and version, which says nothing of the instance itself: which files its
 * hidden tests are in must not be known to whoever looks for a patch.
 */
export function visibleTestsOf(
  instance: { readonly repo: string; readonly version: string },
  tables: EnvironmentTables,
): VisibleTests | null {
  const environment = findEnvironment(tables, instance)
  const logParser = environment?.repository.parser ?? null
  if (!environment || logParser === null || environment.repository.language !== 'py') return null
  const { spec } = environment
  // As in upstream's scripts, one of these that fails stops nothing.
  const before = (spec.eval_commands ?? []).map((command) => `${command}; `).join('')
  return {
    commandFor: (file) =>
      `${before}${[...listOf(spec.test_cmd), directiveOf(instance.repo, file)].join(' ')}`,
    logParser,
  }
}
