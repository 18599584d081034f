import type Docker from 'dockerode'
import { CapuchinError, messageOf } from '../../std/index.ts'

export interface EngineOptions {
  /** Socket of the engine; DOCKER_HOST or the usual socket when left out. */
  readonly socketPath?: string
}

/** A client of an engine that answers. The library is loaded when first needed: it takes a tenth of a second. */
export async function connectEngine({ socketPath }: EngineOptions): Promise<Docker> {
  const { default: Engine } = await import('dockerode')
  const docker = new Engine(socketPath === undefined ? undefined : { socketPath })
  await docker.ping().catch((cause: unknown) => {
    throw unavailable(cause)
  })
  return docker
}

function unavailable(cause: unknown): CapuchinError {
  return new CapuchinError('sandbox/unavailable', `no container engine answers: ${messageOf(cause)}`, {
    cause,
    hint: 'start Docker or set DOCKER_HOST, or choose --sandbox local',
  })
}

/** What a request to an engine failed of, as an error with a code. `doing` completes "cannot ...". */
export function engineError(cause: unknown, doing: string): CapuchinError {
  if (cause instanceof CapuchinError) return cause
  if (isConnectionError(cause)) return unavailable(cause)
  const said = messageOf(cause)
  // The engine has words only for it.
  if (/no space left on device|disk quota exceeded/i.test(said)) {
    return new CapuchinError('sandbox/disk-full', `cannot ${doing}: the engine's disk is full`, {
      cause,
      hint: 'free room there: docker system df, docker image prune; or lower --image-disk-gb',
    })
  }
  return new CapuchinError('sandbox/engine', `cannot ${doing}: ${said}`, { cause })
}

/** The status of the engine's answer; null when the failure was not an answer. */
export function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
])

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && connectionCodes.has(String(error.code))
}
