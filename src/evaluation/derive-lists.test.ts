import { expect, it } from 'vitest'
import { deriveTestLists } from './derive-lists.ts'

const run = (text: string) => new Map(text.split(' ').map((each) => each.split('=') as [string, string]))

it('derives lists from what every run agrees on', () => {
  const before = [
    run('fixed=FAILED kept=PASSED broken=PASSED wobbly=PASSED'),
    run('fixed=ERROR kept=XFAIL broken=PASSED wobbly=FAILED'),
  ]
  const after = [run('fixed=PASSED kept=PASSED broken=FAILED wobbly=PASSED new=PASSED late=SKIPPED')]
  expect(deriveTestLists(before, [...after, ...after])).toEqual({
    failToPass: ['fixed', 'new'],
    passToPass: ['kept'],
    flaky: ['wobbly'],
  })
})
