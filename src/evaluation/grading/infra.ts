import type { InfraFailure } from '../../domain/index.ts'
import { pythonPattern } from '../../test-runner/index.ts'

/** Signs of a broken environment; the first that a log has counts, wherever it stands. */
const signs: readonly (InfraFailure & { readonly texts: readonly string[] })[] = [
  {
    reason: 'browser_launch_failed',
    tier: 'environment',
    texts: ['Failed to launch', 'Failed to connect to the bus'],
  },
  {
    reason: 'display_unavailable',
    tier: 'environment',
    texts: ['cannot open display', 'Missing X server', 'unable to open X display'],
  },
  {
    reason: 'out_of_memory',
    tier: 'environment',
    texts: ['Cannot allocate memory', 'OutOfMemory', 'Killed'],
  },
  {
    reason: 'container_unavailable',
    tier: 'environment',
    texts: ['Error response from daemon', 'Cannot connect to the Docker daemon'],
  },
  {
    reason: 'network_unreachable',
    tier: 'environment',
    texts: ['Could not resolve host', 'Temporary failure in name resolution'],
  },
  {
    reason: 'missing_module',
    tier: 'ambiguous',
    texts: ['Cannot find module', 'MODULE_NOT_FOUND', 'ModuleNotFound'],
  },
  { reason: 'no_tests_collected', tier: 'ambiguous', texts: ['no tests ran', 'collected 0 items'] },
  { reason: 'tests_timed_out', tier: 'ambiguous', texts: ['Timeout error: '] },
]

/** What else has to hold around a text. `Error` is not taken along, for another text may begin with it. */
const around: Readonly<Record<string, string>> = {
  Killed: '(?<![^\\n])Killed(?![^\\n])',
  OutOfMemory: 'OutOfMemory(?=Error)',
  ModuleNotFound: 'ModuleNotFound(?=Error)',
}
const timeout = pythonPattern('Timeout error: \\d+ seconds exceeded')

/** Capital letters are rare, so that a pattern where every text begins with one passes over most of a log at once. */
const patterns = [/^[A-Z]/, /^[^A-Z]/].map((initial) => {
  const texts = signs.flatMap((sign) => sign.texts).filter((text) => initial.test(text))
  return new RegExp(texts.map((text) => around[text] ?? text).join('|'), 'g')
})

/** What in a log looks like a broken environment. Advisory: it changes no score. */
export function classifyInfra(log: string): InfraFailure | null {
  const found = new Set(patterns.flatMap((pattern) => log.match(pattern) ?? []))
  const sign = signs.find(({ texts }) => texts.some((text) => found.has(text)))
  if (!sign || (sign.reason === 'tests_timed_out' && !timeout.test(log))) return null
  return { reason: sign.reason, tier: sign.tier }
}
