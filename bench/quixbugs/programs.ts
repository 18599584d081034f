import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** The 40 Python programs of QuixBugs, from a bare clone. */
export interface Programs {
  readonly names: readonly string[]
  /** Whether a program's tests are cases in a file of data, a line each. */
  readonly hasCases: (name: string) => boolean
  /** Makes a git checkout of a faulty program with its tests, never the correct version; `keep` says which cases are there. */
  readonly makeCheckout: (name: string, path: string, keep?: (index: number) => boolean) => void
  /** Whether a patch, on a fresh checkout, does as the correct program does, on inputs that no test has. */
  readonly isCorrect: (name: string, path: string, patch: string) => boolean
}

export function openPrograms(clone: string): Programs {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['--git-dir', clone, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 })
  const hasCases = (name: string): boolean =>
    git('ls-tree', '--name-only', 'HEAD', `json_testcases/${name}.json`) !== ''
  return {
    names: git('ls-tree', '--name-only', 'HEAD', 'python_programs/')
      .split('\n')
      .flatMap((path) => /^python_programs\/(\w+)\.py$/.exec(path)?.[1] ?? [])
      .filter((name) => name !== 'node' && !name.endsWith('_test')),
    hasCases,
    makeCheckout: (name, path, keep = () => true) => {
      const cases = `json_testcases/${name}.json`
      const files = [
        `python_programs/${name}.py`,
        'python_programs/node.py',
        `python_testcases/test_${name}.py`,
        'python_testcases/load_testdata.py',
        'python_testcases/node.py',
        'conftest.py',
        ...(hasCases(name) ? [cases] : []),
      ]
      for (const file of files) {
        mkdirSync(dirname(join(path, file)), { recursive: true })
        const text = git('show', `HEAD:${file}`)
        const lines = text.split('\n').filter((line) => line.trim() !== '')
        const kept = lines.filter((_, index) => keep(index))
        writeFileSync(join(path, file), file === cases ? `${kept.join('\n')}\n` : text)
      }
      writeFileSync(join(path, '.gitignore'), '__pycache__/\n.pytest_cache/\n')
      execFileSync('git', ['init', '-q', path])
      execFileSync('git', ['-C', path, 'add', '-A'])
      const identity = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost']
      execFileSync('git', ['-C', path, ...identity, 'commit', '-qm', 'base'])
    },
    isCorrect: (name, path, patch) => {
      const correct = join(path, '..', `${name}-correct`)
      mkdirSync(correct, { recursive: true })
      writeFileSync(join(correct, `${name}.py`), git('show', `HEAD:correct_python_programs/${name}.py`))
      writeFileSync(join(correct, 'node.py'), git('show', 'HEAD:correct_python_programs/node.py'))
      execFileSync('git', ['-C', path, 'checkout', '-q', '.'])
      execFileSync('git', ['-C', path, 'apply', '-'], { input: patch })
      const cases = join(correct, 'cases.json')
      if (hasCases(name)) writeFileSync(cases, git('show', `HEAD:json_testcases/${name}.json`))
      const oracle = join(import.meta.dirname, 'oracle.py')
      const given = [oracle, name, join(path, 'python_programs'), correct, hasCases(name) ? cases : '-', '7']
      const said = execFileSync('python3', given, { encoding: 'utf8', timeout: 120_000 })
      rmSync(correct, { recursive: true, force: true })
      // The last line is the oracle's own JSON; a repaired program may print before it.
      const { same, different } = z
        .object({ same: z.number(), different: z.number() })
        .parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''))
      return different === 0 && same > 0
    },
  }
}
