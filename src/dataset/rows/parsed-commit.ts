import { z } from 'zod'

const rangeSchema = z.object({ start: z.number(), length: z.number().nullish() })
const fileSchema = z.object({ path: z.string() })

/** A commit as R2E-Gym stores it: its diff taken apart. Only what the gold patch needs is read. */
export const parsedCommitSchema = z.object({
  file_diffs: z
    .array(
      z.object({
        header: z.object({ file: fileSchema, misc_line: z.string().nullish() }),
        index_line: z
          .object({ old_commit_hash: z.string(), new_commit_hash: z.string(), mode: z.string() })
          .nullish(),
        binary_line: z.string().nullish(),
        minus_file: fileSchema.nullish(),
        plus_file: fileSchema.nullish(),
        hunks: z
          .array(
            z.object({
              descriptor: z.object({
                old_range: rangeSchema,
                new_range: rangeSchema,
                section: z.string().nullish(),
              }),
              line_group: z.object({
                all_lines: z.array(
                  z.object({ content: z.string(), type: z.enum(['context', 'added', 'deleted', 'note']) }),
                ),
              }),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
})
type FileDiff = z.infer<typeof parsedCommitSchema>['file_diffs'][number]

/** The commit's Python files outside tests as one git diff; undefined where there are none. */
export function parsedCommitPatch(commit: z.infer<typeof parsedCommitSchema>): string | undefined {
  const files = commit.file_diffs.filter(({ header }) => {
    return header.file.path.endsWith('.py') && !isTestFile(header.file.path)
  })
  return files.length === 0 ? undefined : `${files.flatMap(linesOf).join('\n')}\n`
}

function isTestFile(path: string): boolean {
  const parts = path.split('/')
  return (
    path.endsWith('_test.py') ||
    parts.at(-1)?.startsWith('test_') === true ||
    parts.some((part) => ['tests', 'Tests', 'test', 'Test'].includes(part))
  )
}

const signs = { context: ' ', added: '+', deleted: '-', note: '\\ ' } as const

function linesOf(file: FileDiff): readonly string[] {
  const { header, index_line: index, binary_line: binary, minus_file: minus, plus_file: plus } = file
  return [
    `diff --git a/${header.file.path} b/${header.file.path}`,
    ...(header.misc_line ? [header.misc_line] : []),
    ...(index
      ? [
          `index ${index.old_commit_hash}..${index.new_commit_hash}${index.mode === '' ? '' : ` ${index.mode}`}`,
        ]
      : []),
    ...(binary ? [binary] : []),
    ...(minus && plus ? [`--- ${minus.path}`, `+++ ${plus.path}`] : []),
    ...file.hunks.flatMap(({ descriptor, line_group: { all_lines: lines } }) => [
      `@@ -${rangeText(descriptor.old_range)} +${rangeText(descriptor.new_range)} @@${descriptor.section ? ` ${descriptor.section}` : ''}`,
      ...lines.map(({ content, type }) => `${signs[type]}${content}`),
    ]),
  ]
}

function rangeText({ start, length }: z.infer<typeof rangeSchema>): string {
  return length === null || length === undefined ? String(start) : `${start},${length}`
}
