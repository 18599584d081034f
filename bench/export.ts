/**
 * How fast exports are and how much memory they take: `npm run bench:export`. Each case runs in a process of its own,
 * over made trajectories: rows a second, and the most memory that the process held. Cases of one kind differ in size
 * alone, so that memory which grows with it shows. `--quick` leaves out the large ones.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { exportCases, runExportCase } from './export/cases.ts'

const { values } = parseArgs({
  options: { case: { type: 'string' }, quick: { type: 'boolean', default: false } },
})
const root = join(import.meta.dirname, '..')
const resultSchema = z.object({ rows: z.number(), seconds: z.number() })

if (values.case === undefined) {
  console.log('case                                          rows     rows/s   peak MB')
  for (const { name, large } of exportCases) if (!large || !values.quick) measure(name)
} else {
  const folder = mkdtempSync(join(tmpdir(), 'capuchin-export-'))
  try {
    const result = await runExportCase(values.case, folder)
    const peakMb = process.resourceUsage().maxRSS / 1_024
    console.log(JSON.stringify({ ...result, peakMb }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measure(name: string): void {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'bench/export.ts', '--case', name],
    { cwd: root, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`)
  const { rows, seconds, peakMb } = resultSchema.extend({ peakMb: z.number() }).parse(JSON.parse(stdout))
  console.log(
    `${name.padEnd(42)}${String(rows).padStart(8)}${(rows / seconds).toFixed(0).padStart(11)}${peakMb.toFixed(0).padStart(10)}`,
  )
}
