/* oxlint-disable vitest/no-standalone-expect -- `attempt` is a test with a frame around it */
import { execFileSync } from 'node:child_process'
import { createServer, type Server } from 'node:net'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocalProvider, type Sandbox, type SandboxProvider } from '../../src/sandbox/index.ts'
import { hashTree, makeCheckout, processesNamed } from '../../src/sandbox/contract/fixture.contract.ts'
import { createTempDir, type TempDir } from '../../src/std/index.ts'

/** Everything here is tried from inside, by a command that wants out. */
describe('a hostile command in a local sandbox', () => {
  let temp: TempDir
  let provider: SandboxProvider
  let sandbox: Sandbox
  let checkout: string
  let home: string
  let before: string
  let unavailable: string | null = null
  const agent: { server: Server | null } = { server: null }

  beforeAll(async () => {
    temp = await createTempDir('capuchin-escape-')
    chmodSync(temp.path, 0o755)
    checkout = join(temp.path, 'checkout')
    home = join(temp.path, 'home')
    makeCheckout(checkout)
    mkdirSync(join(home, '.ssh'), { recursive: true })
    writeFileSync(join(home, '.ssh/id_rsa'), 'PRIVATE KEY')
    agent.server = createServer().listen(join(temp.path, 'agent.sock'))
    before = hashTree(checkout)
    process.env['CAPUCHIN_TEST_API_KEY'] = 'sk-escape-test'
    provider = createLocalProvider({
      stateDir: join(temp.path, 'state'),
      hostEnv: { ...process.env, HOME: home },
    })
    const description = await provider.describe()
    if (!description.available) {
      unavailable = description.detail
      return
    }
    const limits = { processes: 100, diskBytes: 32 * 1024 ** 2, memoryBytes: 300 * 1024 ** 2 }
    sandbox = await provider.open({ from: 'checkout', path: checkout }, { limits })
  })
  afterAll(async () => {
    delete process.env['CAPUCHIN_TEST_API_KEY']
    agent.server?.close()
    await provider.dispose()
    await temp[Symbol.asyncDispose]()
  })

  const attempt = (title: string, body: () => Promise<void>): void => {
    // oxlint-disable-next-line vitest/valid-title -- a shared frame; titles are literals at the calls
    test(title, async (context) => {
      if (unavailable !== null) context.skip(unavailable)
      await body()
      expect((await sandbox.exec('echo alive')).stdout).toBe('alive\n')
      expect(hashTree(checkout)).toBe(before)
    })
  }
  const refused = async (command: string): Promise<void> => {
    const result = await sandbox.exec(command, { timeoutMs: 20_000 })
    expect({ command, succeeded: result.exitCode === 0, output: result.stdout }).toMatchObject({
      succeeded: false,
    })
  }

  attempt('cannot write outside', async () => {
    const target = join(temp.path, 'written')
    // Its folder exists inside too, as part of a fresh /tmp: what is written there must not come out.
    await sandbox.exec(`echo x > ${target}`)
    await refused('echo x > /usr/bin/capuchin-was-here')
    await refused('echo x > /etc/passwd')
    await refused('echo x > /etc/ld.so.cache')
    await refused('mkdir /boot/x || touch /x')
    await refused('chmod u+w /usr/bin/env')
    await refused('mount -o remount,rw /usr || mount -t tmpfs none /tmp')
    expect(existsSync(target)).toBe(false)
  })
  attempt('cannot read keys', async () => {
    await refused(`cat ${home}/.ssh/id_rsa`)
    await refused('cat ~/.ssh/id_rsa')
    await refused('cat /etc/shadow || cat /etc/gshadow')
    await refused('ls /root/.ssh || ls /root/.npmrc || ls /root/.gitconfig')
    const environment = await sandbox.exec('env; cat /proc/[0-9]*/environ | tr "\\0" "\\n"')
    expect(environment.stdout).not.toContain('sk-escape-test')
  })
  attempt('cannot reach the network or a socket of the host', async () => {
    await refused('exec 3<>/dev/tcp/127.0.0.1/22')
    await refused('timeout 3 bash -c "exec 3<>/dev/tcp/1.1.1.1/53"')
    await refused(connectTo(join(temp.path, 'agent.sock')))
    await refused(`${connectTo('/var/run/docker.sock')} || ${connectTo('/run/docker.sock')}`)
    expect((await sandbox.exec('echo ${SSH_AUTH_SOCK-none}')).stdout).toBe('none\n')
  })
  attempt('cannot change the kernel', async () => {
    await refused('echo x > /proc/sys/kernel/hostname')
    await refused('echo 1 > /proc/sys/vm/drop_caches')
    await refused('echo h > /proc/sysrq-trigger')
    const writable = await sandbox.exec(
      `find /proc /sys -type f -not -path '/proc/[0-9]*' -writable 2>/dev/null | while read -r f; do if (: >> "$f") 2>/dev/null; then echo "$f"; fi; done`,
    )
    expect(writable.stdout).toBe('')
    expect((await sandbox.exec('ls /sys')).exitCode).not.toBe(0)
  })
  attempt('has no capability and gets none', async () => {
    const { stdout } = await sandbox.exec(
      'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb)" /proc/self/status | grep -vc 0000000000000000; grep NoNewPrivs /proc/self/status',
    )
    expect(stdout).toBe('0\nNoNewPrivs:\t1\n')
    await refused('unshare --user --map-root-user true')
    await refused('unshare --mount true')
    await refused('chroot / true')
    await refused('mknod /tmp/disk b 8 0')
  })
  attempt('cannot see or trace host processes', async () => {
    await refused(`kill -0 ${process.pid}`)
    await refused(`cat /proc/${process.pid}/environ`)
    const { stdout } = await sandbox.exec('ls -d /proc/[0-9]* | wc -l')
    expect(Number(stdout)).toBeLessThan(12)
    await refused(
      `python3 -c "import ctypes; l = ctypes.CDLL(None); raise SystemExit(0 if l.ptrace(16, ${process.pid}, 0, 0) == 0 else 1)"`,
    )
  })
  attempt('cannot fork without end', async () => {
    const bomb = 'b() { b | b & }; b; sleep 60'
    const result = await sandbox.exec(bomb, { timeoutMs: 2000 })
    expect(result.exitCode).not.toBe(0)
    expect((await sandbox.exec('ls -d /proc/[0-9]* | wc -l')).stdout.trim()).toMatch(/^\d$/)
  })
  attempt('cannot fill the disk or the memory', async () => {
    for (const target of [
      'fill',
      '/tmp/fill',
      '/var/tmp/fill',
      '/dev/shm/fill',
      '/dev/fill',
      '/run/fill',
      '~/fill',
    ]) {
      await refused(`head -c 60000000 /dev/zero > ${target}; code=$?; rm -f ${target}; (exit $code)`)
    }
    await refused('python3 -c "x = bytearray(2_000_000_000); print(len(x))"')
  })
  attempt('cannot outlive the sandbox', async () => {
    const mark = `capuchin-outlive-${process.pid}`
    const other = await provider.open({ from: 'checkout', path: checkout })
    await other.exec(
      `trap "" HUP TERM; (setsid nohup bash -c 'exec -a ${mark} sleep 300' >/dev/null 2>&1 &) ; sleep 0.2`,
    )
    expect(processesNamed(mark)).toBe(1)
    await other.dispose()
    expect(processesNamed(mark)).toBe(0)
  })
  attempt('cannot make the host run a program through git', async () => {
    const trap = join(temp.path, 'trapped')
    await sandbox.writeFile('trap.sh', `#!/bin/sh\ntouch ${trap}\n`)
    const keys =
      'core.fsmonitor diff.external diff.x.textconv diff.x.command filter.x.clean filter.x.smudge filter.x.process core.pager core.sshCommand core.hooksPath core.worktree include.path'
    await sandbox.exec(
      `chmod +x trap.sh; for key in ${keys}; do git config $key "$PWD/trap.sh"; done; printf '* diff=x filter=x\\n' > .gitattributes; ` +
        'mkdir -p .git/hooks .git/info; for hook in pre-commit post-index-change post-checkout fsmonitor-watchman; do cp trap.sh .git/hooks/$hook; done; ' +
        `cp .gitattributes .git/info/attributes; echo edit >> src/main.txt; mkdir -p evil/.git; cp -r .git/. evil/.git`,
    )
    expect(await sandbox.diff()).toContain('+edit')
    const snapshot = await sandbox.checkpoint()
    await provider.release(snapshot)
    expect(existsSync(trap)).toBe(false)
  })
  attempt('cannot lead the host through symlinks', async () => {
    const secret = join(temp.path, 'secret')
    writeFileSync(secret, 'HOST SECRET')
    await sandbox.exec(`ln -sf ${secret} link; rm -rf src; ln -s ${temp.path} src; ln -s / rootlink`)
    const patch = await sandbox.diff()
    expect(patch).not.toContain('HOST SECRET')
    expect(await sandbox.readFile('link')).toBeNull()
    await sandbox.writeFile('src/secret', 'overwritten').catch(() => undefined)
    await sandbox.deleteFile('src/secret').catch(() => undefined)
    expect(readFileSync(secret, 'utf8')).toBe('HOST SECRET')
  })
  attempt('leaves no mount on the host', () => {
    expect(execFileSync('cat', ['/proc/self/mounts'], { encoding: 'utf8' })).not.toMatch(/^capuchin /m)
    return Promise.resolve()
  })
})

function connectTo(path: string): string {
  return `python3 -c "import socket; socket.socket(socket.AF_UNIX).connect('${path}')"`
}
