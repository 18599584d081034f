import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'

export type SampleFiles = Readonly<Record<string, string | Uint8Array>>

/** `add` subtracts; two tests show it. */
export const pythonSum: SampleFiles = {
  'calc.py':
    'def add(a, b):\n    return a - b\n\n\ndef double(a):\n    return add(a, a)\n\n\ndef half(a):\n    return a / 2\n',
  'tests/__init__.py': '',
  'tests/test_calc.py': `import unittest
from calc import add, double, half


class CalcTest(unittest.TestCase):
    def test_add(self):
        self.assertEqual(add(2, 3), 5)

    def test_double(self):
        self.assertEqual(double(4), 8)

    def test_half(self):
        self.assertEqual(half(4), 2)
`,
}
export const pythonSumIssue = 'add(2, 3) gives -1 instead of 5'

/** `atLeast` leaves the limit itself out; one test shows it. */
export const javascriptLimit: SampleFiles = {
  'package.json': '{ "name": "limit", "type": "module", "scripts": { "test": "node --test" } }\n',
  'limit.js':
    'export function atLeast(value, limit) {\n  return value > limit\n}\n\nexport function twice(value) {\n  return value * 2\n}\n',
  'limit.test.js': `import assert from 'node:assert/strict'
import test from 'node:test'
import { atLeast, twice } from './limit.js'

test('above', () => assert.equal(atLeast(3, 2), true))
test('below', () => assert.equal(atLeast(1, 2), false))
test('the limit itself', () => assert.equal(atLeast(2, 2), true))
test('twice', () => assert.equal(twice(2), 4))
`,
}

/** Makes a repository with one commit of the files. */
export function makeRepository(path: string, files: SampleFiles): string {
  writeFiles(path, files)
  git(path, 'init', '-q', '-b', 'main')
  git(path, 'add', '-A', '-f')
  git(path, 'commit', '-qm', 'first')
  return path
}

export function writeFiles(path: string, files: SampleFiles): void {
  mkdirSync(path, { recursive: true })
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), content)
  }
}

/** Path to mode and content hash of everything in a checkout, `.git` included, the program's own folder not. */
export function fingerprint(path: string): Readonly<Record<string, string>> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  return Object.fromEntries(
    names
      .filter((name) => name !== '.capuchin' && !name.startsWith('.capuchin/'))
      .sort()
      .map((name) => [name, describe(join(path, name))]),
  )
}

function describe(path: string): string {
  const stats = lstatSync(path)
  if (stats.isSymbolicLink()) return `-> ${readlinkSync(path)}`
  if (!stats.isFile()) return 'folder'
  return `${stats.mode.toString(8)} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`
}
