import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Cases } from './bench.contract.ts'
import { hardEdits } from './files.contract.ts'
import { processesNamed, textOf } from './fixture.contract.ts'

export const stateCases: Cases = {
  'opens many side by side': async ({ open }) => {
    const sandboxes = await Promise.all([1, 2, 3, 4].map(() => open()))
    await Promise.all(sandboxes.map((sandbox, index) => sandbox.writeFile('mine', String(index))))
    const read = await Promise.all(sandboxes.map((sandbox) => sandbox.readFile('mine')))
    expect(read.map(textOf)).toEqual(['0', '1', '2', '3'])
  },
  'says when the base was changed from outside': async ({ open, checkout }) => {
    const sandbox = await open()
    await sandbox.exec('echo own >> src/main.txt')
    await sandbox.assertBaseUnchanged()
    writeFileSync(join(checkout, 'src/main.txt'), 'ONE\ntwo\n')
    await expect(sandbox.assertBaseUnchanged()).rejects.toMatchObject({ code: 'sandbox/base-changed' })
  },
  'shows a hidden folder empty and does not watch it': async ({ open, checkout, provider }) => {
    mkdirSync(join(checkout, '.tool/deep'), { recursive: true })
    writeFileSync(join(checkout, '.tool/state.db'), 'one')
    const sandbox = await open({ hide: ['.tool', 'src/cache', 'lib/keep.txt'] })
    const look = 'ls -A .tool src/cache lib/keep.txt && cat src/main.txt'
    expect((await sandbox.exec(look)).stdout).toBe('.tool:\n\nlib/keep.txt:\n\nsrc/cache:\none\ntwo\n')
    expect(await sandbox.diff()).toBe('')
    writeFileSync(join(checkout, '.tool/state.db'), 'two')
    writeFileSync(join(checkout, '.tool/more'), 'more')
    mkdirSync(join(checkout, 'src/cache'))
    writeFileSync(join(checkout, 'src/cache/made-later'), 'x')
    await sandbox.assertBaseUnchanged()
    await sandbox.exec('echo x > .tool/x; echo x > src/cache/x; echo y > src/y; true')
    const snapshot = await sandbox.checkpoint()
    await using fork = await sandbox.fork()
    await using again = await provider.open({
      from: 'snapshot',
      snapshot: JSON.parse(JSON.stringify(snapshot)),
    })
    for (const each of [sandbox, fork, again]) {
      await each.assertBaseUnchanged()
      expect((await each.diff()).match(/^diff --git .*$/gm)).toEqual(['diff --git a/src/y b/src/y'])
      expect((await each.exec('cat .tool/state.db src/cache/made-later')).stdout).toBe('')
    }
    await provider.release(snapshot)
    await expect(open({ hide: ['../other'] })).rejects.toMatchObject({ code: 'sandbox/bad-input' })
  },
  'can freeze the base': async ({ open, checkout }) => {
    const sandbox = await open({ freeze: true })
    writeFileSync(join(checkout, 'src/main.txt'), 'changed\n')
    await sandbox.assertBaseUnchanged()
    expect(textOf(await sandbox.readFile('src/main.txt'))).toBe('one\ntwo\n')
    const fork = await sandbox.fork()
    expect(textOf(await fork.readFile('src/main.txt'))).toBe('one\ntwo\n')
    expect(await fork.diff()).toBe('')
    await fork.dispose()
  },
  'checkpoints and opens again, any number of times': async ({ open, provider }) => {
    const sandbox = await open()
    await sandbox.exec(`${hardEdits}; cd src && export STATE="a b"`)
    const snapshot = await sandbox.checkpoint()
    const patch = await sandbox.diff()
    await sandbox.exec('echo later > later.txt; rm -rf ../lib')
    const plain: typeof snapshot = JSON.parse(JSON.stringify(snapshot))
    for (let round = 0; round < 2; round++) {
      await using again = await provider.open({ from: 'snapshot', snapshot: plain })
      expect(await again.diff()).toBe(patch)
      const { stdout } = await again.exec('pwd; echo $STATE; touch round; ls round later.txt 2>/dev/null')
      expect(stdout.replace(again.root, sandbox.root)).toBe(`${sandbox.root}/src\na b\nround\n`)
    }
    await provider.release(snapshot)
    await expect(provider.open({ from: 'snapshot', snapshot })).rejects.toMatchObject({
      code: 'sandbox/no-snapshot',
    })
  },
  'starts a fork in its own root': async ({ provider, folder, checkout }) => {
    const plain = join(folder, `forked-${checkout.length}-${Date.now()}`)
    mkdirSync(plain)
    await using sandbox = await provider.open({ from: 'checkout', path: plain })
    await sandbox.exec('mkdir sub')
    await using fork = await sandbox.fork()
    await sandbox.exec('cd sub; export LIST="/a:$OLDPWD/sub" OTHER="$OLDPWD-other"')
    await using below = await sandbox.fork()
    expect((await fork.exec('pwd; echo x > by-relative-path; cd ..; cd - >/dev/null')).stdout).toBe(
      `${fork.root}\n`,
    )
    expect((await below.exec('pwd; echo x > by-relative-path')).stdout).toBe(`${below.root}/sub\n`)
    expect((await below.exec('echo $LIST')).stdout).toBe(`/a:${below.root}/sub\n`)
    expect((await below.exec('echo $OTHER')).stdout).toBe(`${sandbox.root}-other\n`)
    await using grandchild = await fork.fork()
    expect((await grandchild.exec('pwd; ls')).stdout).toBe(`${grandchild.root}\nby-relative-path\nsub\n`)
    expect((await sandbox.exec(`ls ${sandbox.root} ${sandbox.root}/sub`)).stdout).not.toContain(
      'by-relative-path',
    )
  },
  'forks of forks are their own': async ({ open }) => {
    const sandbox = await open()
    await sandbox.exec('echo 1 > one; rm run.sh; rm -rf lib; mkdir lib; echo new > lib/new')
    const child = await sandbox.fork()
    await child.exec('echo 2 > two; echo back > run.sh')
    const grandchild = await child.fork()
    await child.exec('rm one two')
    expect((await grandchild.exec('cat one two run.sh; ls lib')).stdout).toBe('1\n2\nback\nnew\n')
    expect((await sandbox.exec('ls two run.sh 2>/dev/null; cat one')).stdout).toBe('1\n')
    await child.dispose()
    expect((await grandchild.exec('cat two')).stdout).toBe('2\n')
    await grandchild.dispose()
  },
  'opens a snapshot in a later program': async ({ open, create, folder }) => {
    const sandbox = await open()
    await sandbox.exec('echo kept > kept.txt')
    const snapshot = await sandbox.checkpoint()
    const later = await create(join(folder, 'state'))
    if ('skip' in later) throw new Error(later.skip)
    await using again = await later.open({ from: 'snapshot', snapshot })
    expect(textOf(await again.readFile('kept.txt'))).toBe('kept\n')
    await later.release(snapshot)
  },
  'leaves no process behind': async ({ open }) => {
    const sandbox = await open()
    const mark = `capuchin-left-${Math.random()}`
    await sandbox.exec(
      `(setsid bash -c 'exec -a ${mark} sleep 300' >/dev/null 2>&1 &); (trap "" TERM HUP; exec -a ${mark} sleep 300) & sleep 0.2`,
    )
    expect(processesNamed(mark)).toBeGreaterThan(0)
    await sandbox.dispose()
    expect(processesNamed(mark)).toBe(0)
    await expect(sandbox.exec('true')).rejects.toMatchObject({ code: 'sandbox/disposed' })
    await sandbox.dispose()
  },
}

