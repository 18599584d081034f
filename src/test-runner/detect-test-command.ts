import { z } from 'zod'
import type { FileTree } from '../domain/index.ts'
import { frameworkOf } from './frameworks.ts'
import type { TestCommand } from './test-command.ts'

/**
 * The test commands that a repository's files speak of, most likely first; empty when none is found. It reads, and
 * runs nothing: what it returns is shown to the user before it is ever executed.
 */
export async function detectTestCommands(tree: FileTree): Promise<readonly TestCommand[]> {
  const files = new Set(await tree.list())
  const read = async (path: string): Promise<string> =>
    files.has(path) ? new TextDecoder().decode((await tree.read(path)) ?? new Uint8Array()) : ''
  const finders = [findPython, findNode, findGo, findCargo, findMake, findTox]
  return (await Promise.all(finders.map((find) => find({ files, read })))).flat()
}

interface Looked {
  readonly files: ReadonlySet<string>
  readonly read: (path: string) => Promise<string>
}

function commandOf(command: string, foundIn: string, cwd = ''): TestCommand {
  return { framework: frameworkOf(command), command, cwd, foundIn }
}

async function findPython({ files, read }: Looked): Promise<readonly TestCommand[]> {
  const tests = [...files].filter((path) => /(^|\/)(test_[^/]*|[^/]*_tests?)\.py$/.test(path))
  const pytestSigns = [
    files.has('pytest.ini') ? 'pytest.ini' : '',
    /\[tool\.pytest/.test(await read('pyproject.toml')) ? 'pyproject.toml' : '',
    /\[(tool:)?pytest\]/.test(await read('setup.cfg')) ? 'setup.cfg' : '',
    /\[pytest\]/.test(await read('tox.ini')) ? 'tox.ini' : '',
    [...files].find((path) => /(^|\/)conftest\.py$/.test(path)) ?? '',
  ].filter(Boolean)
  const python = interpreterOf(files)
  if (pytestSigns[0] !== undefined) return [commandOf(`${python} -m pytest`, pytestSigns[0])]
  if (tests[0] === undefined) return []
  const texts = await Promise.all(tests.slice(0, 20).map(read))
  const usesPytest = texts.some((text) => /^\s*(import|from) pytest\b/m.test(text))
  const usesUnittest = texts.some((text) => /\bunittest\b|\bTestCase\b/.test(text))
  if (usesPytest || !usesUnittest) return [commandOf(`${python} -m pytest`, tests[0])]
  return [commandOf(unittestCommand(python, tests), tests[0])]
}

/** Discovery starts in the one folder that holds all tests, when that is not the root. */
function unittestCommand(python: string, tests: readonly string[]): string {
  const [top] = new Set(tests.map((path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '')))
  const oneFolder = top !== undefined && top !== '' && tests.every((path) => path.startsWith(`${top}/`))
  const pattern = tests.every((path) => /(^|\/)test[^/]*\.py$/.test(path)) ? '' : " -p '*test*.py'"
  return oneFolder
    ? `${python} -m unittest discover -s ${top} -t .${pattern}`
    : `${python} -m unittest discover${pattern}`
}

function interpreterOf(files: ReadonlySet<string>): string {
  const venv = ['.venv', 'venv', 'env'].find((folder) => files.has(`${folder}/pyvenv.cfg`))
  return venv === undefined ? 'python3' : `${venv}/bin/python`
}

const packageSchema = z.object({
  scripts: z.record(z.string(), z.string()).optional(),
  devDependencies: z.record(z.string(), z.string()).optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
})

async function findNode({ files, read }: Looked): Promise<readonly TestCommand[]> {
  if (!files.has('package.json')) return []
  const manifest = parsePackage(await read('package.json'))
  const script = manifest?.scripts?.['test'] ?? ''
  if (script !== '' && !/no test specified/.test(script)) {
    const simple = !/[;&|]/.test(script)
    const framework = frameworkOf(script)
    if (simple && framework === 'vitest')
      return [commandOf(`npx --no-install ${runOnce(script)}`, 'package.json scripts.test')]
    if (simple && framework === 'jest')
      return [commandOf(`npx --no-install ${script}`, 'package.json scripts.test')]
    if (simple && framework !== 'custom') return [commandOf(script, 'package.json scripts.test')]
    return [{ framework: 'npm', command: 'npm test --silent', cwd: '', foundIn: 'package.json scripts.test' }]
  }
  const known = { ...manifest?.dependencies, ...manifest?.devDependencies }
  if ('vitest' in known) return [commandOf('npx --no-install vitest run', 'package.json devDependencies')]
  if ('jest' in known) return [commandOf('npx --no-install jest', 'package.json devDependencies')]
  const nodeTest = [...files].find((path) => /(^|\/)[^/]*[.-]test\.[cm]?js$|^test\/.*\.[cm]?js$/.test(path))
  return nodeTest === undefined ? [] : [commandOf('node --test', nodeTest)]
}

/** `vitest` alone watches for ever. */
function runOnce(script: string): string {
  return /\bvitest\s+(run|related|bench|list)\b|--run\b/.test(script)
    ? script
    : script.replace(/\bvitest\b/, 'vitest run')
}

function parsePackage(text: string): z.infer<typeof packageSchema> | null {
  try {
    return packageSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function findGo({ files }: Looked): Promise<readonly TestCommand[]> {
  return Promise.resolve(files.has('go.mod') ? [commandOf('go test ./...', 'go.mod')] : [])
}

function findCargo({ files }: Looked): Promise<readonly TestCommand[]> {
  return Promise.resolve(files.has('Cargo.toml') ? [commandOf('cargo test', 'Cargo.toml')] : [])
}

async function findMake({ files, read }: Looked): Promise<readonly TestCommand[]> {
  const name = ['Makefile', 'makefile', 'GNUmakefile'].find((path) => files.has(path))
  const target = name === undefined ? null : /^(test|check)\s*:/m.exec(await read(name))
  return target && name !== undefined
    ? [{ framework: 'make', command: `make ${target[1]}`, cwd: '', foundIn: name }]
    : []
}

async function findTox({ files, read }: Looked): Promise<readonly TestCommand[]> {
  return files.has('tox.ini') && /\[(tox|testenv)/.test(await read('tox.ini'))
    ? [{ framework: 'tox', command: 'tox', cwd: '', foundIn: 'tox.ini' }]
    : []
}
