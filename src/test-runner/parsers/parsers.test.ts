import { array, assert, constantFrom, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLogParser, logParserNames, logParserOfRepository, type LogContext } from '../index.ts'

type Case = readonly [
  parser: string,
  log: string,
  expected: Readonly<Record<string, string>>,
  context?: Partial<LogContext>,
]

function parse(name: string, log: string, context: Partial<LogContext> = {}): ReadonlyMap<string, string> {
  const parser = findLogParser(name)
  if (!parser) throw new Error(`no parser ${name}`)
  return parser(log, { version: '', instanceId: '', harness: 'v5', ...context })
}

const v4 = { harness: 'v4' } as const

const python: readonly Case[] = [
  [
    'parse_log_pytest',
    'PASSED t.py::a\nFAILED t.py::b - assert 1\n PASSED t.py::indented\nERROR: t.py::c\nPASSED\nXPASS t.py::d\nSKIPPED [2] t.py:3: why',
    { 't.py::a': 'PASSED', 't.py::b': 'FAILED', 't.py::c': 'ERROR:' },
  ],
  ['parse_log_pytest', 'SKIPPED [2] t.py:3: why', { '[2]': 'SKIPPED' }, v4],
  ['parse_log_pytest', 'PASSED [100%]', { '[100%]': 'PASSED' }],
  [
    'parse_log_requests',
    'PASSED t::a[/x/y/z]tail\nPASSED t::b[//x/y]\nPASSED t::c[/x/*]\nPASSED t::d]e[\nPASSED t::f[[/x]]',
    {
      't::a[/z]': 'PASSED',
      't::b[//x/y]': 'PASSED',
      't::c[/x/*]': 'PASSED',
      't::d]e[': 'PASSED',
      't::f[[/x]]': 'PASSED',
    },
  ],
  [
    'parse_log_astropy',
    '\x1b[32mPASSED\x1b[0m t::a[x y]\nFAILED t::b - no - way\nt::c FAILED\nt::d [ 50%] PASSED',
    { 't::a[x y]': 'PASSED', 't::b': 'FAILED', 't::c': 'FAILED', 't::d [ 50%]': 'PASSED' },
  ],
  ['parse_log_astropy', 'PASSED t::a[x y]\nt::d y] PASSED', { 't::a[x': 'PASSED', 't::d': 'y]' }, v4],
  ['parse_log_matplotlib', 'PASSED t::a[MouseButton.LEFT-MouseButton.RIGHT]', { 't::a[1-3]': 'PASSED' }],
  [
    'parse_log_seaborn',
    'FAILED t::a - x\nt::b PASSED [ 1%]\nt::c [x] PASSED [ 1%]\nPASSED t::d\nFAILED\nPASSED',
    { 't::a': 'FAILED', 't::b': 'PASSED', 't::d': 'PASSED' },
  ],
  [
    'parse_log_sympy',
    '____ a/b.py:test_x ____\n test_x F\ntest_y ok\ntest_z E\ntest_last ok [OK]\nno a.py:b',
    { 'a/b.py:test_x': 'FAILED', test_x: 'FAILED', test_y: 'PASSED', test_z: 'ERROR' },
  ],
  ['swe-gym/parse_log_sympy', 'test_last ok [OK]', { test_last: 'PASSED' }],
  [
    'parse_log_django',
    'a (m.C) ... ok\nb (m.C) ... skipped "x"\nFAIL: c (m.C)\nd (m.C) ... ERROR\ne (m.C) ... noise\nok\nFAIL:',
    { 'a (m.C)': 'PASSED', 'b (m.C)': 'SKIPPED', c: 'FAILED', 'd (m.C)': 'ERROR', 'e (m.C)': 'PASSED' },
  ],
  [
    'parse_log_django',
    'f ... Testing against Django installed in x\ny silenced).\nok\ng ... Internal Server Error: /p/\nok\nh ...\nSystem check identified no issues (0 silenced)\nok',
    { f: 'PASSED', g: 'PASSED', h: 'PASSED' },
  ],
  ['parse_log_pydantic', 'FAILED [ 3%] t::a - x\nt::b PASSED', { 't::a': 'FAILED', 't::b': 'PASSED' }],
  ['swe-smith/parse_log_pytest', 't::a  PASSED [ 1%]\nPASSED t::b', { 't::a': 'PASSED' }],
  ['swe-smith/parse_log_mypy', '[gw0] PASSED a b', { b: 'PASSED' }],
  [
    'parse_log_tornado',
    'a (c) ... ok\nFAIL: b (c)\nd ... skipped x',
    { 'a (c)': 'PASSED', 'b (c)': 'FAILED', d: 'SKIPPED' },
  ],
  [
    'parse_log_python_slugify',
    'a_b (t.C) ... ok\nc (t) ... FAIL\nd: (t) ... ok',
    { 'a_b (t.C)': 'PASSED', 'c (t)': 'FAILED' },
  ],
  ['parse_log_paramiko', 'PASSED t::a\nPASSED  t::b', { 't::a': 'PASSED' }],
  ['parse_log_autograd', '[gw1] PASSED t::a\n[gwx] PASSED t::b', { 't::a': 'PASSED' }],
  [
    'r2e-gym/parse_log_pytest',
    'PASSED f::early\nshort test summary info\nPASSED f::C::a\nFAILED f::b - x\nnothing',
    { 'C.a': 'PASSED', b: 'FAILED' },
  ],
  ['pytest', 'PASSED a\nXFAIL b\nSKIPPED c', { a: 'pass', b: 'fail', c: 'skip' }],
]

