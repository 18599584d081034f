import { expect, test } from 'vitest'
import { cwdHere, cwdOfCheckout, envHere, envOfCheckout } from './moved-root.ts'

const moved = { checkout: '/home/ann/app', here: '/state/live/1/files', folder: '/state/live/1' }

test('folders of the checkout are carried over, those of one sandbox are not', () => {
  expect(cwdHere(moved, '/home/ann/app/src')).toBe('/state/live/1/files/src')
  expect(cwdHere(moved, '/home/ann/app2')).toBe('/home/ann/app2')
  expect(cwdOfCheckout(moved, '/state/live/1/files/src')).toBe('/home/ann/app/src')
  expect(cwdOfCheckout(moved, '/state/live/1/home')).toBe('/home/ann/app')
  expect(cwdOfCheckout(moved, '/usr/lib')).toBe('/usr/lib')
  expect(cwdOfCheckout({ ...moved, folder: null }, '/state/live/1/home')).toBe('/state/live/1/home')
})

test('variables name the checkout where it is, and nothing that only begins like it', () => {
  const inside = {
    PYTHONPATH: '/usr/x:/state/live/1/files/src:/state/live/1/files',
    FLAGS: '--dir=/state/live/1/files -v "/state/live/1/files/a"',
    OTHER: '/state/live/1/files2 x/state/live/1/files',
  }
  const kept = {
    PYTHONPATH: '/usr/x:/home/ann/app/src:/home/ann/app',
    FLAGS: '--dir=/home/ann/app -v "/home/ann/app/a"',
    OTHER: '/state/live/1/files2 x/state/live/1/files',
  }
  expect(envOfCheckout(moved, inside)).toEqual(kept)
  expect(envHere(moved, kept)).toEqual(inside)
})
