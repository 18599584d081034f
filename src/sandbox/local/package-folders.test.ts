import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { packageFolders } from './package-folders.ts'

test('packages are found beside each Python of a folder, also where it keeps many or a link leads to them', async () => {
  await using temp = await createTempDir()
  const at = (path: string): string => join(temp.path, path)
  const found = [
    'usr/lib/python3/dist-packages',
    'usr/local/lib/python3.11/dist-packages',
    'pyenv/versions/3.9.1/lib/python3.9/site-packages',
    'far/site-packages',
  ]
  for (const folder of [...found, 'conda/lib/python3.12', 'usr/lib/node/site-packages'])
    mkdirSync(at(folder), { recursive: true })
  symlinkSync(at('far/site-packages'), at('conda/lib/python3.12/site-packages'))
  expect(packageFolders([at('usr'), at('pyenv'), at('conda'), at('missing')]).toSorted()).toEqual(
    found.map(at).toSorted(),
  )
})
