import {
  createDockerProvider,
  createImageStore,
  createLocalProvider,
  type EngineDisk,
  type SandboxDescription,
} from '../sandbox/index.ts'
import { runProcess, sweepTempDirs } from '../std/index.ts'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { App, Surroundings } from './create-app.ts'

export interface Finding {
  readonly what: string
  /** `missing` keeps something from working, `weak` makes it worse. */
  readonly state: 'ok' | 'weak' | 'missing'
  readonly found: string
  /** The command or step that mends it; null when nothing needs to. */
  readonly mend: string | null
}

/** What this machine has, what is missing, and what mends it. */
export async function diagnose(app: App, { env }: Pick<Surroundings, 'env'>): Promise<readonly Finding[]> {
  const [programs, local, docker, disk, swept] = await Promise.all([
    Promise.all(programChecks.map(checkProgram)),
    describeLocal(),
    describeDocker(),
    createImageStore()
      .disk()
      .catch(() => null),
    sweepTempDirs(),
  ])
  return [
    checkNode(),
    ...programs,
    ...sandboxFindings('local sandbox', local),
    dockerFinding(docker),
    ...(disk === null ? [] : [diskFinding(disk)]),
    ...keyFindings(env),
    checkCores(app),
    ...(swept === 0 ? [] : [sweptFinding(swept)]),
  ]
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fits = major > 20 || (major === 20 && minor >= 19)
  return {
    what: 'node',
    state: fits ? 'ok' : 'missing',
    found: process.versions.node,
    mend: fits ? null : 'install Node 20.19 or later',
  }
}

function sweptFinding(count: number): Finding {
  return {
    what: 'left behind',
    state: 'ok',
    found: `removed temporary folders of killed runs: ${count}`,
    mend: null,
  }
}

function checkCores({ cores }: App): Finding {
  return { what: 'cores', state: 'ok', found: `${cores}`, mend: null }
}

interface ProgramCheck {
  readonly name: string
  readonly args: readonly string[]
  readonly absent: 'weak' | 'missing'
  readonly mend: string
}

const programChecks: readonly ProgramCheck[] = [
  { name: 'git', args: ['--version'], absent: 'missing', mend: 'apt-get install git' },
  {
    name: 'python3',
    args: ['--version'],
    absent: 'weak',
    mend: 'apt-get install python3 (for Python projects)',
  },
  {
    name: 'bwrap',
    args: ['--version'],
    absent: 'weak',
    mend: 'apt-get install bubblewrap (for the local sandbox)',
  },
]

async function checkProgram({ name, args, absent, mend }: ProgramCheck): Promise<Finding> {
  try {
    const { stdout } = await runProcess(name, args, { timeoutMs: 5_000 })
    return { what: name, state: 'ok', found: new TextDecoder().decode(stdout).trim(), mend: null }
  } catch {
    return { what: name, state: absent, found: 'not found', mend }
  }
}

async function describeLocal(): Promise<SandboxDescription> {
  await using provider = createLocalProvider({ stateDir: join(tmpdir(), 'capuchin-doctor') })
  return await provider.describe()
}

async function describeDocker(): Promise<SandboxDescription> {
  await using provider = createDockerProvider()
  return await provider.describe()
}

/** Absence is no weakness: the local sandbox does without. */
function dockerFinding({ available, detail }: SandboxDescription): Finding {
  return {
    what: 'docker sandbox',
    state: 'ok',
    found: available
      ? `${detail}; choose it with --sandbox docker (solve: and --image NAME)`
      : `not in use: ${detail}`,
    mend: null,
  }
}

/** Images of SWE-bench take one to three GB each when unpacked; many share most of it. */
const littleRoomBytes = 20e9

function diskFinding({ imageBytes, freeBytes }: EngineDisk): Finding {
  const isFull = freeBytes !== null && freeBytes < littleRoomBytes
  const free =
    freeBytes === null ? 'free space not known: the engine is elsewhere' : `${gigabytes(freeBytes)} free`
  return {
    what: 'docker disk',
    state: isFull ? 'weak' : 'ok',
    found: `images take ${gigabytes(imageBytes)}, ${free}`,
    mend: isFull ? 'docker image prune, or a lower --image-disk-gb, before evaluating many instances' : null,
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

function sandboxFindings(what: string, description: SandboxDescription): readonly Finding[] {
  const { available, detail, limits } = description
  if (!available) return [{ what, state: 'weak', found: detail, mend: null }]
  const weak = limits.filter(({ by }) => by === null)
  const held = limits.map(({ limit, by }) => `${limit} by ${by ?? 'nothing'}`).join(', ')
  return [
    { what, state: 'ok', found: detail, mend: null },
    {
      what: `${what} limits`,
      state: weak.length > 0 ? 'weak' : 'ok',
      found: held,
      mend: weak.length > 0 ? 'run where cgroups can be written' : null,
    },
  ]
}

const keyVariables = [
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'GOOGLE_GENERATIVE_AI_API_KEY',
  'OPENROUTER_API_KEY',
]

function keyFindings(env: Surroundings['env']): readonly Finding[] {
  const set = keyVariables.filter((name) => env[name])
  return [
    {
      what: 'model keys',
      state: 'ok',
      found: set.length > 0 ? set.join(', ') : 'none set; the mutation strategy needs none',
      mend: null,
    },
  ]
}
