import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, type TestContext } from 'vitest'
import { openOwnTestEngine, openTestEngine, type TestEngine } from '../../scripts/test-engine.ts'
import { createImagePlaces, createPulledImages, type EvaluationPlaces } from '../../src/evaluation/index.ts'
import {
  faultInstance,
  faultItem,
  faultsContract,
  honestTests,
  labelOf,
  runItems,
  type FaultySurroundings,
} from '../../src/evaluation/run/faults.contract.ts'
import { createDockerProvider, createImageStore, type SandboxLimits } from '../../src/sandbox/index.ts'
import { runProcess, sleep } from '../../src/std/index.ts'

let engine: TestEngine | { readonly skip: string }

beforeAll(async () => {
  engine = await openTestEngine()
  if ('docker' in engine) await makeProjectImage(engine)
})
afterAll(async () => {
  if (!('docker' in engine)) return
  await engine.docker.getImage(project).remove({ force: true })
  await engine[Symbol.asyncDispose]()
})

const project = 'capuchin-test-faults:latest'

faultsContract({
  create: () => Promise.resolve('skip' in engine ? engine : surroundingsOf(engine)),
  exceptions: { 'fill the disk': 'storage drivers cannot size a layer; single files are limited' },
})

test('a container that vanishes is tried once more, and its instance has a verdict', async (context) => {
  const { docker } = engineOf(context)
  await using places = await placesOf(engineOf(context))
  const started = performance.now()
  const running = runItems([itemOf('o__r-1', ['sleep 3', ...honestTests]), itemOf('o__r-2')], places, {
    jobs: 2,
  })
  await removeFirst(engineOf(context), 'sleep 3')
  const results = await running
  expect(labelOf(results.get('o__r-1'))).toMatchObject({ ending: 'finished', testExitCode: 0 })
  expect(labelOf(results.get('o__r-2'))).toMatchObject({ ending: 'finished', testExitCode: 0 })
  expect(performance.now() - started).toBeGreaterThan(3_000)
  expect(await ownContainers(docker)).toEqual([])
})

test('a container that vanishes each time is no verdict', async (context) => {
  const { docker } = engineOf(context)
  await using places = await placesOf(engineOf(context))
  const running = runItems([itemOf('o__r-1', ['sleep 60'])], places, { jobs: 1 })
  await removeFirst(engineOf(context), 'sleep 60')
  await removeFirst(engineOf(context), 'sleep 60')
  expect((await running).get('o__r-1')).toMatchObject({ kind: 'infra', code: 'sandbox/lost' })
  expect(await ownContainers(docker)).toEqual([])
})

test('an image that cannot be pulled is no verdict and says what to do', async (context) => {
  const { docker } = engineOf(context)
  await using places = await placesOf(engineOf(context))
  const instance = faultInstance('o__r-1', '127.0.0.1:9/nobody/has-this:latest')
  const unnamed = faultInstance('o__r-3', null)
  const items = [faultItem(instance, honestTests), itemOf('o__r-2'), faultItem(unnamed, honestTests)]
  const results = await runItems(items, places, { jobs: 2 })
  expect(results.get('o__r-1')).toMatchObject({
    kind: 'infra',
    code: 'sandbox/no-registry',
    hint: expect.stringContaining('network'),
  })
  expect(results.get('o__r-3')).toMatchObject({ kind: 'infra', code: 'evaluation/no-environment' })
  expect(labelOf(results.get('o__r-2'))).toMatchObject({ ending: 'finished', testExitCode: 0 })
  expect(await ownContainers(docker)).toEqual([])
})

test('a network that the engine does not have is no verdict', async (context) => {
  const opened = engineOf(context)
  const networks = await opened.docker.listNetworks()
  if (networks.some(({ Name }) => Name === 'bridge')) context.skip('this engine has a network')
  await using places = await placesOf(opened, { network: true })
  const results = await runItems([itemOf('o__r-1')], places, { jobs: 1 })
  expect(results.get('o__r-1')).toMatchObject({ kind: 'infra', code: 'sandbox/no-network' })
  expect(await ownContainers(opened.docker)).toEqual([])
})

