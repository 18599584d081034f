import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDir, readFileLines, type FileLine, type TempDir } from './index.ts'

let temp: TempDir
beforeEach(async () => {
  temp = await createTempDir('lines-')
})
afterEach(() => temp[Symbol.asyncDispose]())

async function linesOf(path: string): Promise<readonly FileLine[]> {
  const lines: FileLine[] = []
  for await (const line of readFileLines(path)) lines.push(line)
  return lines
}

describe('readFileLines', () => {
  const long = 'é'.repeat(70_000)

  it.each([
    ['', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\n\nb', ['a', '', 'b']],
    [`${long}\nz\n`, [long, 'z']],
  ])('reads lines of any length, with the bytes that they lie at', async (text, wanted) => {
    const path = join(temp.path, 'x')
    await writeFile(path, text)
    const lines = await linesOf(path)
    expect(lines.map((line) => line.text)).toEqual(wanted)
    const bytes = await readFile(path)
    expect(lines.map(({ start, end }) => bytes.subarray(start, end).toString())).toEqual(wanted)
    expect(lines.map(({ number }) => number)).toEqual(wanted.map((_, index) => index + 1))
  })

  it('unpacks', async () => {
    const path = join(temp.path, 'x.gz')
    await writeFile(path, gzipSync('a\nb\n'))
    expect((await linesOf(path)).map(({ text }) => text)).toEqual(['a', 'b'])
  })

  it('rejects where there is no file, and where the packing is broken', async () => {
    await expect(linesOf(join(temp.path, 'none'))).rejects.toThrow('ENOENT')
    await writeFile(join(temp.path, 'y.gz'), 'no zip')
    await expect(linesOf(join(temp.path, 'y.gz'))).rejects.toThrow('incorrect header check')
  })
})