const javascript: readonly Case[] = [
  [
    'parse_log_jest',
    '  ✓ a (3 ms)\n✕ b  (1 s)\n○ skipped c\n✓',
    { a: 'PASSED', b: 'FAILED', 'skipped c': 'SKIPPED' },
  ],
  ['parse_log_jest', '✕ b  (1 s)', { 'b ': 'FAILED' }, v4],
  ['parse_log_jest_json', '[PASSED] a b\n[SKIPPED] c', { 'a b': 'PASSED' }],
  ['parse_log_immutable_js', '[FAILED] a', { a: 'FAILED' }, { instanceId: 'x__x-2005' }],
  [
    'parse_log_vitest',
    '✓ a > b 12ms\n× c 3\n↓ d [skipped]\n✓ 7',
    { 'a > b': 'PASSED', c: 'FAILED', d: 'SKIPPED', '7': 'PASSED' },
  ],
  ['parse_log_tap', 'ok 1 - a\n  not ok 2 b\nok x c', { '- a': 'PASSED', b: 'FAILED' }],
  [
    'parse_log_karma',
    '  before\nStarting browser\n  one\n    two\n      ✔ a\n    three\n  ✖ b\nSUMMARY:\n ✔ late',
    { 'one > two > a': 'PASSED', 'one > two > b': 'FAILED' },
  ],
  [
    'parse_log_calypso',
    'x ./node_modules/.bin/jest y\n  s\n    t\n      ✓ a (5ms)\n      ✕ b\n  ✓ c (5ms) d\nTest Suites: 1\n  ✓ e',
    { 's - t - a': 'PASSED', 's - t - b': 'FAILED' },
  ],
  [
    'parse_log_chart_js',
    '\x1b[31mChrome 1.2 (Linux) a b FAILED\x1b[0m\nChrome 1 (x) c FAILED d',
    { 'a b ': 'FAILED' },
  ],
  ['parse_log_marked', '1) a \n 2) b', { a: 'FAILED' }],
  ['parse_log_p5js', 'x {\n  1) gone:\n}\n  1) a\n       b:\n  2)  c\n d:', { 'a:b': 'FAILED' }],
  [
    'parse_log_carbon',
    'PASS a.js (1.2 s)\nFAIL b.js (5ms) (3 s)\n PASS c.js',
    { 'a.js': 'PASSED', 'b.js': 'FAILED' },
  ],
  ['parse_log_grommet', 'PASS a.js (1.2 s)\nFAIL a.js\nFAIL\nb.js', { 'a.js': 'PASSED', 'b.js': 'FAILED' }],
  ['parse_log_emotion', 'PASS a.js (1 s)', { 'a.js (1 s)': 'PASSED' }],
  ['parse_log_eslint', '  1) a\n     b\n:\n  AssertionError: x', { 'a b :': 'FAILED' }],
  [
    'parse_log_bpmn_js',
    '2KPhantomJS 2.1 (Linux 0.0) a FAILED\nChrome Headless 1 (Linux x86_64) b FAILED\nHeadlessChrome 1 (Linux 0) c FAILED',
    { 'a ': 'FAILED', 'b ': 'FAILED' },
  ],
  [
    'parse_log_openlayers',
    'Chrome Headless 1.2 (Linux x86_64) a\nFAILED\n  1) b\n   c TypeError:\ncase d: mismatch',
    { a: 'FAILED', 'b c Type': 'FAILED', d: 'FAILED' },
  ],
  [
    'parse_log_highlightjs',
    '  s\n    ✓ a (3ms)\n    1) b\n  t\n    ✔ c\n\n  2 passing\n  3) d',
    { 's.a': 'PASSED', 's.b': 'FAILED', 't.c': 'PASSED' },
  ],
  [
    'parse_log_prismjs',
    './node_modules/.bin/mocha tests/run.js --reporter json\n{"passes":[{"fullTitle":"a"}],"failures":[{"fullTitle":"b"}]}\n./node_modules/.bin/mocha tests/run.js --reporter json {no',
    { b: 'FAILED', a: 'PASSED' },
  ],
  [
    'parse_log_lighthouse',
    'running 2 test files\nx\n s\n  ✔ a (3ms)\n  1) b\n3 passing\n ✔ c',
    { 's - a': 'PASSED', 's - b': 'FAILED' },
    { version: '10.0' },
  ],
  ['parse_log_lighthouse', 'PASS a.js', { 'a.js': 'PASSED' }, { version: '5.6' }],
  [
    'parse_log_lighthouse',
    './node_modules/.bin/mocha --reporter json\n"passes": [\n"fullTitle": "a",\n]\n"failures": [\n"fullTitle": "b",\n],',
    { a: 'PASSED', b: 'FAILED' },
    { version: '2.8' },
  ],
  [
    'parse_log_next',
    ' xvfb-run x\nStarting browser Chrome\n  s\n    ✓ a\n    ✗ b\nTOTAL\n  ✓ c',
    { 's - a': 'PASSED', 's - b': 'FAILED' },
  ],
  [
    'parse_log_next',
    'Running: x (1)\n\n\n  s\n    ✓ a (5ms)\n    1) b\n',
    { 's: b': 'FAILED', 's: a': 'PASSED' },
    { version: '1.27' },
  ],
  [
    'parse_log_quarto_cli',
    '[smoke] > /tmp/ab.qmd ... \x1b[32mok\n[unit] > b ... \x1b[31mFAILED\n[unit] > c\nERRORS\n[unit] > d ... 32mok',
    { '[smoke] > /tmp/0': 'PASSED', '[unit] > b': 'FAILED', '[unit] > c': 'FAILED' },
  ],
  [
    'parse_log_cypress',
    '  "failures": [\n"fullTitle": "b",\n  ],\n  "passes": [\n"fullTitle": "a",\n  }../..rest',
    { a: 'PASSED', b: 'FAILED' },
  ],
  [
    'parse_plotly_js',
    '  - s :\n    * a : ok\n    * b : failed ok\n - t :\n  * c : OK',
    { 's.a': 'PASSED', 's.b': 'FAILED', 't.c': 'PASSED' },
  ],
]

