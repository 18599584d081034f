import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { git } from '../../src/sandbox/contract/fixture.contract.ts'
import { makeRepository } from './sample-repositories.ts'

/** Stands in everything that only a grader may know. */
export const hiddenWord = 'canary_of_the_hidden_side'

export interface OwnDataset {
  readonly ids: readonly string[]
  /** Flags that every command on it needs. */
  readonly places: readonly string[]
  readonly file: string
}

/**
 * A dataset of small tasks with all that is needed to work on them without a network, in a folder: each has a function
 * that multiplies by a wrong number, a visible test that says nothing of it unless it is asked to, and a hidden one.
 */
export function layDataset(folder: string, count: number, { shown = false } = {}): OwnDataset {
  const clones = join(folder, 'clones')
  mkdirSync(clones, { recursive: true })
  const project = makeRepository(join(folder, 'project'), {
    'maths.py': 'def double(n):\n    return n * 3\n',
    'tests/__init__.py': '',
    'tests/test_maths.py': `import unittest\nfrom maths import double\n\n\nclass Maths(unittest.TestCase):\n    def test_some(self):\n        self.assertEqual(double(${shown ? '1), 2' : '0), 0'})\n`,
  })
  git(folder, 'clone', '-q', '--bare', project, join(clones, 'own__maths.git'))
  const commit = git(project, 'rev-parse', 'HEAD').trim()
  const ids = Array.from({ length: count }, (_, at) => `own__maths-${at + 1}`)
  const file = join(folder, 'dataset.jsonl')
  writeFileSync(file, ids.map((id) => `${JSON.stringify(rowOf(id, commit))}\n`).join(''))
  const overrides = join(folder, 'overrides.yaml')
  writeFileSync(
    overrides,
    '- repo: own/maths\n  note: nothing is installed\n  recipe: { python: "3.11", requirements: [], preInstall: [], install: [] }\n',
  )
  const environments = join(folder, 'environments')
  return {
    ids,
    file,
    places:
      `--sandbox local --repositories ${clones} --environments ${environments} --environment-overrides ${overrides}`.split(
        ' ',
      ),
  }
}

function rowOf(id: string, commit: string) {
  const name = `test_${hiddenWord}`
  const lines = [
    'import unittest',
    'from maths import double',
    '',
    '',
    'class Hidden(unittest.TestCase):',
    '    def test_two(self):',
    '        self.assertEqual(double(2), 4)',
    '',
    '    def test_zero(self):',
    '        self.assertEqual(double(0), 0)',
  ]
  const added = lines.map((line) => `+${line}\n`).join('')
  return {
    instance_id: id,
    repo: 'own/maths',
    base_commit: commit,
    environment_setup_commit: commit,
    version: '1.0',
    problem_statement: 'double(2) gives 6 and should give 4',
    hints_text: hiddenWord,
    created_at: '',
    patch:
      'diff --git a/maths.py b/maths.py\n--- a/maths.py\n+++ b/maths.py\n@@ -1,2 +1,2 @@\n def double(n):\n-    return n * 3\n+    return n * 2\n',
    test_patch: `diff --git a/${name}.py b/${name}.py\nnew file mode 100644\n--- /dev/null\n+++ b/${name}.py\n@@ -0,0 +1,${lines.length} @@\n${added}`,
    FAIL_TO_PASS: JSON.stringify([`test_two (${name}.Hidden.test_two)`]),
    PASS_TO_PASS: JSON.stringify([`test_zero (${name}.Hidden.test_zero)`]),
    install_config: {
      python: '3.11',
      install: 'true',
      test_cmd: 'python3 -m unittest -v',
      log_parser: 'parse_log_django',
    },
  }
}
