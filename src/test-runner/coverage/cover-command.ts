import { readFile } from 'node:fs/promises'
import type { ExecOptions, Sandbox } from '../../sandbox/index.ts'
import { ownedPrefix } from '../../std/index.ts'
import { quote } from '../frameworks.ts'
import { parseCoverage, type CoveredLines } from './covered-lines.ts'
import { toCoveredLines, v8CoverageSchema } from './v8-coverage.ts'

/**
 * Runs `work` with a sandbox whose commands note the lines that their Python and Node processes run, whatever starts
 * these processes. Nothing has to be installed for it; processes that are killed leave what they did until then.
 */
export async function withCoverage<T>(
  sandbox: Sandbox,
  work: (covered: Sandbox) => Promise<T>,
): Promise<{ readonly result: T; readonly lines: CoveredLines }> {
  const made = await sandbox.exec(`mktemp -d /tmp/${ownedPrefix('capuchin-coverage-')}XXXXXX`)
  const folder = made.stdout.trim()
  for (const name of ['capuchin_collector.py', 'sitecustomize.py', 'v8-flush.mjs'])
    await sandbox.writeFile(`${folder}/${name}`, await readFile(new URL(name, import.meta.url)))
  const env = {
    CAPUCHIN_COVERAGE: folder,
    CAPUCHIN_COVERAGE_ROOT: sandbox.root,
    PYTHONPATH: folder,
    NODE_V8_COVERAGE: `${folder}/v8`,
    NODE_OPTIONS: `--import=${folder}/v8-flush.mjs`,
  }
  const result = await work({
    ...sandbox,
    exec: (command, options) => sandbox.exec(command, addEnv(options, env)),
  })
  const lines = mergeLines([await readPython(sandbox, folder), ...(await readV8(sandbox, folder))])
  await sandbox.exec(`rm -rf ${quote(folder)}`)
  return { result, lines }
}

const joined: Readonly<Record<string, string>> = { PYTHONPATH: ':', NODE_OPTIONS: ' ' }

/** The command's own settings stay; search paths and options are put together. */
function addEnv(options: ExecOptions | undefined, env: Readonly<Record<string, string>>): ExecOptions {
  const own = options?.env ?? {}
  const merged: Record<string, string> = { ...own, ...env }
  for (const [name, separator] of Object.entries(joined))
    if (own[name] !== undefined) merged[name] = `${own[name]}${separator}${env[name]}`
  return { ...options, env: merged }
}

async function readPython(sandbox: Sandbox, folder: string): Promise<CoveredLines> {
  const { stdout } = await sandbox.exec(`cat ${quote(folder)}/python-*.jsonl 2>/dev/null || true`)
  return mergeLines([...parseCoverage(stdout).values()])
}

async function readV8(sandbox: Sandbox, folder: string): Promise<readonly CoveredLines[]> {
  const { stdout } = await sandbox.exec(`ls ${quote(folder)}/v8 2>/dev/null || true`)
  const texts = new Map<string, string | null>()
  const read = async (path: string): Promise<string | null> => {
    if (!path.startsWith(`${sandbox.root}/`)) return null
    if (!texts.has(path)) texts.set(path, decode(await sandbox.readFile(path)))
    return texts.get(path) ?? null
  }
  const all: CoveredLines[] = []
  for (const name of stdout.split('\n').filter((line) => line.endsWith('.json'))) {
    const parsed = v8CoverageSchema.safeParse(
      parseJson(decode(await sandbox.readFile(`${folder}/v8/${name}`)) ?? ''),
    )
    if (!parsed.success) continue
    const lines = await toCoveredLines(parsed.data, read)
    const inside = [...lines].filter(([path]) => path.startsWith(`${sandbox.root}/`))
    all.push(new Map(inside.map(([path, covered]) => [path.slice(sandbox.root.length + 1), covered])))
  }
  return all
}

/** Lines that any of the runs reached. */
export function mergeLines(all: readonly CoveredLines[]): CoveredLines {
  const merged = new Map<string, Set<number>>()
  for (const lines of all)
    for (const [path, covered] of lines) {
      const known = merged.get(path) ?? new Set()
      merged.set(path, known)
      for (const line of covered) known.add(line)
    }
  return merged
}

function decode(bytes: Uint8Array | null): string | null {
  return bytes && new TextDecoder().decode(bytes)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
