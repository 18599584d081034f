import type { HarnessVersion } from './apply-patch.ts'

const startMarker = '>>>>> Start Test Output'
const endMarker = '>>>>> End Test Output'
const exitCodeVariable = 'SWEBENCH_TEST_EXIT_CODE'

/** What the script says of the tests' exit code goes to this file descriptor, which is no part of the log. */
export const exitChannel = 3

/** An instance's script as a version of the harness runs it. */
export function runnableScript(
  script: string,
  { harness, assets }: { readonly harness: HarnessVersion; readonly assets: readonly string[] },
): string {
  return harness === 'v4' ? script : recordExitCode(restoreAssets(script, assets))
}

/**
 * Also prints the test command's exit code, as SWE-bench 5 does: kept before the first line with the end marker and
 * printed after it, the script's header rewritten on the way. It goes to a channel of its own besides, where nothing
 * that tests print can be taken for it.
 */
function recordExitCode(script: string): string {
  // A script that sets shell options of its own, as SWE-Gym's do without `-u`, keeps them.
  const header = /^set -xo pipefail$/m.test(script)
    ? ['#!/bin/bash', 'set -xo pipefail']
    : ['#!/bin/bash', 'set -uxo pipefail']
  const lines = script
    .trim()
    .split('\n')
    .filter((line) => !header.includes(line))
  const end = lines.findIndex((line) => line.includes(endMarker))
  if (end >= 0) {
    lines.splice(end, 0, `${exitCodeVariable}=$?`)
    lines.splice(
      end + 2,
      0,
      `echo ">>>>> Test Exit Code: $${exitCodeVariable}"`,
      // Tracing would put the line itself into the log.
      `{ echo "$${exitCodeVariable}" >&${exitChannel}; } 2>/dev/null`,
    )
  }
  return `${[...header, ...lines].join('\n')}\n`
}

/** Where a file that the test patch cannot carry is laid before the script runs. */
export function stagedAssetPath(path: string): string {
  return `/image_assets/${path.replaceAll('/', '__')}`
}

/** Copies staged files into the work folder right before the tests, as SWE-bench 5 does. */
function restoreAssets(script: string, paths: readonly string[]): string {
  if (paths.length === 0) return script
  const restore = paths.map((path) => `mkdir -p $(dirname ${path}) && cp ${stagedAssetPath(path)} ${path}`)
  const lines = script.split('\n')
  const start = lines.findIndex((line) => line.includes(startMarker))
  if (start < 0) return `${script}\n${restore.join('\n')}`
  return [...lines.slice(0, start), ...restore, ...lines.slice(start)].join('\n')
}

export interface ExitChannel {
  /** Null when the script did not get to it, or when somebody else wrote to the channel too. */
  readonly testExitCode: number | null
  readonly exitChannelLines: number
}

export function readExitChannel(text: string): ExitChannel {
  const lines = text.split('\n').filter((line) => line !== '')
  const [only] = lines
  const isClean = lines.length === 1 && only !== undefined && /^\d{1,3}$/.test(only)
  return { testExitCode: isClean ? Number(only) : null, exitChannelLines: lines.length }
}
