import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startFakeHub } from '../../src/dataset/load/fake-hub.ts'
import { needsBuild, openDesk } from './command-line.ts'

const row = {
  repo: 'django/django',
  instance_id: 'django__django-1',
  base_commit: 'c'.repeat(40),
  test_patch: '',
  problem_statement: 'three words here',
  version: '3.0',
  FAIL_TO_PASS: '["A docstring.", "test_a (b.C)"]',
  PASS_TO_PASS: '[]',
}

describe('capuchin dataset stats', () => {
  beforeEach(needsBuild)

  it('reads a dataset of the hub, and again without one', async () => {
    await using desk = await openDesk()
    const hub = await startFakeHub()
    hub.files = { 'data/test-00000-of-00001.jsonl': `${JSON.stringify(row)}\n` }
    const env = { HF_ENDPOINT: hub.endpoint, XDG_CACHE_HOME: join(desk.path, 'cache') }
    const args = ['dataset', 'stats', 'owner/name']
    const first = await desk.run([...args, '--json'], { cwd: desk.path, env })
    expect(first.exitCode).toBe(0)
    expect(z.record(z.string(), z.unknown()).parse(JSON.parse(first.stdout))).toMatchObject({
      rows: 1,
      known: 1,
      problemCounts: { 'docstring-id': 1 },
      repositories: [{ repo: 'django/django', issueWords: 3, versions: [{ version: '3.0', known: 1 }] }],
    })
    await hub[Symbol.asyncDispose]()
    const again = await desk.run(args, { cwd: desk.path, env: { ...env, HF_HUB_OFFLINE: '1' } })
    expect(again.stdout).toContain('from the cache, the hub was not asked')
    expect(again.stdout).toMatch(/^django\/django +1 +1 +1 +2\.0 +0\.0 +3\.0$/m)
    expect(again.stdout).toMatch(/^docstring-id +1 +line 1, django__django-1: /m)
  })

  it.each([
    ['a name the hub lacks', ['owner/none'], 2],
    ['a file that is not there', ['none.json'], 2],
    ['a dataset that needs a token', ['owner/secret'], 3],
    ['no dataset', [], 2],
  ])('ends with one sentence for %s', async (_name, args, exitCode) => {
    await using desk = await openDesk()
    await using hub = await startFakeHub()
    const env = { HF_ENDPOINT: hub.endpoint }
    const end = await desk.run(['dataset', 'stats', ...args], { cwd: desk.path, env })
    expect(end.exitCode).toBe(exitCode)
    expect(end.stderr).not.toMatch(/^\s+at /m)
  })
})
