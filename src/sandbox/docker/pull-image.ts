import { finished } from 'node:stream/promises'
import type Docker from 'dockerode'
import { z } from 'zod'
import { CapuchinError, hasCode, messageOf, sleep, throwIfAborted } from '../../std/index.ts'
import { noImage } from './container.ts'
import { engineError, statusOf } from './engine.ts'

export interface PullProgress {
  /** Bytes fetched so far, as they are packed. */
  readonly bytes: number
  /** Of the layers that are known by now; grows at the beginning. */
  readonly totalBytes: number
}

export interface PullOptions {
  readonly onProgress?: (progress: PullProgress) => void
  /** Told before each wait. */
  readonly onRetry?: (error: CapuchinError, delayMs: number) => void
  /** One for each further try. */
  readonly retryDelaysMs?: readonly number[]
  readonly signal?: AbortSignal | undefined
}

/** Registries that limit by the minute let go within two of them. */
const usualDelaysMs = [2_000, 10_000, 40_000, 90_000]

/**
 * Fetches an image by name. What may pass is tried again: rate limits and downloads that broke off.
 *
 * @throws CapuchinError `sandbox/no-image`, `sandbox/image-denied`, `sandbox/image-rate-limited`,
 * `sandbox/no-registry`, `sandbox/disk-full`, `sandbox/image-broken`, `sandbox/unavailable`, `sandbox/engine`.
 */
export async function pullImage(docker: Docker, name: string, options: PullOptions = {}): Promise<void> {
  const { retryDelaysMs = usualDelaysMs, onRetry, signal } = options
  for (let tries = 0; ; tries++) {
    try {
      await pullOnce(docker, name, options)
      return
    } catch (cause) {
      throwIfAborted(signal)
      const error = pullError(cause, name)
      const delayMs = retryDelaysMs[tries]
      if (delayMs === undefined || !mayPass(error)) throw error
      onRetry?.(error, delayMs)
      await sleep(delayMs, signal === undefined ? {} : { signal })
    }
  }
}

function mayPass(error: CapuchinError): boolean {
  return hasCode(error, 'sandbox/image-rate-limited') || hasCode(error, 'sandbox/image-broken')
}

const progressSchema = z.object({
  id: z.string().optional(),
  status: z.string().optional(),
  error: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).optional(),
})

async function pullOnce(docker: Docker, name: string, { onProgress, signal }: PullOptions): Promise<void> {
  const abort = signal === undefined ? {} : { abortSignal: signal }
  const stream = await docker.createImage({ fromImage: withTag(name), ...abort })
  const layers = new Map<string, { readonly current: number; readonly total: number }>()
  let failure: string | null = null
  await readLines(stream, (line) => {
    const said = progressSchema.safeParse(JSON.parse(line)).data
    failure ??= said?.error ?? null
    const { current = 0, total = 0 } = said?.progressDetail ?? {}
    if (said?.status !== 'Downloading' || said.id === undefined || total === 0) return
    layers.set(said.id, { current, total })
    onProgress?.(sumOf([...layers.values()]))
  })
  if (failure !== null) throw new Error(failure)
}

function sumOf(layers: readonly { readonly current: number; readonly total: number }[]): PullProgress {
  return layers.reduce(
    (sum, { current, total }) => ({ bytes: sum.bytes + current, totalBytes: sum.totalBytes + total }),
    { bytes: 0, totalBytes: 0 },
  )
}

/** Without a tag an engine would fetch every one there is. */
export function withTag(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1)
  return name.includes('@') || last.includes(':') ? name : `${name}:latest`
}

/** Reads JSON lines to the end of an answer, however they are cut into chunks. */
export async function readLines(
  stream: NodeJS.ReadableStream,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') onLine(line)
  })
  await finished(stream)
  if (rest.trim() !== '') onLine(rest)
}

interface Sign {
  readonly code: string
  readonly pattern: RegExp
  readonly what: string
  readonly hint: string
}

/** Engines pass on what a registry answered as words; the first that fits counts. */
const signs: readonly Sign[] = [
  {
    code: 'sandbox/image-rate-limited',
    pattern: /toomanyrequests|too many requests|rate limit|\b429\b/i,
    what: 'the registry allows no more downloads for now',
    hint: 'wait, or pull the images by hand after docker login; the same command goes on where it was',
  },
  {
    code: 'sandbox/image-denied',
    pattern:
      /unauthorized|authentication required|access (?:to the resource is )?denied|\b40[13]\b|no basic auth/i,
    what: 'the registry does not give it to you, or does not have it',
    hint: 'check its name, or log in and pull it by hand: docker login, docker pull',
  },
  {
    code: 'sandbox/no-image',
    pattern: /manifest unknown|not found|does not exist|no matching manifest|name unknown|invalid reference/i,
    what: 'the registry does not have it',
    hint: 'check --image-namespace, --image-tag and --image-prefix; images for this kind of machine may not be published',
  },
  {
    code: 'sandbox/no-registry',
    pattern:
      /no such host|network is unreachable|no route to host|connection refused|temporary failure in name|server misbehaving/i,
    what: 'the registry cannot be reached',
    hint: 'check the network of the machine that the engine runs on; the same command goes on where it was',
  },
  {
    code: 'sandbox/image-broken',
    pattern:
      /unexpected EOF|\bEOF\b|connection reset|broken pipe|timeout|timed out|deadline exceeded|verif|checksum|\b50[0234]\b|context canceled/i,
    what: 'the download broke off',
    hint: 'try again: what was fetched is kept',
  },
]

/** What a failed pull means. */
export function pullError(cause: unknown, name: string): CapuchinError {
  const error = engineError(cause, `pull ${name}`)
  if (!hasCode(error, 'sandbox/engine')) return error
  const said = messageOf(cause)
  const sign = signs.find(({ pattern }) => pattern.test(said))
  if (sign)
    return new CapuchinError(sign.code, `cannot pull ${name}: ${sign.what} (${said.slice(0, 300)})`, {
      cause,
      hint: sign.hint,
    })
  return statusOf(cause) === 404 ? noImage(name, cause) : error
}
