/**
 * How fast a map is made: `npm run bench:map -- REPOSITORY...`, each a clone, bare or not, whose newest commit is checked
 * out into a temporary folder. Of the built program: a first map (cold), a second (warm), one after a file has changed,
 * with peak memory; in one process: further questions. Beside each the floor: the parser's own time over the same bytes
 * on one core, reading the files of the cache, and a bare start of Node. `--runs N`, `--query TEXT`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createCodeFinder, createGitSourceTree } from '../src/repo/index.ts'
import { createSyntax, languageOf } from '../src/syntax/index.ts'
import { createHostFileTree } from '../src/workspace/index.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    query: {
      type: 'string',
      default: 'Wrong result when a name is resolved twice; see `parse` and get_value()',
    },
  },
})
const runs = Number(values.runs)
const program = resolve(import.meta.dirname, '../dist/cli/main.js')

for (const repository of positionals) {
  const folder = mkdtempSync(join(tmpdir(), 'capuchin-map-speed-'))
  try {
    await measure(resolve(repository), folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(repository: string, folder: string): Promise<void> {
  const root = join(folder, 'checkout')
  const cache = join(folder, 'cache')
  git(['clone', '-q', '--shared', repository, root], folder)
  // Right after a checkout git compares contents, since times tell nothing yet; a checkout at work is past that.
  await new Promise((done) => setTimeout(done, 1500))
  git(['update-index', '-q', '--refresh'], root)
  const paths = git(['ls-files', '-z'], root).split('\0').filter(Boolean)
  const sources = paths.filter((path) => !['ini', 'css', null].includes(languageOf(path)))
  const floor = await parseAll(root, sources)
  console.log(
    `\n${repository}: ${paths.length} files, ${sources.length} with a grammar, ${floor.megabytes} MB of them`,
  )
  console.log(`  the parser alone, one core    ${ms(floor.ms)}`)
  console.log(
    `  node -e 0                     ${ms((await repeat(() => time([process.execPath, '-e', '0'], root, cache))).ms)}`,
  )
  const map = (): Promise<Timing> =>
    time([process.execPath, program, 'map', '--tokens', '4000', '--query', values.query], root, cache)
  const cold = await repeat(
    async () => {
      rmSync(cache, { recursive: true, force: true })
      return map()
    },
    Math.min(3, runs),
  )
  report(
    'cold',
    cold,
    `${(cold.ms / floor.ms).toFixed(2)} x the parser, CPU ${(cold.cpuMs / floor.ms).toFixed(2)} x`,
  )
  report('warm', await repeat(map), '')
  report('reading the cache', await repeat(() => readCache(cache)), '')
  const victim = sources[Math.floor(sources.length / 2)] ?? ''
  let change = 0
  const changed = await repeat(() => {
    appendFileSync(join(root, victim), `\n// ${change++}\n`)
    return map()
  })
  report('one changed file', changed, victim)
  await measureQuestions(root, cache)
}

async function measureQuestions(root: string, cache: string): Promise<void> {
  using syntax = createSyntax()
  const kept = readdirSync(join(cache, 'capuchin', 'code'))[0] ?? ''
  using finder = createCodeFinder({
    tree: createGitSourceTree(root, createHostFileTree(root)),
    syntax,
    folder: join(cache, 'capuchin', 'code', kept),
    cores: 2,
  })
  const ask = async (text: string): Promise<number> => {
    const started = performance.now()
    await finder.map({ text, tokens: 4000 })
    return performance.now() - started
  }
  await ask(values.query)
  const times: number[] = []
  for (const word of ['cache', 'error', 'parse', 'encoding', 'timeout', 'matrix', 'thread'])
    times.push(
      await ask(`The ${word} of \`resolve\` is wrong after an update: expected a value, got nothing`),
    )
  console.log(`  new question, same process    ${ms(median(times))}, at most ${ms(Math.max(...times))}`)
}

async function parseAll(root: string, sources: readonly string[]) {
  using syntax = createSyntax()
  const texts = sources.flatMap((path) => {
    try {
      return [{ language: languageOf(path), text: readFileSync(join(root, path), 'utf8') }]
    } catch {
      return []
    }
  })
  for (const language of new Set(texts.map(({ language }) => language)))
    if (language) (await syntax.parse('', language))?.[Symbol.dispose]()
  const started = performance.now()
  for (const { language, text } of texts)
    if (language) (await syntax.parse(text, language))?.[Symbol.dispose]()
  const bytes = texts.reduce((sum, { text }) => sum + text.length, 0)
  return { ms: performance.now() - started, megabytes: (bytes / 1e6).toFixed(1) }
}

interface Timing {
  readonly ms: number
  readonly cpuMs: number
  /** Most resident memory, in MiB. */
  readonly peak: number
}

function time(command: readonly string[], cwd: string, cache: string): Promise<Timing> {
  const [file = '', ...args] = command
  const started = performance.now()
  const before = cpuOfChildren()
  const child = spawn(file, args, { cwd, env: { ...process.env, XDG_CACHE_HOME: cache }, stdio: 'ignore' })
  let peak = 0
  const look = setInterval(() => {
    peak = Math.max(peak, peakOf(child.pid ?? 0))
  }, 10)
  return new Promise((done, fail) => {
    child.on('error', fail)
    child.on('exit', (code) => {
      clearInterval(look)
      const cpuMs = cpuOfChildren() - before
      if (code === 0) done({ ms: performance.now() - started, cpuMs, peak })
      else fail(new Error(`${command.join(' ')} ended with ${code}`))
    })
  })
}

function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

/** Milliseconds of processor time of all children that have ended: the kernel counts in hundredths of a second. */
function cpuOfChildren(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[13]) + Number(fields[14])) * 10
}

function readCache(cache: string): Promise<Timing> {
  const started = performance.now()
  for (const file of readdirSync(cache, { recursive: true, withFileTypes: true }))
    if (file.isFile()) readFileSync(join(file.parentPath, file.name))
  return Promise.resolve({ ms: performance.now() - started, cpuMs: 0, peak: 0 })
}

async function repeat(run: () => Promise<Timing>, times = runs): Promise<Timing> {
  const all: Timing[] = []
  for (let at = 0; at < times; at++) all.push(await run())
  return {
    ms: median(all.map(({ ms }) => ms)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    peak: Math.max(...all.map(({ peak }) => peak)),
  }
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0
}

function report(name: string, { ms: elapsed, cpuMs, peak }: Timing, note: string): void {
  const memory = peak > 0 ? `, peak ${peak.toFixed(0)} MiB` : ''
  const cpu = cpuMs > 0 ? `, CPU ${ms(cpuMs)}` : ''
  console.log(`  ${name.padEnd(30)}${ms(elapsed)}${cpu}${memory}${note === '' ? '' : `, ${note}`}`)
}

function ms(value: number): string {
  return value < 10_000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`
}

function git(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (status !== 0) throw new Error(stderr)
  return stdout
}
