import { describe, expect, it } from 'vitest'
import { readCall } from './read-call.ts'

describe('readCall', () => {
  it.each([
    ['bash', { command: 'ls' }, { tool: 'bash', command: 'ls' }],
    ['finish', {}, { tool: 'finish', message: '' }],
    ['finish', 'all done', { tool: 'finish', message: '' }],
    ['str_replace_editor', { command: 'view', path: ' a.py ' }, { tool: 'view', path: 'a.py', range: null }],
    [
      'str_replace_editor',
      { command: 'view', path: 'a', view_range: '[1, -1]' },
      { tool: 'view', path: 'a', range: [1, -1] },
    ],
    [
      'str_replace_editor',
      { command: 'insert', path: 'a', insert_line: '3', new_str: 'x' },
      { tool: 'insert', path: 'a', line: 3, text: 'x' },
    ],
    [
      'str_replace_editor',
      { command: 'str_replace', path: 'a', old_str: 'x' },
      { tool: 'str_replace', path: 'a', old: 'x', new: '' },
    ],
    [
      'str_replace_editor',
      { command: 'create', path: 'a', file_text: '' },
      { tool: 'create', path: 'a', text: '' },
    ],
    ['str_replace_editor', { command: 'undo_edit', path: 'a' }, { tool: 'undo_edit', path: 'a' }],
  ])('reads %s %j', (name, input, action) => {
    expect(readCall({ name, input })).toEqual({ kind: 'action', action })
  })

  it.each([
    ['grep', {}, /no tool `grep`/],
    ['bash', 'ls', /input of `bash`/],
    ['bash', { command: '' }, /at `command`/],
    ['str_replace_editor', { command: 'move', path: 'a' }, /one of view, create, .*not `move`/],
    ['str_replace_editor', {}, /one of view/],
    ['str_replace_editor', { command: 'view' }, /at `path`/],
    ['str_replace_editor', { command: 'view', path: 'a', view_range: 'all' }, /at `view_range`/],
    [
      'str_replace_editor',
      { command: 'insert', path: 'a', insert_line: -1, new_str: 'x' },
      /at `insert_line`/,
    ],
  ])('says what is wrong with %s %j', (name, input, problem) => {
    expect(readCall({ name, input })).toEqual({ kind: 'problem', problem: expect.stringMatching(problem) })
  })
})
