import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempDir, sleep, type TempDir } from '../../std/index.ts'
import { completeReply, createRelayDesk, type Model, type ModelRequest } from '../index.ts'

let temp: TempDir
let told: string[]
beforeEach(async () => {
  temp = await createTempDir('capuchin-relay-')
  told = []
})
afterEach(() => temp[Symbol.asyncDispose]())

const path = (name: string): string => join(temp.path, 'prompts', name)

interface Opened {
  readonly asker?: string
  readonly input?: PassThrough
  readonly env?: Readonly<Record<string, string>>
}

/** A desk of its own, as after a restart. */
function open({ asker = 'attempt 0', input, env = {} }: Opened = {}): Model {
  const desk = createRelayDesk({ folder: path(''), env, input: input ?? null, pollMs: 5 })
  return desk.modelFor({ name: asker, inOrder: true, tell: (text) => void told.push(text) })
}

function ask(
  model: Model,
  text: string,
  signal?: AbortSignal,
  more: Partial<ModelRequest> = {},
): Promise<string> {
  return completeReply(model, { messages: [{ role: 'user', text }], ...more }, { signal }).then(
    (reply) => reply.text,
  )
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(5)
}

const waitsFor = (name: string): Promise<void> =>
  until(() =>
    readFile(path(name)).then(
      () => told.some((text) => text.includes(name)),
      () => false,
    ),
  )

describe('a relay', () => {
  it('writes the prompt, says where, and takes the reply when it stands still', async () => {
    const reply = ask(open(), 'What is wrong?')
    await waitsFor('001.md')
    expect(await readFile(path('001.md'), 'utf8')).toBe('What is wrong?\n')
    expect(told[0]).toBe(
      `prompt 1 waits for its reply: ${path('001.md')}; save the reply as ${path('001.reply.md')}`,
    )
    await writeFile(path('001.reply.md'), '\n')
    await sleep(30)
    await writeFile(path('001.reply.md'), '\uFEFFThe sign.\r\nTry `+`.\r\n')
    expect(await reply).toBe('The sign.\nTry `+`.')
  })

  it('writes a conversation as one text, and counts tokens that cost nothing', async () => {
    const model = open()
    const whole = completeReply(
      model,
      {
        messages: [
          { role: 'system', text: 'Be brief.', cacheMark: true },
          { role: 'user', text: 'Hello' },
          { role: 'assistant', text: 'Yes?' },
          { role: 'tool', toolCallId: '1', toolName: 'look', text: 'seen' },
        ],
      },
      { signal: undefined },
    )
    await waitsFor('001.md')
    expect(await readFile(path('001.md'), 'utf8')).toBe(
      '# Rules\n\nBe brief.\n\n# Message to you\n\nHello\n\n# What you said\n\nYes?\n\n# What look gave\n\nseen\n\n# Your turn\n\nWrite the next message, and nothing else.\n',
    )
    await writeFile(path('001.reply.md'), 'Fine.')
    expect(await whole).toMatchObject({
      text: 'Fine.',
      finishReason: 'stop',
      usage: { inputTokens: 37, outputTokens: 2, costUsd: 0 },
    })
  })

  it('refuses what a chat window cannot do, so that text is tried', async () => {
    const tools = [{ name: 'look', description: '', inputSchema: {} }]
    await expect(ask(open(), 'x', undefined, { tools })).rejects.toMatchObject({ code: 'llm/bad-request' })
    const replyForm = { name: 'form', schema: {} }
    await expect(ask(open(), 'x', undefined, { replyForm })).rejects.toMatchObject({
      code: 'llm/bad-request',
    })
    expect(told).toEqual([])
  })

  it('keeps several prompts apart, equal ones too', async () => {
    const desk = createRelayDesk({ folder: path(''), env: {}, input: null, pollMs: 5 })
    const askers = [0, 1, 2].map((number) =>
      desk.modelFor({ name: `attempt ${number}`, inOrder: true, tell: (text) => void told.push(text) }),
    )
    const replies = askers.map((model) => ask(model, 'the same'))
    await Promise.all(['001.md', '002.md', '003.md'].map(waitsFor))
    await writeFile(path('003.reply.md'), 'third')
    await writeFile(path('001.reply.md'), 'first')
    await writeFile(path('002.reply.md'), 'second')
    expect(await Promise.all(replies)).toEqual(['first', 'second', 'third'])
  })

  it('stops waiting when it is told to, and finds its prompt and its reply again', async () => {
    const stop = new AbortController()
    const first = ask(open(), 'long', stop.signal)
    await waitsFor('001.md')
    stop.abort()
    await expect(first).rejects.toMatchObject({ code: 'std/cancelled' })
    await writeFile(path('001.reply.md'), 'given while nobody waited')
    expect(await ask(open(), 'long')).toBe('given while nobody waited')
    expect((await readdir(path(''))).toSorted()).toEqual(['001.md', '001.reply.md', 'index.jsonl'])
  })

  it('does not take the reply of another asker, nor one that was used before', async () => {
    await mkdir(path(''))
    const model = open()
    const first = ask(model, 'again')
    await waitsFor('001.md')
    await writeFile(path('001.reply.md'), 'one')
    expect(await first).toBe('one')
    const stop = new AbortController()
    const second = ask(model, 'again', stop.signal)
    await waitsFor('002.md')
    stop.abort()
    await second.catch(() => undefined)
    // After a restart the first reply stands in the journal, and only the second prompt is open.
    const resumed = ask(open(), 'again')
    const other = ask(open({ asker: 'attempt 1' }), 'again')
    await waitsFor('003.md')
    await writeFile(path('002.reply.md'), 'two')
    await writeFile(path('003.reply.md'), 'three')
    expect(await Promise.all([resumed, other])).toEqual(['two', 'three'])
  })
})

