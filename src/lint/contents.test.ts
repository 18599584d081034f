import { expect, it } from 'vitest'
import { textsOf } from './contents.ts'

it('reads UTF-8 with its mark, anything else by its bytes, and of a file that is gone nothing', () => {
  const contents = new Map([
    ['utf8.py', Buffer.from('\u{feff}café\r\n')],
    ['latin1.py', Buffer.from('café\n', 'latin1')],
    ['gone.py', null],
  ])
  expect([...textsOf(contents).values()]).toEqual(['\u{feff}café\r\n', 'café\n', null])
})
