import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toProblem, type AttemptEvent, type AttemptOutcome } from '../../../domain/index.ts'
import { createScriptedModel, type ScriptedReply } from '../../../llm/index.ts'
import { useLocalSandboxes } from '../../../sandbox/contract/local-sandboxes.contract.ts'
import { CapuchinError } from '../../../std/index.ts'
import { createMemoryJournal } from '../../memory-journal.contract.ts'
import { createToolAgent, type AttemptTools, type ToolAgentOptions } from '../../index.ts'
import { renderCall } from './calls-as-text.ts'
import { bareTools } from '../../bare-tools.contract.ts'

const sandboxes = useLocalSandboxes()

const project = {
  'src/add.py': 'def add(a, b):\n    return a - b\n',
  'windows.py': 'one = 1\r\ntwo = 1\r\n',
  '.gitignore': 'build/\n',
}
const works = `python3 -c "import sys; sys.path.insert(0, 'src'); import add; sys.exit(add.add(1, 2) != 3)"`
const suite = { framework: 'custom', command: 'python3 -m compileall -q src', cwd: '', foundIn: '' } as const

interface Setup {
  readonly replies: readonly ScriptedReply[] | ((call: number) => ScriptedReply)
  readonly options?: Partial<ToolAgentOptions>
  readonly tools?: Partial<AttemptTools>
  readonly signal?: AbortSignal
  readonly prepare?: (root: string) => Promise<void>
  readonly onEvent?: (event: AttemptEvent) => void
}

async function run(setup: Setup) {
  const path = sandboxes.makeProject(project)
  await setup.prepare?.(path)
  await using sandbox = await sandboxes.open(path)
  const { replies } = setup
  const model = createScriptedModel(
    typeof replies === 'function' ? (_request, call) => replies(call) : replies,
    {
      inputTokens: 10,
      outputTokens: 5,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      reasoningTokens: 0,
      costUsd: 0,
    },
  )
  const tools = await bareTools(sandbox, { testCommand: suite, failCommand: works, model, ...setup.tools })
  const problem = toProblem({ instanceId: 'i', repo: 'r', baseCommit: 'c', problemStatement: 'add is wrong' })
  const attempt = createToolAgent(setup.options).run(problem, tools, { signal: setup.signal })
  const events: AttemptEvent[] = []
  for (;;) {
    const next = await attempt.next()
    if (next.done) return { outcome: next.value, events, model, base: await sandbox.diff() }
    events.push(next.value)
    setup.onEvent?.(next.value)
  }
}

type Ran = Awaited<ReturnType<typeof run>>

const call = (name: string, input: Readonly<Record<string, string>>, said = ''): ScriptedReply => ({
  text: said,
  toolCalls: [{ id: `id${Math.abs(JSON.stringify(input).length)}`, name, input }],
  finishReason: 'tool-calls',
})
const bash = (command: string): ScriptedReply => call('bash', { command })
const edit = (input: Readonly<Record<string, string>>): ScriptedReply => call('str_replace_editor', input)
const finish = call('finish', { message: 'done' })
const fix = edit({ command: 'str_replace', path: 'src/add.py', old_str: 'a - b', new_str: 'a + b' })

const patchOf = ({ outcome }: Ran): string | undefined =>
  outcome.kind === 'submitted' || outcome.kind === 'limit' ? outcome.candidates[0]?.patch : undefined
const told = ({ events }: Ran): readonly string[] =>
  events.flatMap((event) => (event.type === 'tool-call' ? [event.observation] : []))
const harvested = ({ events }: Ran) => events.find((event) => event.type === 'harvest')
const kindOf = ({ outcome }: { readonly outcome: AttemptOutcome }) =>
  outcome.kind === 'limit' ? outcome.which : outcome.kind

