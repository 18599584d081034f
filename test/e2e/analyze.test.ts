import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { entry, needsBuild } from './command-line.ts'

let folder: string
beforeEach((context) => {
  needsBuild(context)
  folder = mkdtempSync(join(tmpdir(), 'analyze-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function capuchin(args: readonly string[], lines: readonly unknown[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'analyze', ...args], {
    input: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
    encoding: 'utf8',
  })
  return { exitCode: status, stdout, stderr }
}

const candidates = [{ resolved: true }, { resolved: false }]

describe('analyze', () => {
  it('sets selectors between random and oracle, and draws them', () => {
    const svg = join(folder, 'best.svg')
    const end = capuchin(
      ['selection', '-', '--svg', svg],
      [
        { instanceId: 'a', candidates, selectors: { verifier: { scores: [2, 1] } } },
        { instanceId: 'b', candidates, selectors: { verifier: { scores: [1, 1] } } },
      ],
    )
    expect(end).toMatchObject({ exitCode: 0, stderr: '' })
    const rows = end.stdout.split('\n').filter((line) => /^(random|verifier|oracle) .*\(/.test(line))
    expect(rows.map((row) => row.split(/ {2,}|\s\(/).slice(0, 2))).toEqual([
      ['random', '50.0'],
      ['verifier', '75.0'],
      ['oracle', '100.0'],
    ])
    expect(end.stdout).toContain(`Written ${svg}`)
    expect(readFileSync(svg, 'utf8')).toContain('>verifier</text>')
  })

  it('prints a grid as JSON', () => {
    const attempt = { seedTestId: null, completions: [{ kind: 'edit', patchId: 'p', costUsd: 0.5 }] }
    const line = { instanceId: 'a', attempts: [attempt], resolved: { p: true }, passes: {} }
    const { exitCode, stdout } = capuchin(['scaling', '-', '--json'], [line])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      grid: { instances: 1, cells: [{ samples: 1, iterations: 1, editingUsd: 0.5, totalUsd: null }] },
    })
  })

  it('draws a line through resolve rates, without the values that are left out', () => {
    const [csv, svg] = [join(folder, 'rates.csv'), join(folder, 'curve.svg')]
    writeFileSync(csv, 'x,y\n1,50\n122,10.8\n245,16.8\n491,20.6\n')
    const end = capuchin(['curve', csv, '--x', 'rows', '--exclude', '1', '--svg', svg], [])
    expect(end).toMatchObject({ exitCode: 0, stderr: '' })
    expect(end.stdout).toMatch(/^resolved +7\.04 +-22\.65 +0\.984 +3 +1 /m)
    expect(readFileSync(svg, 'utf8')).toContain('7.04 ln x − 22.65')
  })

  it.each([
    [['curve'], 'either a CSV file or --rollout'],
    [['selection', '-'], 'line 1: candidates: Invalid input'],
    [['scaling', 'none.jsonl'], 'there is no file none.jsonl'],
    [['scaling', '-', '--draws', '0'], 'whole number from 1 on'],
    [['cost', '-'], "required option '--rates <file>'"],
  ])('%j ends with a sentence and 2', (args, sentence) => {
    const { exitCode, stderr } = capuchin(args, [{ instanceId: 'a' }])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(sentence)
  })
})
