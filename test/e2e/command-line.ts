import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, type TestContext } from 'vitest'
import { z } from 'zod'
import { solveResultSchema, type SolveResult } from '../../src/app/index.ts'
import { runEventSchema, type RunEvent } from '../../src/domain/index.ts'
import { createLocalProvider } from '../../src/sandbox/index.ts'
import { createTempDir } from '../../src/std/index.ts'

const root = resolve(import.meta.dirname, '../..')
export const entry = join(root, 'dist/cli/main.js')

/** How a command line ended. `exitCode` is null when a signal ended it. */
export interface CliEnd {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  /** Folder that the command is called in. */
  readonly cwd: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
}

export interface RunningCli {
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  /** Standard output so far. */
  readonly output: () => string
  /** Settles when a text was written on either stream; rejects when the program ended without it. */
  readonly says: (text: string) => Promise<void>
  readonly end: Promise<CliEnd>
}

/** A home of its own, in a temp folder: nothing of the machine's user is read or written. */
export interface Desk extends AsyncDisposable {
  readonly path: string
  /** Where the program keeps its sandboxes. */
  readonly sandboxes: string
  readonly userConfig: string
  start(args: readonly string[], options: CliOptions): RunningCli
  run(args: readonly string[], options: CliOptions): Promise<CliEnd>
}

export async function openDesk(): Promise<Desk> {
  const temp = await createTempDir('capuchin-e2e-')
  const home = join(temp.path, 'home')
  await mkdir(join(home, '.config/capuchin'), { recursive: true })
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    // Loopback only, whatever the machine's proxies say.
    NO_PROXY: '127.0.0.1',
  }
  const started: RunningCli[] = []
  const start: Desk['start'] = (args, options) => {
    const cli = startProcess([entry, ...args], { ...options, env: { ...env, ...options.env } })
    started.push(cli)
    return cli
  }
  return {
    path: temp.path,
    sandboxes: join(home, '.cache/capuchin/sandboxes'),
    userConfig: join(home, '.config/capuchin/capuchin.yaml'),
    start,
    run: (args, options) => start(args, options).end,
    [Symbol.asyncDispose]: async () => {
      for (const cli of started) cli.kill('SIGKILL')
      await Promise.all(started.map(({ end }) => end))
      await temp[Symbol.asyncDispose]()
    },
  }
}

/** A desk of its own for each test of the suite that this is called in; `needs` is asked first. */
export function useDesk(
  needs: (context: TestContext) => void | Promise<void>,
): Omit<Desk, typeof Symbol.asyncDispose> {
  let desk: Desk | undefined
  beforeEach(async (context) => {
    await needs(context)
    desk = await openDesk()
  })
  afterEach(async () => {
    await desk?.[Symbol.asyncDispose]()
    desk = undefined
  })
  const now = (): Desk => {
    if (!desk) throw new Error('there is a desk in a test only')
    return desk
  }
  return {
    get path() {
      return now().path
    },
    get sandboxes() {
      return now().sandboxes
    },
    get userConfig() {
      return now().userConfig
    },
    start: (args, options) => now().start(args, options),
    run: (args, options) => now().run(args, options),
  }
}

function startProcess(
  args: readonly string[],
  { cwd, stdin = '', env }: CliOptions & { readonly env: Readonly<Record<string, string>> },
): RunningCli {
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'pipe' })
  const seen = { stdout: '', stderr: '', ended: false }
  let wake = (): void => undefined
  const collect = (name: 'stdout' | 'stderr') => (text: string) => {
    seen[name] += text
    wake()
  }
  child.stdout.setEncoding('utf8').on('data', collect('stdout'))
  child.stderr.setEncoding('utf8').on('data', collect('stderr'))
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin)
  const end = new Promise<CliEnd>((done, fail) => {
    child.on('error', fail)
    child.on('close', (exitCode, signal) => {
      seen.ended = true
      wake()
      done({ exitCode, signal, stdout: seen.stdout, stderr: seen.stderr })
    })
  })
  return {
    pid: child.pid ?? 0,
    kill: (signal) => void child.kill(signal),
    output: () => seen.stdout,
    says: async (text) => {
      while (!seen.stdout.includes(text) && !seen.stderr.includes(text)) {
        if (seen.ended) throw new Error(`ended without '${text}': ${seen.stdout}${seen.stderr}`)
        await new Promise<void>((next) => (wake = next))
      }
    },
    end,
  }
}

/** A `--json` run taken apart: every line must fit its schema. */
export interface SolveOutput {
  readonly runId: string
  readonly events: readonly RunEvent[]
  readonly result: SolveResult
}

const finalLineSchema = solveResultSchema.extend({ type: z.literal('result'), runId: z.string() })

export function readSolveOutput({ stdout, stderr }: CliEnd): SolveOutput {
  const lines = stdout.trimEnd().split('\n')
  const last = lines.pop() ?? ''
  const final = finalLineSchema.safeParse(parseLine(last))
  if (!final.success) throw new Error(`no result but: ${last}\n${stderr}`)
  const { type: _type, runId, ...result } = final.data
  return { runId, result, events: lines.map((line) => runEventSchema.parse(parseLine(line))) }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`not JSON: ${line}`)
  }
}

/** What a result says, without what differs from run to run. */
export function essence({ status, reason, chosen, candidates, evidence, attempts }: SolveResult) {
  return { status, reason, chosen, candidates, evidence, attempts }
}

/** Skips, loudly, where the built program is missing or older than its sources. */
export function needsBuild(context: TestContext): void {
  if (!existsSync(entry)) context.skip('dist/ is missing: npm run build')
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const newest = Math.max(...sources.map((name) => statSync(join(root, 'src', name)).mtimeMs))
  if (newest > statSync(entry).mtimeMs) context.skip('dist/ is older than src/: npm run build')
}

/** Skips, loudly, where no local sandbox can be made. */
export async function needsSandbox(context: TestContext): Promise<void> {
  needsBuild(context)
  await using temp = await createTempDir()
  await using provider = createLocalProvider({ stateDir: temp.path })
  const { available, detail } = await provider.describe()
  if (!available) context.skip(`no local sandbox: ${detail}`)
}
