import { sha256 } from '../../std/index.ts'
import type { EnvironmentSpec } from './environment-spec.ts'
import type { Family, RepositoryEnvironments } from './environment-tables.ts'
import { pythonRepr } from './python-repr.ts'

export type Architecture = 'x86_64' | 'arm64'

export interface ImageOptions {
  /** Where published images lie; null names an image that is built here. Default: where the family publishes. */
  readonly namespace?: string | null | undefined
  /** What stands before `sweb.eval.` in place of a namespace: `registry.example/mirror/`. */
  readonly prefix?: string | undefined
  /** Default `latest`. */
  readonly tag?: string | undefined
  readonly arch?: Architecture | undefined
}

export interface ImageNames {
  readonly base: string
  /** Null where the environment script is not known. */
  readonly env: string | null
  readonly instance: string
}

const publishers: Readonly<Record<Family, { readonly namespace: string; readonly joint: string }>> = {
  'swe-bench': { namespace: 'swebench', joint: '_1776_' },
  'swe-gym': { namespace: 'xingyaoww', joint: '_s_' },
}

/**
 * Reference of an instance's image. Registries refuse `__` in names, so a published one has it replaced: by `_1776_`
 * (SWE-bench and what follows it), by `_s_` (SWE-Gym).
 */
export function instanceImage(instanceId: string, family: Family, options: ImageOptions = {}): string {
  const { namespace, joint } = publishers[family]
  const name = `sweb.eval.${options.arch ?? 'x86_64'}.${instanceId.toLowerCase()}:${options.tag ?? 'latest'}`
  if (options.prefix !== undefined) return `${options.prefix}${name.replaceAll('__', joint)}`
  if (options.namespace === null) return name
  return `${options.namespace ?? namespace}/${name}`.replaceAll('__', joint)
}

/** Names of all layers; keys are hashes of what Python prints for the scripts and docker settings. */
export function layerNames(
  instanceId: string,
  layer: {
    readonly repository: RepositoryEnvironments
    readonly spec: EnvironmentSpec
    readonly envCommands: readonly string[] | null
  },
  options: ImageOptions = {},
): ImageNames {
  const { repository, spec, envCommands } = layer
  const arch = options.arch ?? 'x86_64'
  const tag = options.tag ?? 'latest'
  const kind = repository.family === 'swe-gym' ? arch : `${repository.language}.${arch}`
  const docker = spec.docker_specs === undefined ? '' : pythonRepr(spec.docker_specs)
  const baseKey = docker === '' || docker === '{}' ? '' : `.${sha256(docker).slice(0, 10)}`
  const envText = envCommands && `${pythonRepr(envCommands)}${docker === '{}' ? '' : docker}`
  return {
    base: `sweb.base.${kind}${baseKey}:${tag}`,
    env: envText === null ? null : `sweb.env.${kind}.${sha256(envText).slice(0, 22)}:${tag}`,
    instance: instanceImage(instanceId, repository.family, options),
  }
}

/** The platform that container engines are asked for. */
export function platformOf(arch: Architecture): string {
  return arch === 'arm64' ? 'linux/arm64/v8' : 'linux/x86_64'
}

/** Upstream's name of the container that an evaluation runs in. */
export function containerName(instanceId: string, runId: string): string {
  return `sweb.eval.${instanceId.toLowerCase()}.${runId}`
}
