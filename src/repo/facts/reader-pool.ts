import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import PQueue from 'p-queue'
import { CapuchinError } from '../../std/index.ts'
import { joinSegments } from '../segment/merge-segments.ts'
import { createSegmentBuilder } from '../segment/segment-builder.ts'
import { decodeSegment } from '../segment/segment-bytes.ts'
import type { Segment } from '../segment/segment.ts'
import { readByWords, type UnreadDoc } from './doc-reader.ts'

/** Threads that read contents, each batch to a segment. Its owner ends it, and with it what it is at. */
export interface ReaderPool extends AsyncDisposable {
  read(docs: readonly UnreadDoc[]): Promise<Segment>
}

export function createReaderPool(threads: number): ReaderPool {
  let ended = false
  const all = new Set<Worker>()
  const idle: Worker[] = []
  const queue = new PQueue({ concurrency: threads })
  const acquire = async (): Promise<Worker> => {
    const worker = idle.pop() ?? (await startWorker())
    all.add(worker)
    return worker
  }
  const readOnce = async (docs: readonly UnreadDoc[]): Promise<Segment | null> => {
    if (ended) throw new CapuchinError('repo/pool-ended', 'the threads that read files were stopped')
    const worker = await acquire()
    const answer = await ask(worker, docs)
    if (answer === null) {
      // A grammar took its thread down: what else it knew is gone, but nothing outside of it.
      all.delete(worker)
      await worker.terminate()
      return null
    }
    idle.push(worker)
    return decodeSegment(answer)
  }
  const read = async (docs: readonly UnreadDoc[]): Promise<readonly Segment[]> => {
    const segment = await queue.add(() => readOnce(docs))
    if (segment) return [segment]
    if (docs.length > 1) {
      const half = docs.length >> 1
      return [...(await read(docs.slice(0, half))), ...(await read(docs.slice(half)))]
    }
    const builder = createSegmentBuilder()
    for (const doc of docs) builder.add(readByWords(doc))
    return [builder.finish()]
  }
  return {
    read: async (docs) => joinSegments(await read(docs)),
    [Symbol.asyncDispose]: async () => {
      ended = true
      await Promise.all([...all].map((worker) => worker.terminate()))
    },
  }
}

/** Null when the thread dies over it. */
function ask(worker: Worker, docs: readonly UnreadDoc[]): Promise<Uint8Array | null> {
  // Threads of one process have no origins.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage(docs)
  return nextMessage<Uint8Array>(worker).catch(() => null)
}

/** Rejects when the thread ends instead. */
function nextMessage<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: T): void => end(() => resolve(message))
    const onError = (error: Error): void => end(() => reject(error))
    const onExit = (code: number): void => end(() => reject(new Error(`the thread ended with ${code}`)))
    const end = (settle: () => void): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit)
      settle()
    }
    worker.once('message', onMessage).once('error', onError).once('exit', onExit)
  })
}

async function startWorker(): Promise<Worker> {
  const worker = createWorker()
  // A thread that fails when nobody waits for it must not take the process with it.
  worker.on('error', () => undefined)
  await nextMessage(worker).catch((cause: unknown) => {
    throw new CapuchinError('repo/reader-thread', 'a thread that reads files could not be started', {
      cause,
      hint: 'install the package again: npm ci',
    })
  })
  return worker
}

function createWorker(): Worker {
  const built = new URL('./reader-worker.js', import.meta.url)
  if (existsSync(built)) return new Worker(built, { execArgv: [] })
  // From the sources, the thread has to be taught the language first.
  const source = new URL('./reader-worker.ts', import.meta.url).href
  const tsx = createRequire(import.meta.url).resolve('tsx/package.json')
  const loader = new URL('./dist/esm/api/index.mjs', pathToFileURL(tsx)).href
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}) })`
  return new Worker(start, { eval: true, execArgv: [] })
}
