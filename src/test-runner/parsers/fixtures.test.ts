import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { findLogParser, translateNewlines } from '../index.ts'

const rowSchema = z.object({
  log: z.string(),
  peer: z.enum(['v4', 'v5']),
  parser: z.string(),
  version: z.string(),
  instance_id: z.string(),
  expected: z.string(),
  raised: z.string().nullable(),
})

it('agrees with the maps that upstream gave for stored logs (needs CAPUCHIN_DATA)', (context) => {
  const folder = join(process.env['CAPUCHIN_DATA'] ?? '', 'log-fixtures')
  const index = join(folder, 'expected/index.jsonl')
  if (!existsSync(index)) context.skip('set CAPUCHIN_DATA to a folder with log-fixtures/ in it')
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
  const rows = readFileSync(index, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)))
    .filter(({ raised }) => raised === null)
  expect(rows.length).toBeGreaterThan(0)
  for (const { log, peer, parser, version, instance_id: instanceId, expected } of rows) {
    const statuses = findLogParser(parser)?.(translateNewlines(read(log)), {
      version,
      instanceId,
      harness: peer,
    })
    const wanted = z.record(z.string(), z.string()).parse(JSON.parse(read(expected)))
    expect(new Map(statuses), `${peer} ${parser} on ${log}`).toEqual(new Map(Object.entries(wanted)))
  }
})
