import { z } from 'zod'
import { readR2eGymRow } from './r2e-gym-row.ts'
import { readSweBenchLiveRow } from './swe-bench-live-row.ts'
import { readSweBenchRow } from './swe-bench-row.ts'
import { readSweRebenchRow } from './swe-rebench-row.ts'
import { readSweSmithRow } from './swe-smith-row.ts'
import type { ReadRow, RowSurroundings } from './row-reader.ts'

type Reader = (raw: unknown, around: RowSurroundings) => ReadRow

/** The field that only one kind of rows has, most telling first. */
const tellingFields: readonly (readonly [field: string, reader: Reader])[] = [
  ['expected_output_json', readR2eGymRow],
  ['install_config', readSweRebenchRow],
  ['test_cmds', readSweBenchLiveRow],
]

/**
 * Turns a row of any known dataset into an Instance. Which dataset it is from shows in its fields.
 *
 * @throws ZodError with the fields that are wrong; CapuchinError `dataset/irreversible-patch`.
 */
export function readRow(raw: unknown, around: RowSurroundings): ReadRow {
  const row = z.record(z.string(), z.unknown(), 'expected an object with the fields of a row').parse(raw)
  const has = (field: string): boolean => row[field] !== undefined && row[field] !== null
  const told = tellingFields.find(([field]) => has(field))
  if (told) return told[1](row, around)
  return isSweSmith(row) ? readSweSmithRow(row, around) : readSweBenchRow(row, around)
}

/** An image for the whole repository, and no test patch: the tests are in the tree already. */
function isSweSmith(row: Readonly<Record<string, unknown>>): boolean {
  return typeof row.image_name === 'string' && /(?:^|[./])swesmith\./.test(row.image_name)
}