describe('tool-agent', () => {
  it('fixes by shell and editor, and hands in what the visible tests say of it', async () => {
    const ran = await run({
      replies: [bash('cd src && export WHO=me'), bash('pwd; echo $WHO; ls'), fix, bash(works), finish],
    })
    expect(ran.outcome.kind).toBe('submitted')
    expect(patchOf(ran)).toContain('+    return a + b')
    expect(ran.outcome).toMatchObject({
      candidates: [{ evidence: { plausible: true } }],
      usage: { inputTokens: 50 },
    })
    expect(told(ran)[1]).toMatch(/\/src\nme\nadd\.py\n\[exit code 0\]$/)
    expect(ran.base).toBe('')
    expect(ran.model.requests[0]?.tools?.map(({ name }) => name)).toEqual([
      'bash',
      'str_replace_editor',
      'finish',
    ])
    expect(ran.model.requests.at(-1)?.messages.at(-1)).toMatchObject({
      role: 'tool',
      text: expect.stringContaining('exit code 0'),
    })
  })

  it('does the same with calls as text, answers the first of several and says so', async () => {
    const text = (name: string, input: Readonly<Record<string, string>>): string =>
      `So.\n${renderCall({ name, input })}`
    const edits = { command: 'str_replace', path: 'src/add.py', old_str: 'a - b', new_str: 'a + b' }
    const ran = await run({
      options: { toolCalls: 'text', example: true },
      replies: [
        text('bash', { command: 'ls' }),
        `${text('str_replace_editor', edits)}\n${text('finish', {})}`,
        text('finish', { message: 'done' }),
      ],
    })
    expect(patchOf(ran)).toContain('+    return a + b')
    const [first, , last] = ran.model.requests
    expect(first?.tools).toBeUndefined()
    expect(first?.messages[0]?.text).toContain('str_replace_editor')
    expect(first?.messages[1]?.text).toContain('greet')
    expect(last?.messages.at(-1)?.text).toMatch(/was changed[^]*only the first/)
    expect(ran.events.flatMap((event) => (event.type === 'tool-call' ? [event.ran] : []))).toEqual([
      true,
      true,
      false,
      true,
    ])
  })

  it('goes over to text where the provider refuses tools', async () => {
    const refusal = new CapuchinError('llm/bad-request', 'tools are not supported')
    const ran = await run({
      replies: [
        refusal,
        renderCall({ name: 'bash', input: { command: 'ls' } }),
        renderCall({ name: 'finish', input: {} }),
      ],
    })
    expect(ran.outcome.kind).toBe('no-patch')
    expect(ran.events.flatMap((event) => (event.type === 'conversation' ? [event.toolCalls] : []))).toEqual([
      'native',
      'text',
    ])
    const written = await run({
      replies: [
        renderCall({ name: 'bash', input: { command: 'ls' } }),
        renderCall({ name: 'finish', input: {} }),
      ],
    })
    expect(written.model.requests.map(({ tools }) => tools?.length ?? 0)).toEqual([3, 0])
    const strict = await run({ replies: [refusal], options: { toolCalls: 'native' } })
    expect(strict.outcome).toMatchObject({ kind: 'infra', code: 'llm/bad-request' })
  })

  it('stops a command that hangs, keeps what it printed and what was edited', async () => {
    const ran = await run({
      replies: [fix, bash('echo begun; sleep 60'), bash('echo on'), finish],
      options: { commandTimeoutMs: 1_000 },
    })
    expect(told(ran)[1]).toMatch(/^begun\n\[stopped after 1 s/)
    expect(told(ran)[2]).toMatch(/^on\n/)
    expect(patchOf(ran)).toContain('+    return a + b')
  })

  it('hands in neither nested repositories, nor binary files, nor what git ignores, and keeps line ends', async () => {
    const ran = await run({
      replies: [
        bash(
          'git init -q nested && cd nested && echo x > file.txt && git add . && git -c user.name=a -c user.email=a@b commit -qm x; cd ..',
        ),
        bash(
          "printf 'a\\0b' > blob.bin; mkdir build; echo x > build/out; git add -A; git -c user.name=a -c user.email=a@b commit -qm y",
        ),
        edit({
          command: 'str_replace',
          path: 'windows.py',
          old_str: 'one = 1\ntwo = 1\n',
          new_str: 'one = 1\ntwo = 2\n',
        }),
        fix,
        finish,
      ],
    })
    const patch = patchOf(ran) ?? ''
    expect(patch.match(/^diff --git .*/gm)).toEqual([
      'diff --git a/nested/file.txt b/nested/file.txt',
      'diff --git a/src/add.py b/src/add.py',
      'diff --git a/windows.py b/windows.py',
    ])
    expect(patch).toContain('-two = 1\r\n+two = 2\r\n')
    expect(harvested(ran)).toMatchObject({ dropped: [{ path: 'blob.bin', reason: 'binary' }] })
    expect(ran.outcome).toMatchObject({ candidates: [{ evidence: { plausible: true } }] })
  })

  it.each<[string, Partial<Setup>]>([
    ['steps', { replies: [fix, bash('ls'), finish], options: { maxSteps: 2 } }],
    ['tokens', { replies: [fix, bash('ls'), finish], options: { maxTokens: 25 } }],
    ['budget', { replies: [fix, new CapuchinError('llm/budget', 'no money')] }],
    ['tokens', { replies: [fix, new CapuchinError('llm/context-length', 'too long')] }],
    ['stuck', { replies: (at) => (at === 0 ? fix : bash('ls')) }],
    ['infra', { replies: [fix, new CapuchinError('llm/unreachable', 'gone')] }],
  ])('ends by %s with the patch so far', async (ending, setup) => {
    const ran = await run({ replies: [], ...setup })
    expect(kindOf(ran)).toBe(ending)
    expect(harvested(ran)).toMatchObject({ patch: expect.stringContaining('+    return a + b') })
    const isKept = ran.outcome.kind === 'limit'
    expect(patchOf(ran) !== undefined).toBe(isKept)
  })

  it('tells what is there even where the attempt itself is at fault', async () => {
    const events: AttemptEvent[] = []
    const mismatch = new CapuchinError('llm/replay-mismatch', 'no recorded reply')
    const ran = run({ replies: [fix, mismatch], onEvent: (event) => events.push(event) })
    await expect(ran).rejects.toThrow('no recorded reply')
    expect(events.at(-1)).toMatchObject({ type: 'harvest', patch: expect.stringContaining('a + b') })
  })

  it('keeps the patch when it is stopped in the middle of a command', async () => {
    const stop = new AbortController()
    const ran = await run({
      replies: [fix, bash('echo half > half.txt; sleep 60'), finish],
      signal: stop.signal,
      onEvent: (event) => {
        if (event.type === 'step-start' && event.step === 2) setTimeout(() => stop.abort(), 1_500)
      },
    })
    expect(ran.outcome.kind).toBe('cancelled')
    expect(harvested(ran)).toMatchObject({ patch: expect.stringMatching(/half\.txt[^]*a \+ b/) })
  })

  it('ends in time, with the tests run on what is there', async () => {
    const ran = await run({
      replies: (at) => (at === 0 ? fix : bash(`sleep 2; echo ${at}`)),
      tools: { deadline: performance.now() + 8_000 },
    })
    expect(kindOf(ran)).toBe('time')
    expect(ran.outcome).toMatchObject({ candidates: [{ evidence: { plausible: true } }] })
  })

  it('answers what cannot be read, and a reply without a call', async () => {
    const ran = await run({
      replies: [
        'Hm.',
        'I would say so.',
        call('grep', {}),
        call('str_replace_editor', { command: 'view' }),
        finish,
      ],
    })
    const nudges = ran.events.flatMap((event) => (event.type === 'reflection' ? [event.text] : []))
    expect(nudges.map((text) => text.includes('`finish`'))).toEqual([false, true])
    expect(told(ran)[0]).toContain('There is no tool `grep`')
    expect(told(ran)[1]).toContain('`path`')
    expect(ran.outcome.kind).toBe('no-patch')
  })

  it('looks at files and folders, inserts, and takes changes back', async () => {
    const ran = await run({
      replies: [
        edit({ command: 'view', path: '.' }),
        edit({ command: 'view', path: 'src/add.py', view_range: '[2, -1]' }),
        edit({ command: 'insert', path: 'src/add.py', insert_line: '0', new_str: 'import os' }),
        fix,
        edit({ command: 'undo_edit', path: 'src/add.py' }),
        edit({ command: 'create', path: 'a/b/new.py', file_text: 'x = 1\n' }),
        edit({ command: 'undo_edit', path: 'a/b/new.py' }),
        edit({ command: 'undo_edit', path: 'a/b/new.py' }),
        edit({ command: 'create', path: 'src/add.py', file_text: '' }),
        edit({ command: 'view', path: 'nowhere' }),
        finish,
      ],
    })
    expect(told(ran)).toEqual([
      'src/\nsrc/add.py\nwindows.py',
      '     2\t    return a - b',
      expect.stringMatching(/^src\/add\.py was changed[^]* 1\timport os\n/),
      expect.stringContaining('     3\t    return a + b'),
      'The last change of src/add.py was taken back.',
      'a/b/new.py was created.',
      'The last change of a/b/new.py was taken back; the file is gone.',
      expect.stringContaining('no change'),
      expect.stringContaining('exists already'),
      'There is no file or folder nowhere.',
      '',
    ])
    expect(patchOf(ran)?.match(/^[-+][^-+].*/gm)).toEqual(['+import os'])
  })

  it('tells the model what the sandbox will not take, and goes on', async () => {
    const ran = await run({
      replies: [edit({ command: 'create', path: 'src', file_text: 'x' }), bash('echo a\0b'), fix, finish],
    })
    expect(told(ran)[0]).toContain('src')
    expect(told(ran)[1]).toContain('NUL')
    expect(patchOf(ran)).toContain('a + b')
  })

  it('shortens the conversation where the model cannot take it, and records all of it', async () => {
    const long = (at: number): ScriptedReply => bash(`printf '${at}%.0s' $(seq ${at < 5 ? 9_000 : 90})`)
    const tooLong = new CapuchinError('llm/context-length', 'too long')
    const ran = await run({
      replies: [...[1, 2, 3, 4, 5, 6, 7, 8].map(long), tooLong, finish],
    })
    expect(ran.events.flatMap((event) => (event.type === 'condensed' ? [event] : []))).toHaveLength(1)
    const texts = ran.model.requests.at(-1)?.messages.map(({ text }) => text) ?? []
    expect(texts.filter((text) => text.startsWith('[left out here'))).toHaveLength(4)
    expect(texts.at(-1)).toContain('8888')
    expect(told(ran)[0]).toContain('1111')
  })

  it('cuts a long output in the middle', async () => {
    const ran = await run({ replies: [bash('seq 1 20000'), finish] })
    const [text = ''] = told(ran)
    expect(text).toMatch(/^\[\d+ characters in the middle[^]*\n1\n[^]*\n20000\n\[exit code 0\]$/)
    expect(text.length).toBeLessThan(30_300)
  })

  it('asks for nothing twice, and goes on in the files and the shell that were there', async () => {
    const { journal, answers } = createMemoryJournal()
    const replies = [
      fix,
      bash('cd src; export WHO=me; echo x > scratch.txt'),
      bash('date +%N > random.txt'),
      bash('pwd; echo $WHO; cat random.txt scratch.txt'),
      finish,
    ]
    const first = await run({ replies, tools: { journal } })
    const [, , , lastTold] = told(first)
    const shellOf = (text = ''): string =>
      text
        .replace(/project-\d+/, '')
        .split('\n')
        .slice(0, 2)
        .join()
    const kept = [...answers].filter(([place]) => /^tool\/[123]\//.test(place))
    for (const count of [1, 2, 3]) {
      const again = createMemoryJournal(new Map(kept.slice(0, count)))
      const ran = await run({ replies, tools: { journal: again.journal } })
      expect(shellOf(told(ran)[3])).toBe(shellOf(lastTold))
      // Once the random file was recorded it stays what it was, though its command gives another when it is run again.
      expect(patchOf(ran) === patchOf(first)).toBe(count === 3)
      expect(ran.events.some((event) => event.type === 'warning')).toBe(count === 3)
    }
  })

  it('leaves the checkout alone', async () => {
    let root = ''
    const ran = await run({
      prepare: async (path) => {
        root = path
        await writeFile(join(path, 'run.sh'), 'echo\n')
        await chmod(join(path, 'run.sh'), 0o755)
      },
      replies: [
        bash('rm -rf src run.sh .gitignore'),
        edit({ command: 'create', path: 'new.py', file_text: 'x = 1\n' }),
        finish,
      ],
    })
    expect(root).not.toBe('')
    expect(patchOf(ran)).toMatch(/deleted file mode 100755[^]*deleted file/)
    expect(ran.base).toBe('')
  })
})
