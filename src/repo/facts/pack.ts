import { z } from 'zod'
import { definitionKinds } from '../tags/file-tags.ts'
import type { FileFacts } from './file-facts.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Facts of many contents in one file: length of the head (4 bytes, little endian), head as JSON, then the numbers of
 * all files as 32-bit little endian, their strings replaced by places in the pack's own list.
 */
export function encodePack(facts: ReadonlyMap<string, FileFacts>, vocabulary: Vocabulary): Uint8Array {
  const places = new Map<number, number>()
  const strings: string[] = []
  const placeOf = (id: number): number => {
    const known = places.get(id)
    if (known !== undefined) return known
    places.set(id, strings.length)
    return strings.push(vocabulary.textOf(id)) - 1
  }
  const files: z.input<typeof headSchema>['files'] = []
  const numbers: Uint32Array[] = []
  for (const [key, { lines, termTotal, terms, definitions, references, imports }] of facts) {
    numbers.push(
      terms.map((value, index) => (index % 2 === 0 ? placeOf(value) : value)),
      references.map((value, index) => (index % 4 === 0 ? placeOf(value) : value)),
    )
    files.push([
      key,
      lines,
      termTotal,
      terms.length,
      references.length,
      definitions.map(({ name, kind, line, startLine, endLine, parent }) => [
        name,
        definitionKinds.indexOf(kind),
        line,
        startLine,
        endLine,
        parent,
      ]),
      imports.map(({ module, names }) => [module, ...names]),
    ])
  }
  const head = Buffer.from(JSON.stringify({ version: packVersion, strings, files }))
  const size = Buffer.alloc(4)
  size.writeUInt32LE(head.byteLength)
  const body = numbers.map((array) => Buffer.from(littleEndian(array)))
  return Buffer.concat([size, head, ...body])
}

/** The facts of a pack in the numbers of a vocabulary; null for what is no whole pack of this version. */
export function decodePack(bytes: Uint8Array, vocabulary: Vocabulary): ReadonlyMap<string, FileFacts> | null {
  const head = readHead(bytes)
  if (!head) return null
  const { strings, files, bodyStart } = head
  const ids = strings.map((text) => vocabulary.intern(text))
  const total = files.reduce((sum, [, , , terms, references]) => sum + terms + references, 0)
  if (bytes.byteLength !== bodyStart + total * 4) return null
  const numbers = new Uint32Array(
    littleEndian(new Uint32Array(new Uint8Array(bytes.subarray(bodyStart)).buffer)),
  )
  const facts = new Map<string, FileFacts>()
  let at = 0
  const take = (length: number, stride: number): Uint32Array => {
    const part = numbers.slice(at, at + length)
    at += length
    for (let index = 0; index < length; index += stride) part[index] = ids[part[index] ?? 0] ?? 0
    return part
  }
  for (const [key, lines, termTotal, terms, references, definitions, imports] of files) {
    facts.set(key, {
      lines,
      termTotal,
      terms: sortPairs(take(terms, 2)),
      references: take(references, 4),
      definitions: definitions.map(([name, kind, line, startLine, endLine, parent]) => ({
        name,
        kind: definitionKinds[kind] ?? 'variable',
        line,
        startLine,
        endLine,
        parent,
      })),
      imports: imports.map(([module = '', ...names]) => ({ module, names })),
    })
  }
  return facts
}

/** Rises with every change of what is read from a text: packs of other versions are not looked at. */
const packVersion = 1

const count = z.number().int().nonnegative()
const headSchema = z.object({
  version: z.literal(packVersion),
  strings: z.array(z.string()),
  files: z.array(
    z.tuple([
      z.string(),
      count,
      count,
      count,
      count,
      z.array(z.tuple([z.string(), count, count, count, count, z.number().int()])),
      z.array(z.array(z.string())),
    ]),
  ),
})

function readHead(bytes: Uint8Array) {
  if (bytes.byteLength < 4) return null
  const bodyStart = 4 + new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true)
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, bodyStart))
    const head = headSchema.safeParse(JSON.parse(text))
    return head.success ? { ...head.data, bodyStart } : null
  } catch {
    // Half a file, or no pack at all: what it held is read again from the sources.
    return null
  }
}

/** The same numbers, as bytes in the order of the file; a copy only on machines of the other order. */
function littleEndian(numbers: Uint32Array): ArrayBufferLike {
  const isLittle = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1
  const copy = new Uint8Array(numbers.slice().buffer)
  return isLittle ? copy.buffer : Buffer.from(copy).swap32().buffer
}

function sortPairs(pairs: Uint32Array): Uint32Array {
  // One 53-bit number per pair sorts without a comparison function, many times as fast.
  const joined = new Float64Array(pairs.length / 2)
  for (let index = 0; index < joined.length; index++)
    joined[index] = (pairs[index * 2] ?? 0) * 2 ** 21 + Math.min(pairs[index * 2 + 1] ?? 0, 2 ** 21 - 1)
  joined.sort()
  for (const [index, value] of joined.entries()) {
    pairs[index * 2] = Math.floor(value / 2 ** 21)
    pairs[index * 2 + 1] = value % 2 ** 21
  }
  return pairs
}
