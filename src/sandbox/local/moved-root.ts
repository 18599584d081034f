import { isInside } from './toolchain-roots.ts'

/**
 * The two names of a checkout whose sandbox lies elsewhere: its own path, by which snapshots know it, and where this
 * sandbox has it. Folders and variables are carried from one sandbox to the next by the first.
 */
export interface MovedRoot {
  readonly checkout: string
  readonly here: string
  /** Everything of this sandbox on the host; null when nothing of it lies there under that path. */
  readonly folder: string | null
}

/** Where a folder of the checkout's path is in this sandbox. */
export function cwdHere({ checkout, here }: MovedRoot, cwd: string): string {
  return isInside(cwd, checkout) ? here + cwd.slice(checkout.length) : cwd
}

/** The folder by the checkout's path; the root for one that goes with this sandbox. */
export function cwdOfCheckout({ checkout, here, folder }: MovedRoot, cwd: string): string {
  if (isInside(cwd, here)) return checkout + cwd.slice(here.length)
  return folder !== null && isInside(cwd, folder) ? checkout : cwd
}

export function envHere({ checkout, here }: MovedRoot, env: Readonly<Record<string, string>>) {
  return renamePaths(env, checkout, here)
}

export function envOfCheckout({ checkout, here }: MovedRoot, env: Readonly<Record<string, string>>) {
  return renamePaths(env, here, checkout)
}

/** Replaces a path where it stands for itself: alone, before a slash, or in a list. */
function renamePaths(
  env: Readonly<Record<string, string>>,
  from: string,
  to: string,
): Readonly<Record<string, string>> {
  if (from === to) return env
  const whole = new RegExp(
    `(?<![^:=\\s'"])${from.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![^/:\\s'"])`,
    'g',
  )
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(whole, () => to)]),
  )
}
