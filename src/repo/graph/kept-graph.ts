import { mkdir, readFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite } from '../../std/index.ts'
import type { PathColumns } from '../lexical/path-index.ts'
import { importSettingsSchema, type ImportSettings } from '../imports/import-settings.ts'
import { decodeColumns, encodeColumns, type Columns } from '../segment/column-file.ts'
import { segmentVersion } from '../segment/segment-bytes.ts'
import { keepYoungest } from '../segment/segment-folder.ts'
import type { Graph } from './page-rank.ts'

/** What is worked out once for a state of a tree, whatever is asked of it. */
export interface KeptGraph {
  /** What the edges were made by. */
  readonly settings: ImportSettings
  readonly graph: Graph
  readonly paths: PathColumns
  /** Nodes by how much of the rest leans on them, best first. */
  readonly usedNodes: Uint32Array
  /** Definitions by the same, as node and place in its file. */
  readonly usedSymbols: { readonly nodes: Uint32Array; readonly places: Uint32Array }
}

/** Null for a state that nobody has worked out, or whose file is damaged. */
export async function loadGraph(folder: string, treeKey: string): Promise<KeptGraph | null> {
  const path = fileOf(folder, treeKey)
  const file = await readFile(path).catch(() => null)
  const columns = file && decodeColumns(label, file, kinds)
  if (!columns) return null
  // So that the youngest are those that are used; a folder that cannot be written to is read all the same.
  const now = new Date()
  await utimes(path, now, now).catch(() => undefined)
  const [text, starts, targets, weights, usedNodes, nodes, places, ...ofPaths] = columns
  const [bytes, ends, slots, holderStarts, holderBytes, lengths] = ofPaths
  const settings = readSettings(text)
  if (!settings) return null
  // The kinds below, in their order.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return {
    settings,
    graph: { starts, targets, weights },
    paths: {
      terms: { bytes, starts: ends, slots },
      holders: { starts: holderStarts, bytes: holderBytes },
      lengths,
    },
    usedNodes,
    usedSymbols: { nodes, places },
  } as KeptGraph
}

/** A folder that cannot be written to costs the next process the work, and this one nothing. */
export async function saveGraph(folder: string, treeKey: string, kept: KeptGraph): Promise<void> {
  await writeGraph(folder, treeKey, kept).catch(() => undefined)
}

async function writeGraph(folder: string, treeKey: string, kept: KeptGraph): Promise<void> {
  const { settings, graph, paths, usedNodes, usedSymbols } = kept
  await mkdir(folder, { recursive: true })
  await atomicWrite(
    fileOf(folder, treeKey),
    encodeColumns(label, [
      Buffer.from(JSON.stringify(settings)),
      graph.starts,
      graph.targets,
      graph.weights,
      usedNodes,
      usedSymbols.nodes,
      usedSymbols.places,
      paths.terms.bytes,
      paths.terms.starts,
      paths.terms.slots,
      paths.holders.starts,
      paths.holders.bytes,
      paths.lengths,
    ]),
  )
  await keepYoungest(folder, ending, maxKept)
}

const ending = '.graph'
const maxKept = 6

/** Rises with every change of how the graph comes from what is known of files. */
const graphVersion = 2
const label = `graph ${graphVersion} of segment ${segmentVersion}`
const kinds = [
  Uint8Array,
  Uint32Array,
  Uint32Array,
  Float64Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint8Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint8Array,
  Uint32Array,
] as const

function fileOf(folder: string, treeKey: string): string {
  return join(folder, `${treeKey.slice(0, 32)}-${graphVersion}-${segmentVersion}${ending}`)
}

function readSettings(text: Columns | undefined): ImportSettings | null {
  try {
    const json = Buffer.from(text?.buffer ?? new ArrayBuffer(), text?.byteOffset, text?.byteLength)
    return importSettingsSchema.parse(JSON.parse(json.toString('utf8')))
  } catch {
    // Damaged: worked out again.
    return null
  }
}
