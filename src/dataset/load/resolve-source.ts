import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { CapuchinError } from '../../std/index.ts'
import { isDatasetFile } from './read-file.ts'

/** Where a dataset's rows come from. */
export type DatasetSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'arrow'; readonly path: string }
  | { readonly kind: 'task-repository'; readonly path: string }
  | { readonly kind: 'hub'; readonly name: string; readonly revision: string | null }

const full = 'SWE-bench/SWE-bench'
const aliases: Readonly<Record<string, string>> = {
  'swe-bench': full,
  swebench: full,
  swe_bench: full,
  full,
  lite: `${full}_Lite`,
  'swe-bench-lite': `${full}_Lite`,
  'swe-bench_lite': `${full}_Lite`,
  'swebench-lite': `${full}_Lite`,
  swe_bench_lite: `${full}_Lite`,
  verified: `${full}_Verified`,
  multilingual: `${full}_Multilingual`,
  multimodal: `${full}_Multimodal`,
}

/**
 * What a dataset argument means, tried in this order: a file by its ending, an alias, a folder (a task repository,
 * `<split>.parquet`, `.jsonl` or `.json`, Arrow files on disk), and last `owner/name[@revision]` on the Hugging Face hub.
 * Paths are meant from the folder `from`, else from the present one.
 */
export function resolveSource(argument: string, split: string, from?: string): DatasetSource {
  const path = from === undefined ? argument : resolve(from, argument)
  if (isDatasetFile(argument)) {
    if (existsSync(path)) return { kind: 'file', path }
    throw new CapuchinError('dataset/not-found', `there is no file ${path}`)
  }
  const alias = aliases[argument.trim().toLowerCase()]
  if (alias !== undefined) return { kind: 'hub', name: alias, revision: null }
  if (existsSync(path) && statSync(path).isDirectory()) return fromFolder(path, split)
  const hub = existsSync(path) ? null : /^(\w[\w.-]*\/\w[\w.-]*)(?:@(.+))?$/.exec(argument)
  if (hub?.[1] !== undefined) return { kind: 'hub', name: hub[1], revision: hub[2] ?? null }
  const seen = existsSync(path) ? 'is a file of another kind' : 'names no dataset'
  throw new CapuchinError('dataset/not-found', `'${argument}' ${seen}`, {
    hint: `Give a .json, .jsonl or .parquet file, a folder, owner/name on the hub, or one of: ${Object.keys(aliases).join(', ')}.`,
  })
}

function fromFolder(folder: string, split: string): DatasetSource {
  if (existsSync(join(folder, 'sweb.yaml'))) return { kind: 'task-repository', path: folder }
  const file = ['parquet', 'jsonl', 'json']
    .map((ending) => join(folder, `${split}.${ending}`))
    .find((path) => existsSync(path))
  if (file !== undefined) return { kind: 'file', path: file }
  const arrow = [join(folder, split), folder].find((path) => existsSync(join(path, 'dataset_info.json')))
  if (arrow !== undefined) return { kind: 'arrow', path: arrow }
  throw new CapuchinError('dataset/not-found', `${folder} holds no dataset with the split '${split}'`, {
    hint: `Looked for sweb.yaml, ${split}.parquet, .jsonl, .json and ${split}/dataset_info.json.`,
  })
}