test('an engine that is killed takes no verdict with it, and the run comes to its end', async (context) => {
  const own = await openOwnTestEngine()
  if ('skip' in own) return context.skip(own.skip)
  await using mine = own
  await makeProjectImage(mine)
  const places = await placesOf(mine)
  const items = [itemOf('o__r-1', ['sleep 60']), itemOf('o__r-2'), itemOf('o__r-3')]
  // The first is alone in running when the engine goes; two wait.
  const running = runItems([{ ...items[0]!, expectedMs: 1e6 }, ...items.slice(1)], places, { jobs: 1 })
  await waitForProcess(mine, 'sleep 60')
  process.kill(mine.pid ?? 0, 'SIGKILL')
  const results = await running
  for (const id of ['o__r-1', 'o__r-2', 'o__r-3'])
    expect(results.get(id)).toMatchObject({
      kind: 'infra',
      code: 'sandbox/unavailable',
      hint: expect.stringContaining('start Docker'),
    })
  await places[Symbol.asyncDispose]()
})

test('a command that was cut off does not keep the program from ending', async (context) => {
  const { socketPath } = engineOf(context)
  const sandboxes = JSON.stringify(join(import.meta.dirname, '../../src/sandbox/index.ts'))
  const where = JSON.stringify(socketPath === null ? {} : { socketPath })
  const program = `
    import { createDockerProvider } from ${sandboxes}
    const provider = createDockerProvider(${where})
    const sandbox = await provider.open({ from: 'image', image: '${project}', root: '/testbed' })
    const { timedOut } = await sandbox.exec('sleep 600', { timeoutMs: 300 })
    await sandbox.dispose()
    await provider.dispose()
    process.stdout.write(timedOut ? 'cut off' : 'ended by itself')`
  const { exitCode, stdout } = await runProcess(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--input-type=module', '--eval', program],
    { timeoutMs: 20_000 },
  )
  expect({ exitCode, said: Buffer.from(stdout).toString('utf8') }).toEqual({ exitCode: 0, said: 'cut off' })
})

function engineOf(context: TestContext): TestEngine {
  return 'skip' in engine ? context.skip(engine.skip) : engine
}

function surroundingsOf(opened: TestEngine): FaultySurroundings {
  return {
    openPlaces: (limits) => placesOf(opened, { limits }),
    leftovers: () => ownContainers(opened.docker),
  }
}

async function placesOf(
  { socketPath }: TestEngine,
  options: { readonly limits?: Partial<SandboxLimits>; readonly network?: boolean } = {},
): Promise<EvaluationPlaces> {
  const where = socketPath === null ? {} : { socketPath }
  const provider = createDockerProvider({ ...where, privileges: 'usual' })
  const pulled = createPulledImages({
    images: createImageStore(where),
    budgetBytes: 1e12,
    onProgress: () => undefined,
  })
  return Promise.resolve(
    createImagePlaces({
      provider,
      holdImage: (instance, holdOptions) =>
        instance.instanceId === 'o__r-3' || instance.evaluation?.image
          ? pulled(instance, holdOptions)
          : pulled(faultInstance(instance.instanceId, project), holdOptions),
      limits: options.limits ?? {},
      network: options.network ?? false,
    }),
  )
}

function itemOf(instanceId: string, lines: readonly string[] = honestTests) {
  return faultItem(faultInstance(instanceId, project), lines)
}

/** The test image with a repository of one file at `/testbed`. */
async function makeProjectImage({ docker, image }: TestEngine): Promise<void> {
  const identity = '-c user.name=a -c user.email=a@b.c'
  const make = `mkdir -p /testbed /tmp; cd /testbed; echo a > a.txt; git init -q .; git add .; git ${identity} commit -qm base`
  const container = await docker.createContainer({
    Image: image,
    Cmd: ['bash', '-c', make],
    HostConfig: { NetworkMode: 'none' },
  })
  await container.start()
  await container.wait()
  await container.commit({ repo: 'capuchin-test-faults', tag: 'latest' })
  await container.remove({ force: true })
}

async function ownContainers(docker: TestEngine['docker']): Promise<readonly string[]> {
  const containers = await docker.listContainers({ all: true, filters: { label: ['dev.capuchin.sandbox'] } })
  return containers.map(({ Names }) => Names.join())
}

/** Removes the container that a command runs in, as somebody might who tidies up. */
async function removeFirst(opened: TestEngine, command: string): Promise<void> {
  const id = await waitForProcess(opened, command)
  await opened.docker.getContainer(id).remove({ force: true })
}

async function waitForProcess({ docker }: TestEngine, command: string): Promise<string> {
  for (let tries = 0; tries < 200; tries++) {
    for (const { Id } of await docker.listContainers({ filters: { label: ['dev.capuchin.sandbox'] } })) {
      const top: unknown = await docker
        .getContainer(Id)
        .top()
        .catch(() => null)
      if (JSON.stringify(top).includes(`"${command}"`)) return Id
    }
    await sleep(100)
  }
  throw new Error(`no container runs ${command}`)
}
