import { execFileSync } from 'node:child_process'
import { readEnvironmentTables } from '../../src/dataset/index.ts'

/** Where each project keeps its version, tried in this order. */
const versionFiles: Readonly<Record<string, readonly (readonly [path: string, pattern: RegExp])[]>> = {
  'django/django': [['django/__init__.py', /VERSION = \((\d+), (\d+)/]],
  'sympy/sympy': [['sympy/release.py', /__version__ = "(\d+)\.(\d+)/]],
  'psf/requests': [['requests/__init__.py', /__version__ = '(\d+)\.(\d+)/]],
  'mwaskom/seaborn': [['seaborn/__init__.py', /__version__ = "(\d+)\.(\d+)/]],
  'pylint-dev/pylint': [['pylint/__pkginfo__.py', /__version__ = "(\d+)\.(\d+)/]],
  'sphinx-doc/sphinx': [['sphinx/__init__.py', /__version__ = '(\d+)\.(\d+)/]],
}

/** Projects that take their version from tags, which a clone need not have: the newest heading of the change log. */
const changeLogs: Readonly<Record<string, readonly [path: string, pattern: RegExp]>> = {
  'pydata/xarray': ['doc/whats-new.rst', /^v(\d+)\.(\d+)/m],
  'pytest-dev/pytest': ['doc/en/announce/index.rst', /release-(\d+)\.(\d+)/],
  'astropy/astropy': ['CHANGES.rst', /^(?:Version )?(\d+)\.(\d+)/m],
}

/** The version at a commit, or the newest before it that SWE-bench's tables know; '' where it cannot be read. */
export function versionOf(repo: string, at: { readonly clone: string; readonly commit: string }): string {
  const places = [...(versionFiles[repo] ?? []), ...(changeLogs[repo] ? [changeLogs[repo]] : [])]
  for (const [path, pattern] of places) {
    const [, major, minor] = pattern.exec(readAt(at, path)) ?? []
    if (major !== undefined && minor !== undefined) return nearestKnown(repo, `${major}.${minor}`)
  }
  return ''
}

function nearestKnown(repo: string, version: string): string {
  const known = [...(readEnvironmentTables().get(repo)?.versions.keys() ?? [])].filter((each) =>
    /^\d+\.\d+$/.test(each),
  )
  const byNumber = new Intl.Collator('en', { numeric: true }).compare
  return (
    known
      .filter((each) => byNumber(each, version) <= 0)
      .toSorted(byNumber)
      .at(-1) ?? version
  )
}

function readAt(
  { clone, commit }: { readonly clone: string; readonly commit: string },
  path: string,
): string {
  try {
    return execFileSync('git', ['--git-dir', clone, 'show', `${commit}:${path}`], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  } catch {
    return ''
  }
}
