/**
 * Speed of reading and grading logs: ordinary logs against reading the file, in wall time and in CPU time (all
 * threads), and hostile logs for the parsers at one, two and four times a size in CPU time. Ordinary logs come from
 * `$CAPUCHIN_DATA/log-fixtures`, repeated; without it only hostile ones are measured.
 */
import { existsSync, readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gradeLog } from '../src/evaluation/index.ts'
import { findLogParser, logParserNames, translateNewlines, type LogParser } from '../src/test-runner/index.ts'
import { hostileLogs } from './log-parsing/hostile-logs.ts'

interface PrimaryLog {
  readonly parser: string
  readonly version: string
  readonly instanceId: string
  readonly path: string
}

const megabyte = 1_000_000
const bigLog = 16 * megabyte
const limitMs = 50

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

interface Times {
  readonly wall: number
  readonly cpu: number
}

/** Median milliseconds of some pieces of work, measured in turn. */
function measure(works: readonly (() => unknown)[]): readonly Times[] {
  const rounds = Array.from({ length: 5 }, () => works.map(timeBoth))
  return works.map((_, index) => {
    const own = rounds.flatMap((round) => round[index] ?? [])
    return { wall: median(own.map(({ wall }) => wall)), cpu: median(own.map(({ cpu }) => cpu)) }
  })
}

function timeBoth(work: () => unknown): Times {
  const before = process.cpuUsage()
  const started = performance.now()
  work()
  const wall = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { wall, cpu: (user + system) / 1000 }
}

function primaryLogs(folder: string): readonly PrimaryLog[] {
  return readFileSync(join(folder, 'expected/index.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((row) => row.peer === 'v5' && row.primary)
    .map((row) => ({
      parser: row.parser,
      version: row.version,
      instanceId: row.instance_id,
      path: join(folder, row.log),
    }))
}

/**
 * Megabytes a second over each parser's own logs, made big by repetition, beside those of reading the file. Graded
 * is a test that is not there, so that signs of a broken environment are looked for too.
 */
function benchOrdinary(folder: string): void {
  const temp = mkdtempSync(join(tmpdir(), 'capuchin-logs-'))
  const file = join(temp, 'log.txt')
  const byParser = new Map<string, PrimaryLog[]>()
  for (const log of primaryLogs(folder)) byParser.set(log.parser, [...(byParser.get(log.parser) ?? []), log])
  console.log('MB/s, MB per CPU second and times of reading the file: parsed | graded')
  for (const [parser, logs] of byParser) {
    // Without the markers of the whole, which would cut it short.
    const text = logs.map(({ path }) => readFileSync(path, 'utf8').replaceAll('>>>>> ', '>>>> ')).join('\n')
    const big = `${text}\n`.repeat(Math.ceil(bigLog / Buffer.byteLength(text)))
    writeFileSync(file, `>>>>> Start Test Output\n${big}>>>>> End Test Output\n`)
    const megabytes = Buffer.byteLength(big) / megabyte
    const parse = findLogParser(parser)
    const { version, instanceId } = logs[0] ?? { version: '', instanceId: '' }
    if (!parse) throw new Error(`no parser ${parser}`)
    const context = { version, instanceId, harness: 'v5' } as const
    const expected = {
      rules: 'swe-bench',
      evalType: 'pass_and_fail',
      failToPass: [''],
      passToPass: [],
    } as const
    const read = (): string => translateNewlines(readFileSync(file).toString('utf8'))
    const [floor, ...rest] = measure([
      read,
      () => parse(read(), context),
      () => gradeLog(read(), { ...context, ...expected, logParser: parser }),
    ])
    const columns = rest.map(({ wall, cpu }) => {
      const speeds = [wall, cpu].map((ms) => (megabytes / (ms / 1000)).toFixed(0).padStart(5))
      return `${speeds.join(' ')} ${(cpu / (floor?.cpu ?? Number.NaN)).toFixed(1).padStart(5)} x`
    })
    console.log(`${parser.padEnd(30)}${columns.join('  | ')}`)
  }
  rmSync(temp, { recursive: true })
}

/** The slowest hostile log of each parser by CPU time, with its growth; everything over the limit is named. */
function benchHostile(only: string | undefined): void {
  const slowest = new Map<string, { readonly ms: number; readonly line: string }>()
  const over: string[] = []
  const parsers = distinctParsers().filter(([name]) => only === undefined || name === only)
  let count = 0
  for (const { name, make } of hostileLogs()) {
    // A quarter of the size is enough to see which pairs are worth a closer look: a square one takes a sixteenth.
    const quarter = make(0.25)
    for (const [parserName, parse] of parsers) {
      count++
      const at = (log: string): number =>
        timeBoth(() => parse(log, { version: '10.0', instanceId: 'a__a-2005', harness: 'v5' })).cpu
      const known = slowest.get(parserName)?.ms ?? 0
      if (at(quarter) < Math.max(known / 4, 0.2)) continue
      const measured = [1, 2, 4].map((scale) => {
        const log = make(scale)
        return Math.min(at(log), at(log))
      })
      const [ms = 0, twice = 0, four = 0] = measured
      const line = `${ms.toFixed(1)} ms, ${twice.toFixed(1)} at 2x, ${four.toFixed(1)} at 4x: ${name}`
      if (ms > known) slowest.set(parserName, { ms, line })
      if (ms > limitMs) over.push(`${parserName}: ${line}`)
    }
  }
  for (const [parser, { line }] of slowest) console.log(`${parser.padEnd(44)} ${line}`)
  console.log(`${count} pairs of parser and hostile log, ${over.length} over ${limitMs} ms`)
  for (const line of over) console.log(`OVER ${line}`)
}

/** Every parser under one of its names. */
function distinctParsers(): readonly (readonly [name: string, parser: LogParser])[] {
  const names = new Map<LogParser, string>()
  for (const name of logParserNames) {
    const parser = findLogParser(name)
    if (parser && !names.has(parser)) names.set(parser, name)
  }
  return [...names].map(([parser, name]) => [name, parser])
}

const data = process.env['CAPUCHIN_DATA']
const folder = data === undefined ? null : join(data, 'log-fixtures')
if (process.argv[2] !== undefined && process.argv[2] !== 'ordinary')
  console.log(`hostile logs for ${process.argv[2]}`)
else if (folder !== null && existsSync(folder)) benchOrdinary(folder)
else console.log('ordinary logs are left out: CAPUCHIN_DATA names no folder with log-fixtures in it')
if (process.argv[2] !== 'ordinary') benchHostile(process.argv[2])
