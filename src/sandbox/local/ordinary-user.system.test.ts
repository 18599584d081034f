import { spawn } from 'node:child_process'
import { chmod, chown } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createTempDir } from '../../std/index.ts'

const nobody = 65534

test('the local contract holds for an ordinary user too', { timeout: 300_000 }, async (context) => {
  if (process.getuid?.() !== 0) context.skip('this run is an ordinary user already: the contract ran as one')
  await using home = await createTempDir('capuchin-nobody-')
  await chown(home.path, nobody, nobody)
  await chmod(home.path, 0o755)
  const identity = ['--reuid', String(nobody), '--regid', String(nobody), '--clear-groups']
  const runner = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'system', '--configLoader', 'runner']
  const suites = ['src/sandbox/local/local.system.test.ts', 'test/e2e/escape.test.ts']
  const { code, output } = await run('setpriv', [...identity, process.execPath, ...runner, ...suites], {
    HOME: home.path,
    TMPDIR: home.path,
    PATH: '/usr/local/bin:/usr/bin:/bin',
  })
  if (/EACCES|Cannot find module/.test(output) && !output.includes('sandbox contract')) {
    context.skip(`this checkout cannot be read by others: ${output.slice(0, 300)}; move it or chmod o+rX it`)
  }
  expect({ code, output: code === 0 ? '' : output.slice(-4000) }).toEqual({ code: 0, output: '' })
  expect(output).toMatch(/Tests .*passed/)
})

function run(command: string, args: readonly string[], env: Record<string, string>) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(command, [...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
