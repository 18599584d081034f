import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { loadDataset } from './load-dataset.ts'

it('refuses a line that no memory should be spent on', async () => {
  await using temp = await createTempDir()
  const path = join(temp.path, 'x.jsonl')
  await writeFile(path, '{}\n')
  // A hole in the file: a quarter of a gigabyte of zeros that takes no room on the disk.
  await truncate(path, (256 << 20) + (2 << 20))
  await expect(loadDataset(path, { skipBadRows: true })).rejects.toMatchObject({
    code: 'dataset/bad-file',
    message: expect.stringContaining('longer than 256 MiB') as string,
  })
})
