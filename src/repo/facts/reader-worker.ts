/** Thread of the reader pool: reads the contents of each message and answers with a segment of them. */
import { parentPort } from 'node:worker_threads'
import { createSyntax } from '../../syntax/index.ts'
import { createTermSplitter } from '../lexical/terms.ts'
import { encodeSegment } from '../segment/segment-bytes.ts'
import { createSegmentBuilder } from '../segment/segment-builder.ts'
import { createDocReader, type UnreadDoc } from './doc-reader.ts'

const syntax = createSyntax()
const reader = createDocReader(syntax)
const split = createTermSplitter()

// The messages are the pool's own, of this same build.
parentPort?.on('message', (docs: readonly UnreadDoc[]) => {
  void answer(docs)
})

// Threads of one process have no origins.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage('ready')

async function answer(docs: readonly UnreadDoc[]): Promise<void> {
  const builder = createSegmentBuilder(split)
  for (const doc of docs) builder.add(await reader.read(doc))
  const bytes = encodeSegment(builder.finish())
  // Threads of one process have no origins.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  parentPort?.postMessage(bytes)
}
