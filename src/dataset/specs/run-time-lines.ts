import { endMarker, startMarker } from './eval-input.ts'

const exitCodeVariable = 'SWEBENCH_TEST_EXIT_CODE'

/**
 * An eval script that also prints the test command's exit status, as SWE-bench 5 runs it: the status is kept before
 * the first line with the end marker and printed after it. The script's header is rewritten on the way.
 */
export function recordExitCode(script: string): string {
  const header = ['#!/bin/bash', 'set -uxo pipefail']
  const lines = script
    .trim()
    .split('\n')
    .filter((line) => !header.includes(line))
  const end = lines.findIndex((line) => line.includes(endMarker))
  if (end >= 0) {
    lines.splice(end, 0, `${exitCodeVariable}=$?`)
    lines.splice(end + 2, 0, `echo ">>>>> Test Exit Code: $${exitCodeVariable}"`)
  }
  return `${[...header, ...lines].join('\n')}\n`
}

/** Where a file that the test patch cannot carry is laid before the script runs. */
export function stagedAssetPath(path: string): string {
  return `/image_assets/${path.replaceAll('/', '__')}`
}

/** An eval script that copies staged files into the work folder right before the tests, as SWE-bench 5 does. */
export function restoreAssets(script: string, paths: readonly string[]): string {
  if (paths.length === 0) return script
  const restore = paths.map((path) => `mkdir -p $(dirname ${path}) && cp ${stagedAssetPath(path)} ${path}`)
  const lines = script.split('\n')
  const start = lines.findIndex((line) => line.includes(startMarker))
  if (start < 0) return `${script}\n${restore.join('\n')}`
  return [...lines.slice(0, start), ...restore, ...lines.slice(start)].join('\n')
}
