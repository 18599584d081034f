import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { loadDataset } from './load-dataset.ts'
import { readArrowFolder } from './read-arrow.ts'

/** Three rows in two batches, as pyarrow writes them: wide and narrow texts and lists, nulls, every scalar. */
const packed = [
  'H4sIAAAAAAACA5VTO28TQRCePTvnJLiwkEFGonBB4QZhUrlMGmQkJE4KJdL57Byxpfih5JBcUqRIkcKlCwpapBSUlJZAonXpH0FB',
  'QYlyzD7OXn32xZe1Z+dm55vH3n0Tx3HccohKJNc+FcmlHdrlJ14izzaxtct73uxEeyz/BNGMZcJSZ5nz2ZTljOXQ4Bq3ccxJ9mXu',
  'Z+ZMVyHqnIdBFJ74QSRPXM7t8k8VpZGOEzKuYsUVWAbDqNsbnNJ7xkw1zkWc1B/OglP5fMmYmcY5EvfUwgmZT92vyFJQ95PHVd7+',
  '6phi2epdmHj5Tryj42P/3Vtfahn0m/G1WMXsbOqnF4V9+VxmjKdxj9Jyvzp6/cbO3WT8pY4p35V7xJgbqwf7rg9Y2sFF6HeG/X4v',
  'os+MW9zR73k4Gsrnn4wpUVl9n4LqrmS4onupQo3e4CIKBp3Q753weX7p4zTxlHlWNnaRHhumFVVWyuVVD3+IliypsCdvuHgjNEcd',
  'Wq0nlL4qoB8aXQdcfdmPXodG7xntAd4DfMto1+gu4LvQxyfwJ3bJ6InROaOnFlfl+gL1v0G+xDZcpu8QPwP8DPLNwT+H+AX4F3C/',
  'hAcO4O5rixS/2OLfZjspfoLvmLyPwPfbz+tqf6n2gxU2Z+GDF239h5oJ/398lb/1eiLFjqJozS822B8tW87YrZpp637e+Ne1WNdZ',
  '53G6ZR5FxnksgXY38Ma2E/5WYR5qgK8Bvg7ftwH4BvTRBH8T+mhBvi58pxHUH0O+MfjT5h/thDdX4L+C+hPwT6BeMo8iI+8o43yl',
  'zeF982/L49pzeLDigj1pjpqvbP06y/lK56rEJnNEMEexOf8PWnf4UDgJAAA=',
]
const file = gunzipSync(Buffer.from(packed.join(''), 'base64'))

async function writeFolder(folder: string, content: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'dataset_info.json'), '{}')
  await writeFile(join(folder, 'state.json'), '{"_data_files": [{"filename": "a.arrow"}]}')
  await writeFile(join(folder, 'a.arrow'), content)
}

const row = (number: number) => ({
  instance_id: `a__b-${number}`,
  repo: 'a/b',
  base_commit: 'é',
  FAIL_TO_PASS: Array.from({ length: number }, () => 't'),
  PASS_TO_PASS: number === 0 ? ['u'] : null,
  n: number === 0 ? 0 : -number,
  flag: number === 1,
  nothing: null,
  created_at: new Date('2024-01-02T00:00:00Z'),
})

describe('Arrow files on disk', () => {
  it('are read column by column, batch by batch', async () => {
    await using temp = await createTempDir()
    await writeFolder(temp.path, file)
    const rows = []
    for await (const { value, where } of readArrowFolder(temp.path)) rows.push({ where, value })
    expect(rows).toEqual([0, 1, 2].map((number) => ({ where: `row ${number + 1}`, value: row(number) })))
  })

  it('make a dataset, in the folder of their split', async () => {
    await using temp = await createTempDir()
    await writeFolder(join(temp.path, 'test'), file)
    const { instances, source } = await loadDataset(temp.path)
    expect(source).toEqual({ kind: 'arrow', path: join(temp.path, 'test') })
    expect(instances[1]).toMatchObject({
      instanceId: 'a__b-1',
      failToPass: ['t'],
      createdAt: '2024-01-02T00:00:00.000Z',
    })
  })

  it.each([
    ['cut off', file.subarray(0, -300)],
    ['of another format', Buffer.from('ARROW1 and more, which is long enough')],
    ['damaged', Uint8Array.from(file, (byte, at) => (at > 40 && at < 90 ? 255 : byte))],
  ])('are refused when they are %s', async (_name, content) => {
    await using temp = await createTempDir()
    await writeFolder(temp.path, content)
    await expect(loadDataset(temp.path)).rejects.toMatchObject({ code: 'dataset/bad-file' })
  })
})
