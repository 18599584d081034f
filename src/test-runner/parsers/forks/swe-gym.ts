import { createForwardSearch } from '../forward-search.ts'
import type { LogParser } from '../log-parser.ts'
import { skipSpace } from '../python-text.ts'
import { parseDjango } from '../python/django.ts'
import { dropColours, parseTokens } from '../python/pytest-v2.ts'
import { parseMatplotlib, parsePytest, parsePytestOptions, parseSeaborn } from '../python/pytest.ts'
import { parseSympyWithVerdicts } from '../python/sympy.ts'

/** pydantic: as astropy in v4, without the bracket that follows the word FAILED (`FAILED [ 35%]`). */
const parsePydantic: LogParser = (log, context) => parseTokens(dropFailedBrackets(dropColours(log)), context)

const parsePytestV2: LogParser = (log, context) => parseTokens(dropColours(log), context)

/** Takes `[...]` away behind `FAILED` and any whitespace of the line. */
function dropFailedBrackets(log: string): string {
  const closeAfter = createForwardSearch(log, ']')
  const newlineAfter = createForwardSearch(log, '\n')
  const kept: string[] = []
  let done = 0
  for (let at = log.indexOf('FAILED'); at >= 0; at = log.indexOf('FAILED', Math.max(at + 1, done))) {
    const end = at + 'FAILED'.length
    const open = skipSpace(log, end)
    const newline = newlineAfter(end)
    const close = log[open] === '[' ? closeAfter(open) : -1
    if (close < 0 || (newline >= 0 && newline < close)) continue
    kept.push(log.slice(done, end))
    done = close + 1
  }
  return kept.join('') + log.slice(done)
}

/** SWE-Gym's fork knows v4's grammars under every harness. */
function asV4(parser: LogParser): LogParser {
  return (log, context) => parser(log, { ...context, harness: 'v4' })
}

const pytestNames = [
  'pytest',
  'astroid',
  'flask',
  'marshmallow',
  'pvlib',
  'pyvista',
  'sqlfluff',
  'xarray',
  'mypy',
  'moto',
  'conan',
  'modin',
  'monai',
  'dvc',
  'dask',
  'bokeh',
  'mne',
  'hypothesis',
  'pandas',
  'hydra',
]

/** SWE-Gym's parsers by their own names. */
export const sweGymParsers: Readonly<Record<string, LogParser>> = {
  ...named(pytestNames, asV4(parsePytest)),
  ...named(['pytest_options', 'requests', 'pylint', 'pydicom'], asV4(parsePytestOptions)),
  ...named(['pytest_v2', 'astropy', 'scikit', 'sphinx'], parsePytestV2),
  ...named(['pytest_pydantic', 'pydantic'], parsePydantic),
  ...named(['matplotlib'], asV4(parseMatplotlib)),
  ...named(['seaborn'], asV4(parseSeaborn)),
  ...named(['sympy'], parseSympyWithVerdicts),
  ...named(['django'], parseDjango),
}

function named(names: readonly string[], parser: LogParser): Record<string, LogParser> {
  return Object.fromEntries(names.map((name) => [`parse_log_${name}`, parser]))
}
