import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { selectionReportSchema } from '../../src/domain/index.ts'

/** What one selector made of what several systems offer for an issue. */
export interface SelectedIssue {
  readonly instanceId: string
  readonly selector: string
  /** A system each, with its patch; null for one that does not apply. */
  readonly members: readonly { readonly label: string; readonly patch: string | null }[]
  /** Different ones that apply. */
  readonly patches: number
  /** Null where it abstained. */
  readonly chosen: string | null
}

const lineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('selected'), instanceId: z.string(), report: selectionReportSchema }),
  z.object({ kind: z.literal('infra'), instanceId: z.string() }),
])

/** What `select --dataset --json` printed, by instance; those around which something broke are left out. */
export function readSelections(file: string): ReadonlyMap<string, SelectedIssue> {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return new Map(
    lines.flatMap((line) => {
      const read = lineSchema.parse(JSON.parse(line))
      if (read.kind === 'infra') return []
      const { instanceId, report } = read
      const { selection, patches, unapplied } = report
      const applied = patches.flatMap(({ labels, patch }) => labels.map((label) => ({ label, patch })))
      const others = unapplied.flatMap(({ labels }) => labels.map((label) => ({ label, patch: null })))
      const issue: SelectedIssue = {
        instanceId,
        selector: selection.selector,
        members: [...applied, ...others],
        patches: patches.length,
        chosen: selection.chosen === null ? null : (patches[selection.chosen]?.patch ?? null),
      }
      return [[instanceId, issue] as const]
    }),
  )
}
