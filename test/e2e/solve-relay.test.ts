import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { needsSandbox, readSolveOutput, useDesk, type RunningCli } from './command-line.ts'
import { journalledReplies } from './killed-run.ts'
import { callText, editBlock } from './model-endpoint.ts'
import { makeRepository, pythonSum, pythonSumIssue } from './sample-repositories.ts'

const right = editBlock('calc.py', '    return a - b', '    return a + b')

describe('capuchin solve --model relay', () => {
  const desk = useDesk(needsSandbox)
  let cwd: string
  beforeEach(() => {
    cwd = makeRepository(join(desk.path, 'project'), pythonSum)
  })
  const solve = (model: string, ...more: readonly string[]): RunningCli =>
    desk.start(['solve', pythonSumIssue, '--model', model, '--json', ...more], { cwd })
  const reply = (folder: string, number: number, text: string): void =>
    writeFileSync(join(folder, `${String(number).padStart(3, '0')}.reply.md`), text)
  const runFolder = (): string => {
    const relay = join(cwd, '.capuchin/relay')
    return join(relay, readdirSync(relay)[0] ?? '')
  }

  it('asks a person, several prompts at once, and says where they lie', async () => {
    const cli = solve('relay', '--attempts', '2')
    await cli.says('prompt 2 waits for its reply')
    const folder = runFolder()
    expect(readFileSync(join(folder, '001.md'), 'utf8')).toContain(pythonSumIssue)
    reply(folder, 2, right)
    reply(folder, 1, right)
    const end = await cli.end
    const { result } = readSolveOutput(end)
    expect(result).toMatchObject({
      status: 'done',
      attempts: [{ outcome: 'submitted' }, { outcome: 'submitted' }],
    })
    expect(end.stderr).toContain(`save the reply as ${join(folder, '001.reply.md')}`)
    expect(result.usage.costUsd).toBe(0)
  })

  it('uses after a kill what was replied meanwhile, and asks nothing again', async () => {
    const cli = solve('relay', '--max-reflections', '2')
    await cli.says('prompt 1 waits for its reply')
    const folder = runFolder()
    reply(folder, 1, 'I want to see\n\ntests/test_calc.py\n')
    await cli.says('prompt 2 waits for its reply')
    cli.kill('SIGKILL')
    await cli.end
    expect(await journalledReplies(cwd)).toBe(1)
    reply(folder, 2, right)
    const { result } = readSolveOutput(await desk.run(['resume', 'last', '--json'], { cwd }))
    expect(result.status).toBe('done')
    expect(readdirSync(folder).filter((name) => /^\d+\.md$/.test(name))).toEqual(['001.md', '002.md'])
  })

  it('lets a tool-agent write its calls as text, in a folder that is given', async () => {
    const folder = join(desk.path, 'prompts')
    const cli = solve(`relay:${folder}`, '--strategy', 'tool-agent')
    const answers = [
      callText('str_replace_editor', {
        command: 'str_replace',
        path: 'calc.py',
        old_str: 'a - b',
        new_str: 'a + b',
      }),
      callText('finish', { message: 'add adds' }),
    ]
    for (const [at, answer] of answers.entries()) {
      await cli.says(`prompt ${at + 1} waits for its reply`)
      reply(folder, at + 1, answer.kind === 'text' ? answer.text : '')
    }
    expect(readSolveOutput(await cli.end).result.status).toBe('done')
    expect(existsSync(join(cwd, '.capuchin/relay'))).toBe(false)
  })

  it('stops when it is told to', async () => {
    const cli = solve('relay')
    await cli.says('prompt 1 waits for its reply')
    cli.kill('SIGINT')
    expect(await cli.end).toMatchObject({ exitCode: 130 })
  })

  it('refuses a folder among the files that it works on', async () => {
    const end = await solve('relay:prompts').end
    expect(end.exitCode).toBe(2)
    expect(end.stdout).toContain('lies in the checkout')
  })
})
