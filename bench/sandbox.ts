import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLocalProvider, type Sandbox } from '../src/sandbox/index.ts'
import { createTempDir, runProcess } from '../src/std/index.ts'

export interface SandboxFigure {
  readonly name: string
  readonly medianMs: number
  /** Of the bare commands it stands on, in the same run. */
  readonly floorMs: number
}

/** Medians of what a sandbox costs, each beside the bare commands that no sandbox could do without. */
export async function benchSandbox(options: {
  readonly files: number
  readonly rounds: number
  readonly forks: number
}) {
  await using temp = await createTempDir('capuchin-bench-')
  const checkout = join(temp.path, 'checkout')
  await makeTree(checkout, options.files)
  await using provider = createLocalProvider({ stateDir: join(temp.path, 'state') })
  const open = (): Promise<Sandbox> => provider.open({ from: 'checkout', path: checkout })
  await (await open()).dispose()

  const floors = await measureFloors(checkout, options.rounds)
  const opened: number[] = []
  const firstCommand: number[] = []
  for (let round = 0; round < options.rounds; round++) {
    const started = performance.now()
    const sandbox = await open()
    opened.push(performance.now() - started)
    await sandbox.exec('true')
    firstCommand.push(performance.now() - started)
    await sandbox.dispose()
  }
  await using parent = await open()
  await parent.exec('head -c 1000000 /dev/urandom > changed')
  const forks: number[] = []
  for (let round = 0; round < options.forks; round++) {
    const started = performance.now()
    const child = await parent.fork()
    forks.push(performance.now() - started)
    await child.dispose()
  }
  const commands = await times(options.rounds * 20, () => parent.exec(':'))
  const checks = await times(options.rounds, () => parent.assertBaseUnchanged())
  const diffs = await times(options.rounds, () => parent.diff())
  const start = floors.mount + floors.bwrap
  const figures: SandboxFigure[] = [
    { name: `open, ${options.files} files`, medianMs: median(opened), floorMs: start },
    { name: 'open and first command', medianMs: median(firstCommand), floorMs: start },
    { name: 'fork, 1 MB changed', medianMs: median(forks), floorMs: start },
    { name: 'fork, first ten', medianMs: median(forks.slice(0, 10)), floorMs: start },
    { name: `fork, last ten of ${options.forks}`, medianMs: median(forks.slice(-10)), floorMs: start },
    { name: 'exec', medianMs: median(commands), floorMs: floors.bash },
    { name: 'assertBaseUnchanged', medianMs: median(checks), floorMs: floors.find },
    { name: 'diff, 1 MB binary', medianMs: median(diffs), floorMs: floors.find },
  ]
  return { figures, floors }
}

async function measureFloors(checkout: string, rounds: number) {
  const mount = `mount -t tmpfs t /sys && mkdir /sys/u /sys/w /sys/m && mount -t overlay -o ${
    process.getuid?.() === 0 ? '' : 'userxattr,'
  }lowerdir=${checkout},upperdir=/sys/u,workdir=/sys/w o /sys/m`
  const userArgs = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const confined = [
    '--unshare-all',
    '--unshare-user',
    '--ro-bind',
    '/usr',
    '/usr',
    '--symlink',
    'usr/lib',
    '/lib',
  ]
  const links = ['--symlink', 'usr/lib64', '/lib64', '--proc', '/proc', '--dev', '/dev']
  const run = (command: string, args: readonly string[]) => () => runProcess(command, args, { cwd: checkout })
  return {
    mount: median(
      await times(
        rounds,
        run('env', ['unshare', '--mount', ...userArgs, 'bash', '--noprofile', '--norc', '-c', mount]),
      ),
    ),
    bwrap: median(await times(rounds, run('bwrap', [...confined, ...links, '/usr/bin/true']))),
    bash: median(await times(rounds, run('bash', ['--noprofile', '--norc', '-c', ':']))),
    find: median(await times(rounds, run('find', ['.', '-printf', '%s']))),
  }
}

async function times(count: number, task: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let round = 0; round < count; round++) {
    const started = performance.now()
    await task()
    taken.push(performance.now() - started)
  }
  return taken
}

async function makeTree(root: string, files: number): Promise<void> {
  for (let index = 0; index < files; index++) {
    const folder = join(root, `d${index % 100}`)
    if (index < 100) await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `f${index}.txt`), `file ${index}\n`.repeat(20))
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

if (process.argv[1] === import.meta.filename) {
  const { figures, floors } = await benchSandbox({ files: 3000, rounds: 21, forks: 300 })
  console.log(
    'floors (ms):',
    Object.fromEntries(Object.entries(floors).map(([name, ms]) => [name, ms.toFixed(1)])),
  )
  for (const { name, medianMs, floorMs } of figures) {
    const over = medianMs - floorMs
    console.log(
      `${name.padEnd(28)} ${medianMs.toFixed(2).padStart(8)} ms   floor ${floorMs.toFixed(2)} ms   over it ${over.toFixed(2)} ms`,
    )
  }
}