const others: readonly Case[] = [
  [
    'parse_log_gotest',
    '  --- FAIL: T/s (x) (0.1s)\n--- SKIP: U (0s)\n--- PASS: V ()',
    { 'T/s (x)': 'FAILED', U: 'SKIPPED' },
  ],
  [
    'parse_log_cargo',
    'test a::b ... ok\ntest c ... ignored\ntest d - e (line 1) ... ok\ntest f ... FAILED',
    { 'a::b': 'PASSED', f: 'FAILED' },
  ],
  [
    'parse_log_maven',
    'BUILD FAILURE\n+ mvn -Dtest=A#a x\n+ mvn -Dtest=B\nBUILD SUCCESS',
    { 'A#a': 'PASSED', B: 'FAILED' },
  ],
  [
    'parse_log_maven',
    'BUILD FAILURE\n+ mvn -Dtest=A\nBUILD SUCCESS',
    { '---NO TEST NAME FOUND YET---': 'FAILED', A: 'PASSED' },
    v4,
  ],
  [
    'parse_log_ant',
    ' [junit] [PASS] a b\n[junit] [ERR]  c\n[junit] [FAIL]',
    { 'a b': 'PASSED', c: 'FAILED' },
  ],
  [
    'parse_log_gradle_custom',
    'C > a PASSED\nC > b\nwarning\nFAILED\nx  FAILED',
    { 'C > a': 'PASSED', 'C > b': 'FAILED', 'x ': 'FAILED' },
  ],
  ['parse_log_gradle_custom', 'C > b\nFAILED', {}, v4],
  [
    'parse_log_phpunit',
    ' ✔ early\nMy suite (A\\B)\n ✔ a\n ✘ b\n ↩ c\n ∅ d',
    {
      'None > early': 'PASSED',
      'My suite > a': 'PASSED',
      'My suite > b': 'FAILED',
      'My suite > c': 'SKIPPED',
    },
  ],
  ['parse_log_minitest', 'S#a. b = 0.01 s = .\nS. c = 1 s = F', { 'S#a': 'PASSED', S: 'FAILED' }],
  ['parse_log_cucumber', 'a ....\nb ..F\nc .', { a: 'PASSED', b: 'FAILED' }],
  ['parse_log_jekyll', 'a ....', { a: 'PASSED' }, { instanceId: 'jekyll__jekyll-8761' }],
  ['parse_log_ruby_unit', 'test: a: .: (0.1)\nb: E\nc: Ex\nd: O', { a: 'PASSED', b: 'FAILED', d: 'SKIPPED' }],
  [
    'parse_log_rspec_transformed_json',
    'a - b - passed\nc - failed\nd - pending',
    { 'a - b': 'PASSED', c: 'FAILED' },
  ],
  [
    'parse_log_redis',
    '[ok]: a (5 ms)\n[err]: b in t/x.tcl\n[ignore]: c',
    { a: 'PASSED', b: 'FAILED', c: 'SKIPPED' },
  ],
  ['parse_log_jq', 'PASS: a\nFAIL: b c\nPASS:d', { a: 'PASSED', 'b c': 'FAILED' }],
  [
    'parse_log_micropython_test',
    'pass  a.py\nskip b.py x\npassed c',
    { 'a.py': 'PASSED', 'b.py x': 'SKIPPED' },
  ],
  [
    'parse_log_googletest',
    '[       OK ] a.b (0 ms)\n1: [  FAILED  ] c (d) (1 ms)\n[ OK ] (x)',
    { 'a.b': 'PASSED', 'c (d)': 'FAILED' },
  ],
  [
    'parse_log_doctest',
    'x <doctest a="1"><TestCase name="t &amp; u"><SubCase name="a"><Expression success="true"/></SubCase><SubCase><SubCase name="b"><Expression success="false"/></SubCase></SubCase></TestCase></doctest> y',
    { 't & u > a': 'PASSED', 't & u > None': 'FAILED', 't & u > b': 'FAILED' },
  ],
  ['parse_log_doctest', '<doctest><TestCase name="t"><SubCase name="a"></TestCase></doctest>', {}],
]

