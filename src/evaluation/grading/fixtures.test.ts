import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { logParserOfRepository } from '../../test-runner/index.ts'
import { evalTypeOfRepository, gradeLog, toInstanceReport } from '../index.ts'

const referenceSchema = z.object({
  repo: z.string(),
  FAIL_TO_PASS: z.array(z.string()),
  PASS_TO_PASS: z.array(z.string()),
  eval_type: z.enum(['pass_and_fail', 'fail_only']).optional(),
})

it('agrees with the reports that both generations gave for stored cases (needs CAPUCHIN_DATA)', (context) => {
  const folder = join(process.env['CAPUCHIN_DATA'] ?? '', 'log-fixtures/grading')
  if (!existsSync(folder)) context.skip('set CAPUCHIN_DATA to a folder with log-fixtures/ in it')
  const cases = readdirSync(folder)
  expect(cases.length).toBeGreaterThan(0)
  for (const name of cases) {
    const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8')
    const row = referenceSchema.parse(JSON.parse(read('ref.json')))
    for (const harness of ['v4', 'v5'] as const) {
      const verdict = gradeLog(read('log.txt'), {
        instanceId: '',
        version: '',
        harness,
        rules: 'swe-bench',
        logParser: logParserOfRepository(row.repo) ?? '',
        evalType: (harness === 'v5' ? row.eval_type : undefined) ?? evalTypeOfRepository(row.repo, harness),
        failToPass: row.FAIL_TO_PASS,
        passToPass: row.PASS_TO_PASS,
      })
      // As text, so that the order of keys counts.
      const wanted = JSON.stringify(JSON.parse(read(`expected.${harness}.json`)))
      expect(JSON.stringify(toInstanceReport(verdict, { patch: '' })), `${harness} ${name}`).toBe(wanted)
    }
  }
})
