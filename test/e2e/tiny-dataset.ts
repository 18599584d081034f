import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** A dataset of two instances of one small project, and all that running them on this machine needs. */
export interface TinyDataset {
  /** Holds `rows.jsonl`, the repository `tiny`, and its clone in `clones`. */
  readonly folder: string
  readonly baseCommit: string
  readonly python: { readonly version: string; readonly folder: string }
}

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, '-c', 'user.name=n', '-c', 'user.email=e', ...args], {
    encoding: 'utf8',
  })
}

/** A repository with one bug, its clone as `own__tiny.git`, and two self-contained rows on it. */
export function makeTinyDataset(folder: string): TinyDataset {
  const repository = join(folder, 'tiny')
  mkdirSync(repository, { recursive: true })
  git(repository, 'init', '-q')
  writeFileSync(join(repository, 'app.py'), broken)
  writeFileSync(join(repository, '.gitignore'), '__pycache__\n')
  git(repository, 'add', '-A')
  git(repository, 'commit', '-qm', 'base')
  const baseCommit = git(repository, 'rev-parse', 'HEAD').trim()
  const clones = join(folder, 'clones')
  mkdirSync(clones)
  git(folder, 'clone', '-q', '--bare', repository, join(clones, 'own__tiny.git'))
  const row = {
    repo: 'own/tiny',
    version: '1.0',
    base_commit: baseCommit,
    problem_statement: 'double is off by one',
    test_patch: '',
    patch: patchTo(repository, fixed),
    image: 'none:latest',
    eval_script: evalScript(testFile),
    log_parser: 'parse_log_pytest',
    eval_type: 'pass_and_fail',
    FAIL_TO_PASS: ['test_app.py::test_double'],
    PASS_TO_PASS: ['test_app.py::test_half'],
    created_at: '2024-01-01T00:00:00Z',
  }
  const rows = ['own__tiny-1', 'own__tiny-2'].map((id) => ({ ...row, instance_id: id }))
  writeFileSync(join(folder, 'rows.jsonl'), rows.map((each) => `${JSON.stringify(each)}\n`).join(''))
  return { folder, baseCommit, python: findPython() }
}

/** A patch that makes a text of the project's one file. */
export function patchTo(repository: string, text: string): string {
  writeFileSync(join(repository, 'app.py'), text)
  const patch = git(repository, 'diff')
  git(repository, 'checkout', '-q', '.')
  return patch
}

export function evalScript(test: string): string {
  return [
    '#!/bin/bash',
    'set -uxo pipefail',
    'source /opt/miniconda3/bin/activate',
    'conda activate testbed',
    'cd /testbed',
    `cat > test_app.py <<'EOF_TEST'\n${test}EOF_TEST`,
    ": '>>>>> Start Test Output'",
    'python test_app.py',
    ": '>>>>> End Test Output'",
    '',
  ].join('\n')
}

export const broken = 'def double(x):\n    return x + x + 1\n\n\ndef half(x):\n    return x / 2\n'
export const fixed = broken.replace('x + x + 1', 'x + x')
export const testFile = `import sys, time
from app import double, half
for name, ok in (('double', double(2) == 4), ('half', half(4) == 2)):
    print(('PASSED' if ok else 'FAILED') + ' test_app.py::test_' + name)
sys.exit(0 if double(2) == 4 else 1)
`

function findPython(): TinyDataset['python'] {
  const [version = '', executable = ''] = execFileSync(
    'python3',
    ['-c', 'import os, sys; print("%d.%d" % sys.version_info[:2]); print(os.path.realpath(sys.executable))'],
    { encoding: 'utf8' },
  ).split('\n')
  return { version, folder: dirname(executable) }
}

/** Flags under which a command finds its tasks on this machine. */
export function tinyPlaces({ folder, python }: TinyDataset): readonly string[] {
  const overrides = join(folder, 'environments.yaml')
  writeFileSync(
    overrides,
    `- repo: own/tiny\n  note: a project of our own\n  recipe: { python: '${python.version}' }\n`,
  )
  const places = '--sandbox local --repositories clones --environments environments'
  return [...places.split(' '), '--environment-overrides', overrides]
}
