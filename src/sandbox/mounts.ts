import { CapuchinError } from '../std/index.ts'
import type { OpenOptions } from './sandbox.ts'

/** @throws CapuchinError `sandbox/unsupported` where folders cannot appear at further places. */
export function assertNoMounts({ mounts = {} }: OpenOptions, what: string): void {
  if (Object.keys(mounts).length === 0) return
  throw new CapuchinError('sandbox/unsupported', `${what} shows no folder of its checkout at another place`, {
    hint: 'choose --sandbox local',
  })
}
