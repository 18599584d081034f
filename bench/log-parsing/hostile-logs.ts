/** Inputs that make backtracking parsers quadratic or worse. `scale` 1 is about 100 kB. */
export interface HostileLog {
  readonly name: string
  readonly make: (scale: number) => string
}

const size = 100_000

function filled(unit: string): HostileLog['make'] {
  return (scale) => unit.repeat(Math.ceil((size * scale) / unit.length))
}

/** A beginning, then one unit over and over, then an end. */
function around(start: string, unit: string, end: string): HostileLog['make'] {
  const fill = filled(unit)
  return (scale) => start + fill(scale) + end
}

const units: Readonly<Record<string, string>> = {
  words: 'a ',
  blanks: ' ',
  tabs: '\t',
  newlines: '\n',
  'wide blanks': '\u2003',
  digits: '1',
  'wide digits': '\u0663',
  underscores: '_',
  dots: '.',
  'dots and blanks': ' .',
  colons: ':',
  'colons and blanks': ': ',
  equals: 'a. = ',
  dashes: ' - ',
  'open brackets': '(',
  'empty brackets': ' ()',
  'brackets one level': ' (a)',
  'open squares': '[',
  'square blanks': '[ ',
  'close squares': ']',
  braces: '{',
  angles: '<',
  'open tags': '<a>',
  'open tags of many names': '<a><b><c><d>',
  'nested tags': '<a></a',
  'tag seams': '<b></b>',
  'tag halves': '<a<b></b>',
  escapes: '\x1b[',
  'escape parameters': '\x1b[1;',
  colours: '[1',
  status: 'FAILED ',
  'status lines': 'FAILED - \n',
  'status brackets': 'FAILED [',
  'unterminated django': 'a ... Testing against Django installed in \n',
  'unterminated django in a line': 'a ... Testing against Django installed in ',
  'server errors': 'a ... Internal Server Error: /',
  'server error lines': 'a ... Internal Server Error: /x/\n',
  'wrong endings': ' silenced).\nokay\na ... Testing against Django installed in ',
  python: ' a.py:',
  'python lines': '_ a.py:b\n',
  chrome: 'Chrome 1 (x) ',
  'chrome without end': 'Chrome 1 (',
  'chrome headless': 'Chrome Headless ',
  'chrome headless lines': 'Chrome Headless \n',
  'chrome platforms': 'Chrome Headless 1 (Linux x86_64) ',
  platforms: ' (Linux x86_64) ',
  phantom: '2KPhantomJS 2.1 (Linux 1.0) ',
  'numbers of failures': '  1) ',
  'lines of failures': '  1) a\n',
  'numbered lines': '1)\n',
  errors: ' Error',
  cases: 'case a: mismatch ',
  'case lines': 'case\n',
  mismatches: 'mismatch',
  passing: '1 passing',
  'passing digits': '11111111111111111111 ',
  assertions: 'AssertionError: ',
  running: 'Running:',
  'running lines': 'Running: a)\n\n\n',
  jest: ' ./node_modules/.bin/jest ',
  xvfb: ' xvfb-run ',
  titles: '"fullTitle": "',
  passes: '"passes": [',
  cypress: '../..',
  mocha: './node_modules/.bin/mocha --reporter json',
  prism: './node_modules/.bin/mocha tests/run.js --reporter json{',
  'temporary files': '[unit] /tmp/a/ ',
  'temporary names': '[unit] /tmp/',
  maven: '-Dtest= ',
  builds: '-Dtest=a\nBUILD SUCCESS\n',
  'builds first': 'BUILD SUCCESS\n',
  gradle: 'a > b\n',
  google: '[ OK ] ',
  'google almost': '[ OK',
  durations: ' (5ms',
  'durations done': ' (5ms) ',
  marks: '  \u2713 a (5ms) ',
  'doctest cases': '<TestCase name="a"><SubCase name="b">',
  entities: '&amp;',
  summary: 'short test summary info',
  'two colons': 'PASSED a::',
  slug: 'a ... ',
}

/** What some parsers have to see before they look any further. */
const starts: readonly string[] = [
  '',
  'PASSED ',
  'FAILED [',
  'PASS a',
  '\u2713 ',
  '  1)',
  'test_a ',
  'a ... ',
  'Starting browser\n',
  ' ./node_modules/.bin/jest \n',
  ' xvfb-run \n',
  'running 1 test files\n',
  '<doctest>',
  'Chrome Headless 1 (Linux x) ',
  '[unit] ',
  '--- PASS: a (',
  'short test summary info\n',
]

/** Every unit behind every start, with an end that is almost one. */
export function* hostileLogs(): Generator<HostileLog> {
  for (const [name, unit] of Object.entries(units)) {
    for (const start of starts) {
      const end = start === '<doctest>' ? '</doctest>' : start === '' ? '' : ' x)'
      yield { name: `${name} after ${JSON.stringify(start)}`, make: around(start, unit, end) }
    }
  }
  yield* deepLogs
}

const deepLogs: readonly HostileLog[] = [
  { name: 'ever deeper lines', make: (scale) => deeper(Math.floor(Math.sqrt(2 * size * scale))) },
  {
    name: 'deeply nested tags',
    make: (scale) => {
      const count = Math.ceil((size * scale) / 7)
      return '<a>'.repeat(count) + '</a>'.repeat(count)
    },
  },
  {
    name: 'a half tag that is ever longer',
    make: (scale) => `<${'a'.repeat((size * scale) / 2)}${'<b></b>a'.repeat((size * scale) / 16)}`,
  },
  {
    name: 'closings that come about at seams',
    make: (scale) => '<a>'.repeat((size * scale) / 20) + '</<b></b>a> '.repeat((size * scale) / 20),
  },
]

function deeper(depth: number): string {
  return Array.from({ length: depth }, (_, indent) => `${' '.repeat(indent)}a`).join('\n')
}
