import type { Columns } from './column-file.ts'

/** A column that grows. */
export interface Column<A> {
  readonly push: (value: number) => void
  readonly length: () => number
  readonly finish: () => A
}

export function createColumn<A extends Columns>(create: (length: number) => A): Column<A> {
  let array = create(1024)
  let length = 0
  return {
    push: (value) => {
      if (length === array.length) array = grow(array, length + 1)
      array[length++] = value
    },
    length: () => length,
    // A slice is of the same kind as what it was cut from, which its type does not say.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    finish: () => array.slice(0, length) as A,
  }
}

export const bytes = (length: number): Uint8Array => new Uint8Array(length)
export const words = (length: number): Uint32Array => new Uint32Array(length)
export const integers = (length: number): Int32Array => new Int32Array(length)
export const doubles = (length: number): Float64Array => new Float64Array(length)

/** At least twice as long, and long enough. */
export function grow<A extends Columns>(array: A, least: number): A {
  const length = Math.max(array.length * 2, least)
  // The constructor of an array gives arrays of its own kind, which its type does not say.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const longer = new (array.constructor as new (length: number) => A)(length)
  longer.set(array)
  return longer
}
