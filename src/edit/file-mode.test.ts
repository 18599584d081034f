import { describe, expect, it } from 'vitest'
import { editFormats, openFormat, type EditFormatName } from './formats.ts'

const block = 'run.sh\n```\n<<<<<<< SEARCH\necho one\n=======\necho two\n>>>>>>> REPLACE\n```\n'
const wholeFile = 'run.sh\n```\n#!/bin/sh\necho two\n```\n'
const diff = '```diff\n--- a/run.sh\n+++ b/run.sh\n@@\n #!/bin/sh\n-echo one\n+echo two\n```\n'
const diffMove =
  '```diff\nrename from run.sh\nrename to bin/run.sh\n--- a/run.sh\n+++ b/bin/run.sh\n@@\n #!/bin/sh\n-echo one\n+echo two\n```\n'
const update = (head: string): string =>
  `*** Begin Patch\n*** Update File: run.sh\n${head}@@\n #!/bin/sh\n-echo one\n+echo two\n*** End Patch\n`
const patchMove = update('*** Move to: bin/run.sh\n')

const edits: Readonly<Record<EditFormatName, string>> = {
  'search-replace': block,
  'search-replace-fenced': block.replace(/^(run\.sh)\n```/, '```\n$1'),
  'search-replace-v0.35': block,
  'search-replace-strict': '<<< SEARCH run.sh\necho one\n======\necho two\n>>> REPLACE\n',
  whole: wholeFile,
  udiff: diff,
  patch: update(''),
}

function apply(name: EditFormatName, reply: string) {
  const format = openFormat(name)
  const before = new Map([['run.sh', { bytes: Buffer.from('#!/bin/sh\necho one\n'), mode: 0o755 }]])
  const chatFiles = ['run.sh']
  const parsed = format.parse(reply, { chatFiles, isFile: (path) => before.has(path) })
  const { files, removed } = format.apply(parsed.edits, before, { chatFiles, problems: parsed.problems })
  return [...files].map(([path, { bytes, mode }]) => [path, Buffer.from(bytes).toString(), mode, removed])
}

describe('a file that can be run', () => {
  it.each(Object.entries(edits) as [EditFormatName, string][])(
    'stays so when %s changes it',
    (name, reply) => {
      expect(apply(name, reply)).toEqual([['run.sh', '#!/bin/sh\necho two\n', 0o755, []]])
    },
  )

  const open = (Object.keys(editFormats) as EditFormatName[]).filter((name) => !/v0|strict/.test(name))
  it.each(open)('stays so when a reply moves it that %s understands', (name) => {
    const moved = [['bin/run.sh', '#!/bin/sh\necho two\n', 0o755, ['run.sh']]]
    expect([apply(name, patchMove), apply(name, diffMove)]).toEqual([moved, moved])
  })
})
