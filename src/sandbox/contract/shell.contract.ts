import { expect } from 'vitest'
import { sha256 } from '../../std/index.ts'
import type { Cases } from './bench.contract.ts'

export const shellCases: Cases = {
  'keeps streams and exit code apart': async ({ open }) => {
    const sandbox = await open()
    const result = await sandbox.exec('echo out; echo err >&2; (exit 3)')
    expect(result).toMatchObject({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
      limitHit: null,
    })
    expect(await sandbox.exec('printf "no newline"')).toMatchObject({ exitCode: 0, stdout: 'no newline' })
  },
  'carries cd and export over, but not the options of a command': async ({ open }) => {
    const sandbox = await open()
    await sandbox.exec('mkdir -p "a b" && cd "a b" && export NAME="x y"; UNEXPORTED=1')
    expect((await sandbox.exec('pwd; echo "$NAME"')).stdout).toBe(`${sandbox.root}/a b\nx y\n`)
    const options = { cwd: 'src', env: { NAME: "it's", OTHER: '$HOME' } }
    expect((await sandbox.exec('pwd; echo "$NAME" "$OTHER"', options)).stdout).toBe(
      `${sandbox.root}/src\nit's $HOME\n`,
    )
    expect((await sandbox.exec('pwd; echo "$NAME" "${OTHER-unset}"')).stdout).toBe(
      `${sandbox.root}/a b\nx y unset\n`,
    )
  },
  'feeds stdin and leaves none to read otherwise': async ({ open }) => {
    const sandbox = await open()
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
    expect((await sandbox.exec('cat | wc -c; cat', { stdin: bytes })).stdout.trim()).toBe('100000')
    expect((await sandbox.exec('sha256sum | cut -c1-64', { stdin: bytes })).stdout.trim()).toBe(sha256(bytes))
    expect((await sandbox.exec('cat; echo done')).stdout).toBe('done\n')
  },
  'takes any shell text': async ({ open }) => {
    const sandbox = await open()
    expect((await sandbox.exec("cat <<'EOF'\n$x 'q' \"d\" \\\nEOF")).stdout).toBe('$x \'q\' "d" \\\n')
    expect((await sandbox.exec('if then')).exitCode).not.toBe(0)
    expect((await sandbox.exec('echo "unclosed')).exitCode).not.toBe(0)
    expect((await sandbox.exec('f() { echo "f $1"; }; f 1')).stdout).toBe('f 1\n')
    const long = Array.from({ length: 5000 }, (_, index) => `x=${index} # ${'é'.repeat(5)}`).join('\n')
    expect((await sandbox.exec(`${long}\necho "$x"`)).stdout).toBe('4999\n')
    await expect(sandbox.exec('echo a\0b')).rejects.toMatchObject({ code: 'sandbox/bad-input' })
  },
  'goes on after the shell was ended': async ({ open }) => {
    const sandbox = await open()
    await sandbox.exec('cd src; export KEPT=yes; echo made > /tmp/made')
    expect(await sandbox.exec('echo before; exit 7')).toMatchObject({ exitCode: 7, stdout: 'before\n' })
    expect((await sandbox.exec('set -e; false')).exitCode).toBe(1)
    expect((await sandbox.exec('kill -9 $$')).exitCode).toBe(137)
    expect((await sandbox.exec('exec true')).exitCode).toBe(0)
    expect((await sandbox.exec('exec >/dev/null 2>&1')).exitCode).toBe(0)
    const after = await sandbox.exec('pwd; echo $KEPT; cat /tmp/made')
    expect(after.stdout).toBe(`${sandbox.root}/src\nyes\nmade\n`)
  },
  'kills all of a command on timeout and stands where it was': async ({ open }) => {
    const sandbox = await open()
    await sandbox.exec('cd src; export KEPT=yes')
    const mark = `capuchin-${Math.random()}`
    const command = `(setsid bash -c 'exec -a ${mark} sleep 300' &) ; echo part; echo more >&2; sleep 300`
    const result = await sandbox.exec(command, { timeoutMs: 400 })
    expect(result).toMatchObject({
      exitCode: 137,
      timedOut: true,
      limitHit: 'time',
      stdout: 'part\n',
      stderr: 'more\n',
    })
    expect(result.durationMs).toBeLessThan(5000)
    expect(
      (await sandbox.exec(`pwd; echo $KEPT; cat /proc/[0-9]*/cmdline | tr '\\0' '\\n' | grep -c '^${mark}'`))
        .stdout,
    ).toBe(`${sandbox.root}/src\nyes\n0\n`)
  },
  'is cancelled by a signal': async ({ open }) => {
    const sandbox = await open()
    const controller = new AbortController()
    const running = sandbox.exec('sleep 300', { signal: controller.signal })
    setTimeout(() => controller.abort(), 100)
    await expect(running).rejects.toMatchObject({ code: 'std/cancelled' })
    expect((await sandbox.exec('echo on')).stdout).toBe('on\n')
    await expect(sandbox.exec('echo', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'std/cancelled',
    })
  },
  'bounds output, head and tail kept': async ({ open }) => {
    const sandbox = await open({ limits: { outputBytes: 1000 } })
    const result = await sandbox.exec('seq 1 100000; seq 1 200000 >&2')
    expect(result.limitHit).toBe('output')
    expect(result.stdout).toMatch(/^1\n2\n[^]*\n\[\.\.\. \d+ bytes cut \.\.\.\]\n[^]*\n100000\n$/)
    expect(result.stderr.endsWith('200000\n')).toBe(true)
    expect(result.stdout.length).toBeLessThan(1100)
  },
  'runs commands in turn': async ({ open }) => {
    const sandbox = await open()
    const results = await Promise.all([1, 2, 3].map((n) => sandbox.exec(`echo ${n} >> log; cat log`)))
    expect(results.map(({ stdout }) => stdout)).toEqual(['1\n', '1\n2\n', '1\n2\n3\n'])
  },
  'inherits nothing of the host environment': async ({ open }) => {
    process.env['CAPUCHIN_TEST_SECRET'] = 'hunter2'
    const sandbox = await open({ env: { GIVEN: 'yes' } })
    delete process.env['CAPUCHIN_TEST_SECRET']
    const { stdout } = await sandbox.exec('env; cat /proc/*/environ 2>/dev/null | tr "\\0" "\\n"')
    expect(stdout).toContain('GIVEN=yes')
    expect(stdout).not.toContain('hunter2')
  },
}