describe('a reply that is pasted', () => {
  it('ends with a line of its own and is kept as a file, too', async () => {
    const input = new PassThrough()
    const reply = ask(open({ input }), 'x')
    await waitsFor('001.md')
    expect(told[0]).toMatch(/paste it here and end it with a line \/done$/)
    input.write('a\n  b')
    input.write('\n/do')
    input.write('ne\nrest\n')
    expect(await reply).toBe('a\n  b')
    expect(await readFile(path('001.reply.md'), 'utf8')).toBe('a\n  b\n')
    expect(input.isPaused()).toBe(true)
  })

  it('is for the oldest prompt, or for the one that it names', async () => {
    const input = new PassThrough()
    const desk = createRelayDesk({ folder: path(''), env: {}, input, pollMs: 5 })
    const replies = [0, 1, 2].map((number) =>
      ask(desk.modelFor({ name: `${number}`, inOrder: true, tell: (text) => void told.push(text) }), 'x'),
    )
    await Promise.all(['001.md', '002.md', '003.md'].map(waitsFor))
    input.write('#2\nfor two\n/done\n\n/done\nfor one\n/done\nfor three\n/done\n')
    expect(await Promise.all(replies)).toEqual(['for one', 'for two', 'for three'])
  })
})

describe('a clipboard', () => {
  async function program(name: string, script: string): Promise<void> {
    const file = join(temp.path, name)
    await writeFile(file, `#!/bin/sh\n${script}\n`)
    await chmod(file, 0o755)
  }
  const env = (): Readonly<Record<string, string>> => ({
    PATH: `${temp.path}:${process.env['PATH'] ?? ''}`,
    DISPLAY: ':0',
    OUT: join(temp.path, 'clipboard'),
  })

  it('holds the oldest prompt that is open', async () => {
    await program('xclip', 'cat > "$OUT"')
    const held = (): Promise<string> => readFile(join(temp.path, 'clipboard'), 'utf8').catch(() => '')
    const desk = createRelayDesk({ folder: path(''), env: env(), input: null, pollMs: 5 })
    const [first, second] = ['one', 'two'].map((text) =>
      ask(
        desk.modelFor({ name: text, inOrder: true, tell: (said) => void told.push(said) }),
        `prompt ${text}`,
      ),
    )
    await Promise.all(['001.md', '002.md'].map(waitsFor))
    await until(async () => (await held()) === 'prompt one\n')
    await writeFile(path('001.reply.md'), 'r')
    await first
    await until(async () => (await held()) === 'prompt two\n')
    await writeFile(path('002.reply.md'), 'r')
    await second
    expect(told.filter((text) => text.includes('is on the clipboard'))).toHaveLength(2)
  })

  it('that does not work is told of once', async () => {
    await program('xclip', 'exit 1')
    await program('xsel', 'exit 1')
    await program('pbcopy', 'exit 1')
    await program('clip.exe', 'exit 1')
    const model = open({ env: env() })
    for (const name of ['001', '002']) {
      const reply = ask(model, name)
      await waitsFor(`${name}.md`)
      await until(() => told.some((text) => text.includes('no program of a clipboard')))
      await writeFile(path(`${name}.reply.md`), 'r')
      await reply
    }
    expect(told.filter((text) => text.includes('no program of a clipboard'))).toHaveLength(1)
  })
})
