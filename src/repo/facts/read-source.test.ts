import { describe, expect, it } from 'vitest'
import { decodeSource } from './read-source.ts'

const text = 'def öffne(): pass\n'
const swap = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16()
const utf16 = Buffer.from('def open(): pass\n# über\n ', 'utf16le')
const latin = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('decodeSource', () => {
  it.each<readonly [string, Uint8Array, string]>([
    ['UTF-8', Buffer.from(text), text],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), text],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), text],
    ['UTF-16 with a mark, the other way round', swap(Buffer.from(`\uFEFF${text}`, 'utf16le')), text],
    ['UTF-16 without a mark', utf16, 'def open(): pass\n# über\n '],
    ['UTF-16 without a mark, the other way round', swap(utf16), 'def open(): pass\n# über\n '],
    ['Latin-1', latin(text), text],
    [
      'Shift-JIS that says so',
      Buffer.concat([latin('# -*- coding: shift_jis -*-\n# '), Buffer.from([0x93, 0xfa, 0x96, 0x7b])]),
      '# -*- coding: shift_jis -*-\n# 日本',
    ],
    [
      'GBK that says so in its second line',
      Buffer.concat([
        latin('#!python\n# vim: set fileencoding=gbk :\n# '),
        Buffer.from([0xd6, 0xd0, 0xce, 0xc4]),
      ]),
      '#!python\n# vim: set fileencoding=gbk :\n# 中文',
    ],
    ['an encoding that there is not', latin('# coding: klingon\n# ä'), '# coding: klingon\n# ä'],
    ['lines that end in CR alone', Buffer.from('a\rb\rc'), 'a\nb\nc'],
    ['lines that end in CR and LF', Buffer.from('a\r\nb\rc'), 'a\r\nb\rc'],
    ['nothing', new Uint8Array(), ''],
  ])('%s', (_what, bytes, expected) => {
    expect(decodeSource(bytes)).toEqual({ text: expected })
  })

  it.each([
    ['a zero', new Uint8Array([112, 0, 1])],
    ['zeros on both sides', new Uint8Array([0, 0, 1, 0, 0, 2, 3, 0])],
  ])('%s is no text', (_what, bytes) => {
    expect(decodeSource(bytes)).toEqual({ unread: 'binary' })
  })
})