describe('log parsers', () => {
  const cases = [...python, ...javascript, ...others].map(([parser, log, expected, context]) => ({
    parser,
    log,
    expected,
    context,
  }))
  it.each(cases)('$parser reads $log', ({ parser, log, expected, context }) => {
    expect(new Map(parse(parser, log, context))).toEqual(new Map(Object.entries(expected)))
  })

  it('let later lines overwrite, at the place of the first', () => {
    const log = 'PASSED b\nPASSED __proto__\nPASSED 1\nFAILED b\nPASSED constructor'
    expect([...parse('parse_log_pytest', log)]).toEqual([
      ['b', 'FAILED'],
      ['__proto__', 'PASSED'],
      ['1', 'PASSED'],
      ['constructor', 'PASSED'],
    ])
  })

  it('are found for repositories in any case, and unknown ones for none', () => {
    expect(logParserOfRepository('Chartjs/chart.js')).toBe('parse_log_chart_js')
    expect(logParserOfRepository('nobody/nothing')).toBeUndefined()
    expect(findLogParser('constructor')).toBeUndefined()
    expect(logParserNames).toContain('parse_log_django')
  })

  it('never throw, and say the same twice', () => {
    const words = [...python, ...javascript, ...others].flatMap(([, log]) => log.split(/(?<=\s)/))
    const text = array(oneof(constantFrom(...words), string({ unit: 'binary', maxLength: 3 })), {
      maxLength: 25,
    })
    assert(
      property(text, constantFrom(...logParserNames), constantFrom('v4', 'v5'), (parts, name, harness) => {
        const first = parse(name, parts.join(''), { harness })
        expect([...parse(name, parts.join(''), { harness })]).toEqual([...first])
      }),
      { numRuns: 2000 },
    )
  })

  it('that read line by line read a log as they read its halves', () => {
    const byLine = [
      'parse_log_pytest',
      'parse_log_astropy',
      'parse_log_jest',
      'parse_log_gotest',
      'parse_log_carbon',
      'parse_log_redis',
    ]
    const lines = array(
      constantFrom(...[...python, ...javascript, ...others].flatMap(([, log]) => log.split('\n'))),
    )
    assert(
      property(lines, lines, constantFrom(...byLine), (one, two, name) => {
        const whole = parse(name, [...one, ...two].join('\n'))
        expect([...whole]).toEqual([
          ...new Map([...parse(name, one.join('\n')), ...parse(name, two.join('\n'))]),
        ])
      }),
    )
  })
})
