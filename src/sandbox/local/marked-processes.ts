import { readdirSync, readFileSync } from 'node:fs'

/** Variable by which processes of an unconfined shell are known, in sessions of their own too. */
export const markVariable = 'CAPUCHIN_SANDBOX'

/** Variable by which what a program started to confine commands is known to have been started by it. */
export const programVariable = 'CAPUCHIN_PROGRAM'

/** Kills every process that carries this mark in its environment, until none is found. Linux only. */
export function killMarked(mark: string, variable = markVariable): void {
  for (let round = 0; round < 20; round++) {
    const found = processIds().filter((pid) => carries(pid, `${variable}=${mark}`))
    if (found.length === 0) return
    for (const pid of found) kill(pid)
  }
}

function processIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function carries(pid: number, setting: string): boolean {
  try {
    return `\0${readFileSync(`/proc/${pid}/environ`, 'latin1')}`.includes(`\0${setting}\0`)
  } catch {
    return false
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself in between.
  }
}
