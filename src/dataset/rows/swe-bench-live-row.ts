import { z } from 'zod'
import {
  bashScript,
  endMarker,
  patchDelimiter,
  startMarker,
  withHeredoc,
  workFolder,
} from '../specs/eval-input.ts'
import { maybeTextSchema, textSchema } from './row-fields.ts'
import { commonFields, commonRowSchema } from './swe-bench-row.ts'
import { withoutUndefined, type ReadRow, type RowSurroundings } from './row-reader.ts'

const commandsSchema = z.array(z.string()).nullish()

const rowSchema = commonRowSchema.extend({
  base_commit: textSchema,
  docker_image: maybeTextSchema,
  rebuild_cmds: commandsSchema,
  test_cmds: commandsSchema,
  print_cmds: commandsSchema,
  log_parser: maybeTextSchema,
  parser: maybeTextSchema,
})

/**
 * A row of SWE-bench-Live. Its commands are joined as upstream joins them. Where no command prints a report, the
 * tests' own output is the log. A parser that is Python source is passed on as it stands; nothing executes it.
 */
export function readSweBenchLiveRow(raw: unknown, { images }: RowSurroundings): ReadRow {
  const row = rowSchema.parse(raw)
  const join = (commands: readonly string[] | null | undefined): string => (commands ?? []).join(' ; ')
  const parser = row.log_parser ?? row.parser
  const instance = withoutUndefined({
    ...commonFields(row),
    evaluation:
      parser === undefined || (row.test_cmds ?? []).length === 0
        ? undefined
        : {
            image: row.docker_image ?? defaultImage(row.instance_id, images.prefix),
            script: scriptOf(row.test_patch ?? '', {
              rebuild: join(row.rebuild_cmds),
              test: join(row.test_cmds),
              print: join(row.print_cmds),
            }),
            logParser: parser.trim().toLowerCase() === 'pytest' ? 'swe-bench-live/pytest' : parser,
            evalType: 'pass_and_fail' as const,
            rules: 'swe-bench-live' as const,
          },
  })
  const missing = instance.evaluation
    ? null
    : parser === undefined
      ? { kind: 'no-parser' as const, message: 'the row names no log parser' }
      : { kind: 'no-test-command' as const, message: 'the row lists no test commands' }
  return { variant: 'swe-bench-live', instance, missing }
}

function defaultImage(instanceId: string, prefix: string | undefined): string {
  return `${prefix ?? 'starryzhang/'}sweb.eval.x86_64.${instanceId.replaceAll('__', '_1776_').toLowerCase()}`
}

interface Commands {
  readonly rebuild: string
  readonly test: string
  readonly print: string
}

/** Printed reports are made by a silent test run and shown between the markers. */
function scriptOf(testPatch: string, { rebuild, test, print }: Commands): string {
  const marked = (command: string): readonly string[] => [`: '${startMarker}'`, command, `: '${endMarker}'`]
  return bashScript('uxo', [
    `cd ${workFolder}`,
    ...(testPatch === '' ? [] : [withHeredoc('git apply -v -', testPatch, patchDelimiter)]),
    ...(rebuild === '' ? [] : [rebuild]),
    ...(print === '' ? marked(test) : [test, ...marked(print)]),
  ])
}