export const limitCases: Cases = {
  'holds the process limit': async ({ open }) => {
    const sandbox = await open({ limits: { processes: 40 } })
    const result = await sandbox.exec('for i in $(seq 200); do sleep 60 & done; wait', { timeoutMs: 3000 })
    expect(result.exitCode).not.toBe(0)
    expect((await sandbox.exec('echo on')).stdout).toBe('on\n')
  },
  'holds the memory limit': async ({ open }) => {
    const sandbox = await open({ limits: { memoryBytes: 100 * 1024 ** 2 } })
    const hog =
      "python3 -c \"b = []\nwhile len(b) < 40: b.append(b'x' * 10_000_000)\nimport time; time.sleep(2); print('got it')\""
    const result = await sandbox.exec(hog)
    expect(result).toMatchObject({ limitHit: 'memory', stdout: '' })
    expect((await sandbox.exec('echo on')).stdout).toBe('on\n')
  },
  'holds the disk limit everywhere': async ({ open }) => {
    const sandbox = await open({ limits: { diskBytes: 8 * 1024 ** 2 } })
    for (const target of [
      `${sandbox.root}/fill`,
      '/tmp/fill',
      '/dev/shm/fill',
      '/dev/fill',
      '/run/fill',
      '~/fill',
      '/fill',
    ]) {
      const result = await sandbox.exec(
        `head -c 20000000 /dev/zero > ${target}; code=$?; rm -f ${target}; (exit $code)`,
      )
      expect(result.exitCode).not.toBe(0)
    }
    expect((await sandbox.exec('echo on > small && cat small')).stdout).toBe('on\n')
  },
  'has no network': async ({ open }) => {
    const sandbox = await open()
    const { stdout } = await sandbox.exec('cat /proc/net/dev | tail -n +3 | grep -v "^ *lo:" | wc -l')
    expect(stdout.trim()).toBe('0')
  },
}
