import { posix } from 'node:path'
import { CapuchinError } from '../std/index.ts'

/**
 * Hidden folders in one form: relative to the root, normal, without those that lie in another.
 *
 * @throws CapuchinError `sandbox/bad-input` for a path that leaves the root, or is the root.
 */
export function normalizeHidden(paths: readonly string[]): string[] {
  const normal = new Set(paths.map((path) => normalize(path)))
  return [...normal].filter((path) => !isHidden(posix.dirname(path), [...normal])).toSorted()
}

/** Whether a path below the root is a hidden folder or lies in one. */
export function isHidden(path: string, hidden: readonly string[]): boolean {
  return hidden.some((folder) => path === folder || path.startsWith(`${folder}/`))
}

/** Hidden folders as the byte strings that patches and manifests name files by. */
export function hiddenBytes(hidden: readonly string[]): string[] {
  return hidden.map((path) => Buffer.from(path).toString('latin1'))
}

function normalize(path: string): string {
  const normal = posix.normalize(path).replace(/\/$/, '')
  if (!posix.isAbsolute(path) && normal !== '.' && !/^\.\.(?:\/|$)/.test(normal) && !path.includes('\0'))
    return normal
  throw new CapuchinError(
    'sandbox/bad-input',
    `cannot hide ${JSON.stringify(path)}: it is not a path below the root`,
    { hint: 'name a folder relative to the root of the checkout' },
  )
}
