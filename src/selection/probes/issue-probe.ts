import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { withTempFolder } from '../../sandbox/index.ts'
import { readJsonLines } from '../../std/index.ts'
import type { IssueSnippet } from './issue-snippets.ts'
import type { Execution } from '../observe/executor.ts'
import { findPython } from '../../test-runner/index.ts'

const recordSchema = z.object({
  snippet: z.number().int(),
  statement: z.number().int(),
  /** `value` of an expression, `done` for any other statement, `raise` where it failed. */
  kind: z.enum(['value', 'done', 'raise']),
  /** The value, or the exception with its message. */
  text: z.string(),
  /** What it printed. */
  out: z.string(),
})
const probeSchema = z.object({ records: z.array(recordSchema), timedOut: z.boolean() })
/** What each statement of an issue's code came to. */
export type ProbeRun = Readonly<z.infer<typeof probeSchema>>
export type ProbeRecord = ProbeRun['records'][number]

/** Runs the code that an issue shows, in Python projects; without a verdict: what it should come to is not known. */
export function issueProbe(snippets: readonly IssueSnippet[], timeoutMs: number): Execution<ProbeRun> {
  const codes = snippets.map(({ code }) => code)
  return {
    key: { issueProbe: codes, v: 1 },
    schema: probeSchema,
    run: (fork, { signal }) =>
      withTempFolder(fork, async (folder) => {
        await fork.writeFile(
          `${folder}/issue_probe.py`,
          await readFile(new URL('./issue_probe.py', import.meta.url)),
        )
        await fork.writeFile(`${folder}/snippets.json`, JSON.stringify(codes))
        const paths = '"$PWD$([ -d src ] && echo ":$PWD/src")$([ -d lib ] && echo ":$PWD/lib")"'
        const { timedOut } = await fork.exec(
          `${findPython}; PYTHONPATH=${paths} "$python" ${folder}/issue_probe.py ${folder}/snippets.json ${folder}/records.jsonl`,
          {
            cwd: fork.root,
            timeoutMs,
            signal,
            env: { TZ: 'UTC', PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', MPLBACKEND: 'Agg' },
          },
        )
        const bytes = await fork.readFile(`${folder}/records.jsonl`)
        return {
          records: readJsonLines(new TextDecoder().decode(bytes ?? new Uint8Array()), recordSchema),
          timedOut,
        }
      }),
  }
}
