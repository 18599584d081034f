import { z } from 'zod'

const dataFilesSchema = z.array(
  z.object({ split: z.string(), path: z.union([z.string(), z.array(z.string())]) }),
)
const configSchema = z.object({
  config_name: z.string().optional(),
  default: z.boolean().optional(),
  data_files: dataFilesSchema.catch([]).optional(),
})

/** What the hub tells about a dataset at a commit. */
export const hubInfoSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(z.object({ rfilename: z.string() })),
  /** The dataset's card may say which files make which split. */
  cardData: z
    .object({ configs: z.array(configSchema).catch([]).optional() })
    .nullish()
    .catch(null),
})
export type HubInfo = z.infer<typeof hubInfoSchema>

/** Files of a split in the order of their names: as the card says, else by their names. */
export function filesOfSplit(info: HubInfo, split: string): readonly string[] {
  const paths = dataPaths(info)
  const patterns = cardPatterns(info).filter((entry) => entry.split === split)
  const byCard = paths.filter((path) => patterns.some((entry) => matches(path, entry.path)))
  return byCard.length > 0 ? byCard : paths.filter((path) => splitOfPath(path) === split)
}

/** Every split that the files or the card name. */
export function splitsOf(info: HubInfo): readonly string[] {
  const named = cardPatterns(info).map(({ split }) => split)
  const found = dataPaths(info).map(splitOfPath)
  return [...new Set([...named, ...found.filter((split) => split !== null)])].sort()
}

/**
 * Readable files, those of the best form only: beside Parquet a `.json` describes the data and is none. A name that
 * would leave its folder is none either.
 */
function dataPaths(info: HubInfo): readonly string[] {
  const isInside = (path: string): boolean =>
    !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..')
  const paths = info.siblings
    .map(({ rfilename }) => rfilename)
    .filter(isInside)
    .sort()
  const byForm = ['.parquet', '.jsonl', '.json'].map((ending) =>
    paths.filter((path) => path.endsWith(ending)),
  )
  return byForm.find((found) => found.length > 0) ?? []
}

function cardPatterns(info: HubInfo): readonly { readonly split: string; readonly path: string }[] {
  const configs = info.cardData?.configs ?? []
  const chosen =
    configs.find((config) => config.default) ??
    configs.find((config) => config.config_name === 'default') ??
    configs[0]
  return (chosen?.data_files ?? []).flatMap(({ split, path }) =>
    (typeof path === 'string' ? [path] : path).map((one) => ({ split, path: one })),
  )
}

/** `data/test-00000-of-00001.parquet`, `test.jsonl`, `default/test/0000.parquet` are all of `test`. */
function splitOfPath(path: string): string | null {
  const parts = path.split('/')
  const name = (parts.at(-1) ?? '').replace(/\.[^.]*$/, '')
  const sharded = /^(.+?)-\d{5}-of-\d{5}(?:-[0-9a-f]+)?$/.exec(name)?.[1]
  if (sharded !== undefined) return sharded
  return /^\d+$/.test(name) ? (parts.at(-2) ?? null) : name
}

/** A pattern of a card: `*` stands for anything within a folder, `**` across folders. */
function matches(path: string, pattern: string): boolean {
  const source = pattern
    .split(/(\*\*\/?|\*|\?)/)
    .map((piece) => wildcards[piece] ?? piece.replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`))
    .join('')
  return new RegExp(`^${source}$`).test(path)
}

const wildcards: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
}
