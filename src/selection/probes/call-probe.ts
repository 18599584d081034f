import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { withTempFolder } from '../../sandbox/index.ts'
import { readJsonLines } from '../../std/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import type { Execution } from '../observe/executor.ts'
import { addedLines, type FunctionNames } from './touched-functions.ts'

const callSchema = z.tuple([z.string(), z.string()])
const callProbeSchema = z.array(callSchema)
/** What calls of touched functions came to, each with what was called how. */
export type CallProbe = Readonly<z.infer<typeof callProbeSchema>>

export interface CallProbeRequest {
  /** 0, 1, ...: repetitions are runs of their own. */
  readonly repetition: number
  /** Runs tests that reach the functions. */
  readonly commands: readonly TestCommand[]
  readonly functions: FunctionNames
  /** The patch that is in place; empty for the base. */
  readonly patch: string
  /** For all calls of one command. */
  readonly seconds: number
}

/** Calls functions with inputs made from those that the tests give them. */
export function callProbe({
  commands,
  functions,
  patch,
  seconds,
  repetition,
}: CallProbeRequest): Execution<CallProbe> {
  const targets = [...functions].map(([path, names]) => [path, [...names].sort()] as const)
  const texts = commands.map(({ command }) => command)
  return {
    key: {
      callProbe: texts,
      targets: targets.map(([path, names]) => [path, names]),
      seconds,
      repetition,
      v: 2,
    },
    schema: callProbeSchema,
    run: (fork, { signal }) =>
      withTempFolder(fork, async (folder) => {
        const inRoot = (path: string): string => `${fork.root}/${path}`
        await fork.writeFile(
          `${folder}/sitecustomize.py`,
          await readFile(new URL('./call_probe.py', import.meta.url)),
        )
        await fork.writeFile(
          `${folder}/plan.json`,
          JSON.stringify({
            targets: Object.fromEntries(targets.map(([path, names]) => [inRoot(path), names])),
            changed: Object.fromEntries([...addedLines(patch)].map(([path, lines]) => [inRoot(path), lines])),
            out: `${folder}/calls.jsonl`,
            seconds,
          }),
        )
        for (const { command, cwd } of commands)
          await fork.exec(`{ ${command}; } >/dev/null 2>&1`, {
            cwd: cwd === '' ? fork.root : cwd,
            env: {
              PYTHONPATH: folder,
              CAPUCHIN_PROBE: `${folder}/plan.json`,
              TZ: 'UTC',
              PYTHONHASHSEED: '0',
              PYTHONDONTWRITEBYTECODE: '1',
            },
            timeoutMs: (seconds + 60) * 1000,
            signal,
          })
        return readCalls(
          new TextDecoder().decode((await fork.readFile(`${folder}/calls.jsonl`)) ?? new Uint8Array()),
        )
      }),
  }
}

/** Of equal calls the last counts. */
function readCalls(text: string): CallProbe {
  return [...new Map(readJsonLines(text, callSchema))]
}

/** What patches do on the same calls: only calls that always come to the same on the base are kept. */
export interface CallProbes {
  readonly base: CallProbe
  /** By patch; null for one that does not apply. */
  readonly runs: readonly (CallProbe | null)[]
}

/** Calls that came to something else than in a second run say nothing. */
export function stableCalls(first: CallProbe, second: CallProbe): CallProbe {
  const again = new Map(second)
  return first.filter(([call, outcome]) => again.get(call) === outcome)
}
