/** A model endpoint that answers with recorded replies, as a process of its own. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'

export interface ModelServer extends Disposable {
  readonly url: string
}

export async function startModelServer(program: string, corpus: string): Promise<ModelServer> {
  const port = await freePort()
  const child = spawn(process.execPath, [program, '--port', String(port), '--recorded', corpus], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stderr.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)))
  })
  return { url: `http://127.0.0.1:${port}/v1`, [Symbol.dispose]: () => void child.kill() }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
