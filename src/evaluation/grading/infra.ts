import type { InfraFailure } from '../../domain/index.ts'
import { pythonPattern } from '../../test-runner/log-parsers.door.ts'

/** Signs of a broken environment; the first that fits counts, wherever it stands. */
const signs = [
  ['browser_launch_failed', 'environment', 'Failed to launch|Failed to connect to the bus'],
  ['display_unavailable', 'environment', 'cannot open display|Missing X server|unable to open X display'],
  ['out_of_memory', 'environment', 'Cannot allocate memory|OutOfMemoryError|^Killed$'],
  ['container_unavailable', 'environment', 'Error response from daemon|Cannot connect to the Docker daemon'],
  ['network_unreachable', 'environment', 'Could not resolve host|Temporary failure in name resolution'],
  ['missing_module', 'ambiguous', 'Cannot find module|MODULE_NOT_FOUND|ModuleNotFoundError'],
  ['no_tests_collected', 'ambiguous', 'no tests ran|collected 0 items'],
  ['tests_timed_out', 'ambiguous', 'Timeout error: \\d+ seconds exceeded'],
] as const

const patterns = signs.map(([reason, tier, source]) => ({
  reason,
  tier,
  pattern: pythonPattern(source, { lines: true }),
}))

/** What in a log looks like a broken environment. Advisory: it changes no score. */
export function classifyInfra(log: string): InfraFailure | null {
  const sign = patterns.find(({ pattern }) => pattern.test(log))
  return sign ? { reason: sign.reason, tier: sign.tier } : null
}
