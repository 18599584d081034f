import { describe, expect, it } from 'vitest'
import { harvestPatch } from './harvest.ts'

const file = (path: string, body: string): string =>
  `diff --git a/${path} b/${path}\nnew file mode 100644\n${body}`
const text = (path: string, line = 'x'): string =>
  file(path, `index 0000000..1111111\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`)

describe('harvestPatch', () => {
  it('takes text as it is, line ends and all', () => {
    const diff = text('a.py') + text('windows.py', 'x\r') + text('tricky.py', 'diff --git a/b')
    expect(harvestPatch(diff)).toEqual({ patch: diff, dropped: [] })
    expect(harvestPatch('')).toEqual({ patch: '', dropped: [] })
  })

  it('drops binary files and what lies in a .git folder, and says so', () => {
    const binary = file(
      'a.bin',
      'index 0..1\nGIT binary patch\nliteral 1\nIcmZP\n\nliteral 0\nHcmV?d00001\n\n',
    )
    const kept = text('src/.github/a.yml')
    expect(harvestPatch(binary + text('sub/.git/config') + kept)).toEqual({
      patch: kept,
      dropped: [
        { path: 'a.bin', reason: 'binary' },
        { path: 'sub/.git/config', reason: 'lies in a .git folder' },
      ],
    })
  })
})
