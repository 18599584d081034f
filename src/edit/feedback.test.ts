import { expect, it } from 'vitest'
import { closingFence, editFormats, renderFeedback } from './index.ts'

it('says why, shows the nearest text, and names what not to send again', () => {
  const format = editFormats['search-replace']
  const bytes = new TextEncoder().encode('def compute(value):\n    return 1\n')
  const files = new Map([['a.py', { bytes, mode: 0o644 }]])
  const good = 'a.py\n```\n<<<<<<< SEARCH\n    return 1\n=======\n    return 2\n>>>>>>> REPLACE\n```\n'
  const bad = 'a.py\n```\n<<<<<<< SEARCH\ndef compute(values):\n=======\ndef run():\n>>>>>>> REPLACE\n```\n'
  const parsed = format.parse(good + bad, { chatFiles: ['a.py'] })
  expect(renderFeedback(format.apply(parsed.edits, files), parsed.problems)).toMatchInlineSnapshot(`
    "1 edit of your reply could not be used.

    a.py (line 11 of the reply): its SEARCH text is not in the file.
    SEARCH was:
        def compute(values):
    The nearest text is in a.py, lines 1 to 1:
        def compute(value):

    1 edit took effect and must not be sent again:
    - a.py, line 2

    Send only the edits that were not used, corrected."
  `)
})

it('says nothing when all is well', () => {
  expect(renderFeedback({ applied: [], failures: [] })).toBeNull()
})

it('takes the first fence that no text starts a line with', () => {
  const format = editFormats['search-replace']
  expect(format.chooseFence(['x ``` y'])).toBe('```')
  expect(format.chooseFence(['a\n```js\n'])).toBe('````')
  expect(closingFence('<source>')).toBe('</source>')
  expect(closingFence('````')).toBe('````')
})

it('teaches each format that has fences with the one in use', () => {
  const { 'search-replace-strict': _, ...fenced } = editFormats
  for (const format of Object.values(fenced)) expect(format.prompt()).toContain('{{fence}}')
})
