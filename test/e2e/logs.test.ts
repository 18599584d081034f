import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entry, needsBuild } from './command-line.ts'

let folder: string
beforeEach((context) => {
  needsBuild(context)
  folder = mkdtempSync(join(tmpdir(), 'logs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function capuchin(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    input,
    encoding: 'utf8',
  })
  return { exitCode: status, stdout, stderr }
}

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe('parse-log', () => {
  it('prints the statuses in the order of the log, whatever the ids are', () => {
    const log = file('log.txt', 'PASSED b\r\nPASSED 1\rFAILED __proto__ - x\nPASSED "q"')
    const end = capuchin([
      'parse-log',
      '--parser',
      'parse_log_pytest',
      '--version',
      '1.0',
      '--instance-id',
      'a-1',
      log,
    ])
    expect(end).toMatchObject({ exitCode: 0, stderr: '' })
    expect(end.stdout).toBe('{"b": "PASSED", "1": "PASSED", "__proto__": "FAILED", "\\"q\\"": "PASSED"}\n')
  })

  it('reads standard input, by either generation', () => {
    const args = ['parse-log', '--parser', 'parse_log_pytest', '-']
    expect(capuchin(args, 'SKIPPED [1] x').stdout).toBe('{}\n')
    expect(capuchin([...args, '--harness', 'v4'], 'SKIPPED [1] x').stdout).toBe('{"[1]": "SKIPPED"}\n')
  })

  it.each([
    ['an unknown parser', ['--parser', 'parse_log_nothing', '-'], /no log parser 'parse_log_nothing'/],
    ['a missing file', ['--parser', 'parse_log_pytest', '/no/such/log'], /no file \/no\/such\/log/],
    ['no parser', ['-'], /--parser/],
    ['an unknown harness', ['--parser', 'parse_log_pytest', '--harness', 'v3', '-'], /v4, v5/],
  ])('answers %s with one sentence and exit code 2', (_name, args, words) => {
    const end = capuchin(['parse-log', ...args])
    expect(end).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(words) })
    expect(end.stderr).not.toMatch(/^\s+at /m)
  })
})

describe('grade', () => {
  const log = '>>>>> Start Test Output\nPASSED t::f\nSKIPPED t::p\n>>>>> End Test Output\n'

  it('prints the report, the lists taken as lists or as JSON in strings', () => {
    for (const FAIL_TO_PASS of [['t::f'], '["t::f"]']) {
      const ref = file(
        'ref.json',
        JSON.stringify({ repo: 'pytest-dev/pytest', FAIL_TO_PASS, PASS_TO_PASS: ['t::p'] }),
      )
      const end = capuchin(['grade', '--repo', 'Pytest-Dev/pytest', '--ref', ref, '-'], log)
      expect(end).toMatchObject({ exitCode: 0, stderr: '' })
      expect(JSON.parse(end.stdout)).toMatchObject({ resolved: true, infra_failure: false })
    }
  })

  it('takes an exit code from outside, and a prediction that has no patch', () => {
    const row = { repo: 'pytest-dev/pytest', FAIL_TO_PASS: ['t::f'] }
    const ref = file('ref.json', JSON.stringify(row))
    expect(JSON.parse(capuchin(['grade', '--ref', ref, '--exit-code', '1', '-'], log).stdout).resolved).toBe(
      false,
    )
    const none = file('none.json', JSON.stringify({ ...row, patch: null }))
    expect(JSON.parse(capuchin(['grade', '--ref', none, '-'], log).stdout).patch_is_None).toBe(true)
  })

  it.each([
    ['a reference that is no JSON', 'no', /no JSON/],
    ['a list that is none', '{"repo": "sympy/sympy", "FAIL_TO_PASS": "test_a"}', /FAIL_TO_PASS/],
    ['a repository without a parser', '{"repo": "a/b"}', /no log parser is known for the repository 'a\/b'/],
    ['an unknown parser', '{"repo": "a/b", "log_parser": "parse_log_x"}', /parse_log_x/],
  ])('answers %s with one sentence and exit code 2', (_name, text, words) => {
    const end = capuchin(['grade', '--ref', file('ref.json', text), '-'])
    expect(end).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringMatching(words) })
    expect(end.stderr).not.toMatch(/^\s+at /m)
  })
})
