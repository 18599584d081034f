import { CapuchinError } from '../../std/index.ts'
import {
  followTable,
  smallField,
  stringField,
  tableField,
  vectorItems,
  type FlatTable,
} from './flat-table.ts'

/** A column as far as rows of datasets have them. `wide` says that offsets, or integers, are 64 bits. */
export interface ArrowField {
  readonly name: string
  readonly kind: 'null' | 'int' | 'float' | 'bool' | 'text' | 'time' | 'list' | 'struct'
  readonly wide: boolean
  /** Times only: how many of its units make a second. */
  readonly perSecond: number
  readonly children: readonly ArrowField[]
}

type Kind = Pick<ArrowField, 'kind' | 'wide'>

/** Arrow's numbers of the types that are read (Schema.fbs, `union Type`). */
const kinds: Readonly<Record<number, Kind>> = {
  1: { kind: 'null', wide: false },
  2: { kind: 'int', wide: true },
  3: { kind: 'float', wide: true },
  5: { kind: 'text', wide: false },
  6: { kind: 'bool', wide: false },
  10: { kind: 'time', wide: true },
  12: { kind: 'list', wide: false },
  13: { kind: 'struct', wide: false },
  20: { kind: 'text', wide: true },
  21: { kind: 'list', wide: true },
}
const unitsPerSecond = [1, 1000, 1_000_000, 1_000_000_000]

/** Columns of a schema message. */
export function readArrowSchema(schema: FlatTable): readonly ArrowField[] {
  return vectorItems(schema, 1, 4).map((position) => readField(followTable(schema.view, position)))
}

function readField(field: FlatTable): ArrowField {
  const name = stringField(field, 0)
  const number = smallField(field, 2)
  const type = tableField(field, 3)
  const known = field.at(4) === null ? kinds[number] : undefined
  const bits =
    number === 2 && type ? (type.at(0) === null ? 0 : type.view.getInt32(type.at(0) ?? 0, true)) : 64
  const double = number !== 3 || (type !== null && smallField(type, 0) === 2)
  if (!known || (number === 2 && bits !== 64 && bits !== 32) || !double)
    throw new CapuchinError(
      'dataset/arrow',
      `the column '${name}' is of a type that is not read (${number})`,
      {
        hint: "In Python: datasets.load_from_disk(FOLDER).to_parquet('SPLIT.parquet').",
      },
    )
  return {
    name,
    kind: known.kind,
    wide: number === 2 ? bits === 64 : known.wide,
    perSecond: number === 10 && type ? (unitsPerSecond[smallField(type, 0)] ?? 1) : 1,
    children: vectorItems(field, 5, 4).map((position) => readField(followTable(field.view, position))),
  }
}
