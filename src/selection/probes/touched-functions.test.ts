import { expect, it } from 'vitest'
import { addedLines, touchedFunctions } from './touched-functions.ts'

const base =
  'import os\n\n\nclass A:\n    def one(self):\n        if True:\n            x = 1\n        return x\n\n    def two(self):\n        return 2\n'
const patch =
  'diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -5,5 +5,6 @@\n     def one(self):\n         if True:\n-            x = 1\n+            x = 2\n+            y = 3\n         return x\n \n'

it('names the innermost function around what a patch touches', () => {
  expect(touchedFunctions([patch], new Map([['a.py', base]]))).toEqual(new Map([['a.py', new Set(['one'])]]))
})

it('names none for code outside of functions, tests and other languages', () => {
  const top = patch.replace('@@ -5,5 +5,6 @@', '@@ -1,5 +1,6 @@')
  expect(touchedFunctions([top], new Map([['a.py', 'import os\n'.repeat(9)]])).size).toBe(0)
  const test = patch.replaceAll('a.py', 'tests/test_a.py')
  expect(touchedFunctions([test], new Map([['tests/test_a.py', base]])).size).toBe(0)
})

it('counts added lines as they are with the patch in place', () => {
  expect(addedLines(patch)).toEqual(new Map([['a.py', [7, 8]]]))
})
