import PQueue from 'p-queue'
import {
  defaultEditTestOptions,
  inFork,
  paperEditTestOptions,
  writeTest,
  type EditTestOptions,
  type TestWriter,
  type WrittenTest,
} from '../../attempt/index.ts'
import { addUsage, noUsage, type Journal, type Problem, type Usage } from '../../domain/index.ts'
import type { Model } from '../../llm/index.ts'
import type { OfferedTest } from '../../selection/index.ts'
import { CapuchinError, deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import type { Config } from '../config.ts'
import type { ModelFactory } from '../create-models.ts'

export interface TestWriting extends Omit<
  TestWriter,
  'attemptIndex' | 'seed' | 'journal' | 'model' | 'concurrency'
> {
  readonly problem: Problem
  readonly config: Config
  /** The record of one writer, counted from 0. */
  readonly journalOf: (writer: number) => Journal
  readonly modelOf: (writer: Parameters<ModelFactory>[0]) => Model | null
  readonly note: (text: string) => void
}

export interface WrittenTests {
  readonly tests: readonly OfferedTest[]
  readonly usage: Usage
}

/** Writers mostly wait for the model. */
const writersAtOnce = 4

/**
 * Has a model write tests of the issue, each in a conversation of its own; none where none are asked for. A budget that
 * is used up ends it with what there is.
 *
 * @throws CapuchinError `config/no-model`, `llm/*`, `sandbox/*`.
 */
export async function writeTests(
  writing: TestWriting,
  { signal }: { readonly signal: AbortSignal },
): Promise<WrittenTests> {
  const { config, note } = writing
  const queue = new PQueue({ concurrency: writersAtOnce })
  const settled = await Promise.allSettled(
    Array.from({ length: config.writeTests }, (_, index) =>
      queue.add(async () => {
        const one = await writeOne(writing, index, signal)
        note(`test ${index + 1} of ${config.writeTests}: ${endingOf(one)}`)
        return one
      }),
    ),
  )
  // When one fails the others are waited for: no fork may outlive what it was made from.
  const failed = settled.find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
  const written = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  return {
    tests: written.flatMap(({ test }, index) =>
      test === null ? [] : [{ test, origin: { from: 'written', number: index + 1 } as const }],
    ),
    usage: written.map(({ usage }) => usage).reduce(addUsage, noUsage),
  }
}

async function writeOne(
  { problem, config, journalOf, modelOf, note, sandbox, ...tools }: TestWriting,
  index: number,
  signal: AbortSignal,
): Promise<WrittenTest> {
  const journal = journalOf(index)
  let step = 0
  const model = modelOf({ index, journal, step: () => step, warn: note })
  if (model === null)
    throw new CapuchinError('config/no-model', '--write-tests needs a model, and there is none', {
      hint: 'give --model PROVIDER/MODEL',
    })
  let usage = noUsage
  try {
    return await inFork(sandbox, async (fork) => {
      const writer = {
        ...tools,
        sandbox: fork,
        journal,
        model,
        attemptIndex: index,
        seed: deriveSeed(config.seed, index),
        concurrency: 1,
      }
      const machine = writeTest(problem, writer, { settings: settingsOf(config), signal })
      for (;;) {
        const next = await machine.next()
        if (next.done) return next.value
        if (next.value.type === 'step-start') ({ step } = next.value)
        if (next.value.type === 'emitted') usage = addUsage(usage, next.value.usage)
      }
    })
  } catch (error) {
    if (!hasCode(error, 'llm/budget') && !hasCode(error, 'llm/context-length')) throw error
    note(`test ${index + 1} was not written to its end: ${messageOf(error)}`)
    return { test: null, run: null, usage }
  }
}

function settingsOf(config: Config): EditTestOptions {
  const base = config.flow === 'codemonkeys' ? paperEditTestOptions : defaultEditTestOptions
  const { temperature } = config
  return {
    ...base,
    maxCompletions: config.completions,
    scriptTimeoutMs: config.scriptSeconds * 1_000,
    sampling: { ...base.sampling, ...(temperature === undefined ? {} : { temperature }) },
  }
}

function endingOf({ test, run }: WrittenTest): string {
  if (test === null) return 'none came'
  const said = {
    present: 'it shows the issue',
    fixed: 'it sees no issue',
    crashed: 'it fails itself',
    timeout: 'it does not end',
  }
  return run === null ? 'it was not run' : said[run.verdict]
}
