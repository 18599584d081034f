import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'

/** How a registry answers an engine that pulls. */
export type RegistryMood = 'well' | 'rate-limited' | 'unknown' | 'denied'

export interface ImageRegistry extends AsyncDisposable {
  /** Name of an image of this registry; each path is an image of its own. */
  image(path: string): string
  /** How it answers the next pulls, one after the other; the last one stays. */
  expect(...moods: readonly RegistryMood[]): void
  /** How many there were since then. */
  readonly pulls: () => number
}

/** A registry on this machine, with an image of one file for every name. Engines pull from here without encryption. */
export async function openImageRegistry(): Promise<ImageRegistry> {
  const blobs = new Map<string, Buffer>()
  let moods: readonly RegistryMood[] = ['well']
  let pulls = 0
  let now: RegistryMood = 'well'
  const server = createServer((request, response) => {
    const { url = '' } = request
    const [, name = '', kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(url) ?? []
    if (kind === undefined) {
      // An engine begins each pull by asking who is there.
      now = moods[Math.min(pulls, moods.length - 1)] ?? 'well'
      pulls += 1
      return void response.end('{}')
    }
    if (kind === 'blobs') return void response.end(blobs.get(reference))
    return void answerManifest(response, { blobs, name, mood: now, withBody: request.method === 'GET' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    image: (path) => `127.0.0.1:${port}/${path}`,
    expect: (...next) => {
      moods = next
      pulls = 0
    },
    pulls: () => pulls,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const failures: Partial<Record<RegistryMood, readonly [status: number, code: string]>> = {
  'rate-limited': [429, 'TOOMANYREQUESTS'],
  unknown: [404, 'MANIFEST_UNKNOWN'],
  denied: [403, 'DENIED'],
}

async function answerManifest(
  response: ServerResponse,
  wanted: {
    readonly blobs: Map<string, Buffer>
    readonly name: string
    readonly mood: RegistryMood
    readonly withBody: boolean
  },
): Promise<void> {
  const failure = failures[wanted.mood]
  if (failure) {
    response.writeHead(failure[0], { 'content-type': 'application/json' })
    response.end(JSON.stringify({ errors: [{ code: failure[1], message: failure[1].toLowerCase() }] }))
    return
  }
  const manifest = await manifestOf(wanted.name, wanted.blobs)
  const type = 'application/vnd.docker.distribution.manifest.v2+json'
  response.writeHead(200, {
    'content-type': type,
    'content-length': manifest.byteLength,
    'docker-content-digest': digestOf(manifest),
  })
  response.end(wanted.withBody ? manifest : undefined)
}

async function manifestOf(name: string, blobs: Map<string, Buffer>): Promise<Buffer> {
  const archive = pack()
  // Half a megabyte that does not pack, so that sizes count.
  const noise = createHash('shake256', { outputLength: 500_000 }).update(name).digest()
  archive.entry({ name: 'file', mtime: new Date(0) }, noise)
  archive.finalize()
  const layer = await buffer(archive)
  const packed = gzipSync(layer)
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
    }),
  )
  for (const blob of [packed, config]) blobs.set(digestOf(blob), blob)
  const media = 'application/vnd.docker'
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${media}.distribution.manifest.v2+json`,
      config: {
        mediaType: `${media}.container.image.v1+json`,
        size: config.byteLength,
        digest: digestOf(config),
      },
      layers: [
        {
          mediaType: `${media}.image.rootfs.diff.tar.gzip`,
          size: packed.byteLength,
          digest: digestOf(packed),
        },
      ],
    }),
  )
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
