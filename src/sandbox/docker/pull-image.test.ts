import { Readable } from 'node:stream'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pullError, readLines, withTag } from './pull-image.ts'

/** As engines and registries say it. */
test.each([
  ['toomanyrequests: You have reached your pull rate limit.', 'sandbox/image-rate-limited'],
  ['received unexpected HTTP status: 429 Too Many Requests', 'sandbox/image-rate-limited'],
  [
    "pull access denied for nobody/nothing, repository does not exist or may require 'docker login'",
    'sandbox/image-denied',
  ],
  ['Head "https://ghcr.io/v2/o/i/manifests/latest": unauthorized', 'sandbox/image-denied'],
  ['manifest for o/i:latest not found: manifest unknown: manifest unknown', 'sandbox/no-image'],
  ['no matching manifest for linux/arm64/v8 in the manifest list entries', 'sandbox/no-image'],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host',
    'sandbox/no-registry',
  ],
  ['Get "https://r.test/v2/": dial tcp 10.0.0.1:443: connect: connection refused', 'sandbox/no-registry'],
  ['unexpected EOF', 'sandbox/image-broken'],
  ['net/http: TLS handshake timeout', 'sandbox/image-broken'],
  ['received unexpected HTTP status: 503 Service Unavailable', 'sandbox/image-broken'],
  ['write /var/lib/docker/tmp/GetImageBlob1: no space left on device', 'sandbox/disk-full'],
  ['something that nobody has seen before', 'sandbox/engine'],
])('%s', (said, code) => {
  const error = pullError(new Error(said), 'o/i:latest')
  expect(error.code).toBe(code)
  expect(error.message).toContain('o/i:latest')
  expect(error.message).not.toContain('\n')
})

test('an engine that is gone is said as such', () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  expect(pullError(refused, 'i').code).toBe('sandbox/unavailable')
})

test.each([
  ['ubuntu', 'ubuntu:latest'],
  ['ubuntu:22.04', 'ubuntu:22.04'],
  ['localhost:5000/a/b', 'localhost:5000/a/b:latest'],
  ['localhost:5000/a/b:c', 'localhost:5000/a/b:c'],
  ['a/b@sha256:00', 'a/b@sha256:00'],
])('the full name of %s is %s', (name, full) => {
  expect(withTag(name)).toBe(full)
})

test('lines are read whole, however the answer is cut', async () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', 'é', '{', ' ', '"'), minLength: 1 })
    .map((text) => `x${text}`)
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.integer({ min: 1, max: 9 })), async (lines, sizes) => {
      const bytes = Buffer.from(lines.join('\r\n'))
      const chunks: Buffer[] = []
      for (let at = 0, turn = 0; at < bytes.byteLength; turn++) {
        const size = sizes[turn % Math.max(1, sizes.length)] ?? 5
        chunks.push(bytes.subarray(at, at + size))
        at += size
      }
      const read: string[] = []
      await readLines(Readable.from(chunks, { objectMode: false }), (text) =>
        read.push(text.replace(/\r$/, '')),
      )
      expect(read).toEqual(lines)
    }),
  )
})
