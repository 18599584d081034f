import { expect, test } from 'vitest'
import { missingPrograms, overlayPrograms } from './programs.ts'

test('what is missing is named with the command that mends it', () => {
  expect(missingPrograms(['bwrap', 'unshare', 'nsenter'], '')).toBe(
    'not found: bwrap, unshare, nsenter; mend it with: apt-get install bubblewrap util-linux',
  )
  expect(missingPrograms(overlayPrograms, '/nowhere:/not-here')).toMatch(/apt-get install util-linux$/)
  expect(missingPrograms(['sh'], '/nowhere:/bin')).toBeNull()
})
