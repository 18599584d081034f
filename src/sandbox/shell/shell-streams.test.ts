import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createBoundedOutput } from './bounded-output.ts'
import { createMarkerReader } from './marker-reader.ts'
import { marksOf } from './script.ts'

const chunks = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 30 })

/** Cuts bytes at the given places. */
function tear(bytes: Buffer, places: readonly number[]): Buffer[] {
  const cuts = [0, ...places.map((place) => place % (bytes.byteLength + 1)), bytes.byteLength].toSorted(
    (a, b) => a - b,
  )
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end))
}

test('bounded output keeps all within its limit, else the head, the tail and the count between', () => {
  fc.assert(
    fc.property(chunks, fc.nat({ max: 200 }), (parts, limit) => {
      const output = createBoundedOutput(limit)
      for (const part of parts) output.push(part)
      const whole = Buffer.concat(parts)
      const kept = output.bytes()
      expect(output.cut()).toBe(whole.byteLength > limit)
      const head = Math.ceil(limit / 2)
      const mark = Buffer.from(`\n[... ${whole.byteLength - limit} bytes cut ...]\n`)
      const tail = whole.subarray(Math.max(0, whole.byteLength - (limit - head)))
      const wanted = output.cut() ? Buffer.concat([whole.subarray(0, head), mark, tail]) : whole
      expect(kept.equals(wanted)).toBe(true)
    }),
  )
})

test('the marker reader finds output and trailer however the stream is torn', async () => {
  const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array))
  // Beginnings of marks in the output are the hard part. Only who knows the token could write one up to its last byte.
  const marks = marksOf('0123456789abcdef')
  const nearMark = fc
    .tuple(fc.constantFrom(marks.start, marks.end, marks.last), fc.nat({ max: 18 }))
    .map(([mark, length]) => mark.subarray(0, Math.min(length, mark.byteLength - 2)))
  const content = fc.array(fc.oneof(bytes, nearMark), { maxLength: 6 }).map((parts) => Buffer.concat(parts))
  await fc.assert(
    fc.asyncProperty(
      content,
      content,
      fc.array(fc.nat(), { maxLength: 12 }),
      async (out, trailer, places) => {
        const stream = Buffer.concat([Buffer.from('noise'), marks.start, out, marks.end, trailer, marks.last])
        const output = createBoundedOutput(10_000)
        const reader = createMarkerReader(marks, output)
        for (const chunk of tear(stream, places)) reader.push(chunk)
        expect((await reader.done).equals(trailer)).toBe(true)
        expect(output.bytes().equals(out)).toBe(true)
      },
    ),
  )
})

test('what is held back as a possible mark comes out when the stream ends', () => {
  const marks = marksOf('token')
  const output = createBoundedOutput(100)
  const reader = createMarkerReader(marks, output)
  reader.push(Buffer.concat([marks.start, Buffer.from('text'), marks.end.subarray(0, 3)]))
  expect(output.bytes().toString()).toBe('text')
  reader.flush()
  expect(output.bytes().toString()).toBe('text\0Et')
})
