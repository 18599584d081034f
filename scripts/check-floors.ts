/**
 * Checks every import of `src/` against the table in docs/architecture.md: only lower floors, only the folders named
 * in the row, only through `index.ts`, and no cycle between files. Fails when it saw no files.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

export interface FloorRule {
  readonly floor: number
  readonly may: ReadonlySet<string>
}

export interface ImportEdge {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

/** Rows of the floors table: folder to its rule. `all below N` allows every folder on a lower floor. */
export function parseFloors(markdown: string): ReadonlyMap<string, FloorRule> {
  const rows = [...markdown.matchAll(/^\| (\d+) \| `([\w-]+)` \|(.*)\|$/gm)]
  const floors = rows.map(([, floor, folder, may]) => ({
    floor: Number(floor),
    folder: folder ?? '',
    may: may ?? '',
  }))
  return new Map(
    floors.map(({ floor, folder, may }) => {
      const below = /all below (\d+)/.exec(may)
      const allowed = below
        ? floors.filter((other) => other.floor < Number(below[1])).map((other) => other.folder)
        : [...may.matchAll(/`([\w-]+)`/g)].map((match) => match[1] ?? '')
      return [folder, { floor, may: new Set([...allowed, 'domain', 'std']) }]
    }),
  )
}

/** Every broken rule, one sentence each. */
export function checkImports(
  rules: ReadonlyMap<string, FloorRule>,
  edges: readonly ImportEdge[],
): readonly string[] {
  return edges.flatMap(({ from, to }) => {
    const [fromFolder = ''] = from.split('/')
    const [toFolder = ''] = to.split('/')
    if (fromFolder === toFolder) {
      const ownDoor = to === `${fromFolder}/index.ts` && !isTest(from)
      return ownDoor ? [`${from} imports its own folder's index.ts`] : []
    }
    const rule = rules.get(fromFolder)
    const target = rules.get(toFolder)
    if (!rule || !target)
      return [`${from} imports ${to}: ${rule ? toFolder : fromFolder} is not in the floors table`]
    if (target.floor >= rule.floor)
      return [`${from} imports ${to}: floor ${rule.floor} may not see floor ${target.floor}`]
    if (!rule.may.has(toFolder)) return [`${from} imports ${to}: ${fromFolder} may not import ${toFolder}`]
    if (to !== `${toFolder}/index.ts` && !to.endsWith('.contract.ts'))
      return [`${from} imports ${to}: use ${toFolder}/index.ts`]
    return []
  })
}

/** First cycle of value imports found from each file, as `a -> b -> a`. */
export function findCycles(edges: readonly ImportEdge[]): readonly string[] {
  const next = new Map<string, string[]>()
  for (const { from, to, typeOnly } of edges) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) cycles.push([...path.slice(at), file].join(' -> '))
    if (at >= 0 || done.has(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of next.keys()) visit(file, [])
  return cycles
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^'"`;]*?\sfrom\s+)?['"](\.[^'"]+)['"]|import\(\s*['"](\.[^'"]+)['"]\s*\)/g

export function readEdges(sourceRoot: string): readonly ImportEdge[] {
  const files = readdirSync(sourceRoot, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  return files.flatMap((file) => {
    const text = readFileSync(join(sourceRoot, file), 'utf8')
    return [...text.matchAll(importPattern)].map((match) => ({
      from: file,
      to: relative(sourceRoot, resolve(sourceRoot, dirname(file), match[2] ?? match[3] ?? '')),
      typeOnly: match[1] !== undefined || match[3] !== undefined,
    }))
  })
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts') || file.endsWith('.contract.ts')
}

function main(): void {
  const root = resolve(import.meta.dirname, '..')
  const rules = parseFloors(readFileSync(join(root, 'docs/architecture.md'), 'utf8'))
  const edges = readEdges(join(root, 'src'))
  if (rules.size === 0 || edges.length === 0)
    throw new Error(`saw ${rules.size} rules and ${edges.length} imports`)
  const problems = [...checkImports(rules, edges), ...findCycles(edges).map((cycle) => `cycle: ${cycle}`)]
  for (const problem of problems) console.error(problem)
  console.log(`floors: ${rules.size} folders, ${edges.length} imports, ${problems.length} problems`)
  process.exitCode = problems.length > 0 ? 1 : 0
}

if (process.argv[1] === import.meta.filename) main()
