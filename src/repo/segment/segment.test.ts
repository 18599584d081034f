import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noTags } from '../tags/file-tags.ts'
import { decodeColumns, encodeColumns } from './column-file.ts'
import { mergeSegments } from './merge-segments.ts'
import { encodePostings, forEachPosting } from './postings.ts'
import { decodeSegment, encodeSegment } from './segment-bytes.ts'
import { createSegmentBuilder } from './segment-builder.ts'
import { countOfUse, kindOfUse, ownerOfUse, packUse } from './segment.ts'
import { createStringTable, openStringTable } from './string-table.ts'

describe('string table', () => {
  it('numbers each string once, and finds it by either', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const builder = createStringTable()
        const ids = texts.map((text) => builder.intern(text))
        const table = openStringTable(builder.finish())
        expect(table.size).toBe(new Set(texts).size)
        expect(ids.map((id) => table.textOf(id))).toEqual(texts)
        expect(texts.map((text) => table.find(text))).toEqual(ids)
        expect(table.find('not there, surely')).toBeUndefined()
      }),
    )
  })

  it('takes another table over', () => {
    const first = createStringTable()
    for (let at = 0; at < 5000; at++) first.intern(`name${at}`)
    const second = createStringTable()
    second.intern('name4999')
    const map = second.internAll(first.finish())
    const table = openStringTable(second.finish())
    expect(table.size).toBe(5000)
    expect([map[4999], table.textOf(map[7] ?? -1)]).toEqual([0, 'name7'])
  })
})

describe('postings', () => {
  it('give back every row, by term', () => {
    const row = fc.tuple(fc.nat(5), fc.nat(2 ** 20), fc.integer({ min: 1, max: 2 ** 30 }))
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ([term, item]) => `${term} ${item}` }), (rows) => {
        const rising = rows.toSorted(([, a], [, b]) => a - b)
        const postings = encodePostings(6, (visit) => {
          for (const each of rising) visit(...each)
        })
        for (let term = 0; term < 6; term++) {
          const found: (readonly number[])[] = []
          forEachPosting(postings, term, (item, count) => found.push([term, item, count]))
          expect(found).toEqual(rising.filter(([of]) => of === term))
        }
      }),
    )
  })
})

describe('references', () => {
  it('are one number each; what does not fit counts as the greatest', () => {
    const use = packUse(4, 1_000_000, 300)
    expect([kindOfUse(use), countOfUse(use), ownerOfUse(use)]).toEqual([4, 1023, 300])
    expect(ownerOfUse(packUse(0, 1, 1_000_000))).toBe(2 ** 19 - 1)
  })
})

describe('files of columns', () => {
  const columns = [Uint8Array.of(1, 2, 3), Uint32Array.of(7), Float64Array.of(0.5), new Int32Array()]
  const kinds = [Uint8Array, Uint32Array, Float64Array, Int32Array]

  it('come back as they were, wherever their bytes lie', () => {
    const file = encodeColumns('x 1', columns)
    const moved = new Uint8Array(file.length + 3)
    moved.set(file, 3)
    expect(decodeColumns('x 1', moved.subarray(3), kinds)).toEqual(columns)
  })

  it('are none where the label, the length or the head is another', () => {
    const file = encodeColumns('x 1', columns)
    expect(decodeColumns('x 2', file, kinds)).toBeNull()
    for (let length = 0; length < file.length; length++)
      expect(decodeColumns('x 1', file.subarray(0, length), kinds)).toBeNull()
    const huge = file.slice()
    huge[3] = 0xff
    expect(decodeColumns('x 1', huge, kinds)).toBeNull()
  })
})

describe('segments', () => {
  it('survive being written and joined', () => {
    const one = (key: string) => {
      const builder = createSegmentBuilder()
      const text = `word of ${key}\n`
      builder.add({ key, fate: 'read', text, size: text.length, tags: noTags })
      return builder.finish()
    }
    const joined = mergeSegments(['a', 'b', 'c'].map((key) => ({ segment: one(key), wanted: null })))
    const read = decodeSegment(encodeSegment(joined))
    expect(read && [...read.docs.sizes]).toEqual([10, 10, 10])
    const less = mergeSegments([{ segment: joined, wanted: Uint8Array.of(0, 1, 0) }])
    expect([openStringTable(less.keys).textOf(0), less.docs.fates.length]).toEqual(['b', 1])
  })
})
