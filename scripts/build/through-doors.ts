import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'

const doorImport = /^import \{([^}]*)\} from '(\.[^']*\/index\.ts)'$/gm
const reexport = /^export (type )?\{([^}]*)\} from '([^']+)'$/gm

/** Where a name that a door gives out comes from. */
interface Origin {
  /** Absolute path, or the name of a package. */
  readonly file: string
  readonly name: string
}

/** Tells the files behind a door, an `index.ts` that only re-exports by name. */
export type DoorReader = (door: string) => ReadonlyMap<string, Origin>

/**
 * Rewrites imports from doors to imports from the files behind them, on as many lines as before. A bundle with more
 * than one entry has all that a file imports in it, used or not; as no module does anything when it is imported,
 * leaving out what is not used changes nothing but the time to start.
 */
export function throughDoors(path: string, text: string, readDoor: DoorReader): string {
  return text.replaceAll(doorImport, (whole, list: string, door: string) => {
    const origins = readDoor(resolve(dirname(path), door))
    const imports = valuesOf(list).map(({ name, as }) => {
      const origin = origins.get(name)
      if (!origin) throw new Error(`${path}: ${door} gives out no ${name}`)
      return `import { ${origin.name} as ${as} } from '${pathTo(path, origin.file)}';`
    })
    return imports.join(' ') + '\n'.repeat(whole.split('\n').length - 1)
  })
}

/** Reads each door once, and those behind it. */
export function createDoorReader(): DoorReader {
  const known = new Map<string, ReadonlyMap<string, Origin>>()
  const read: DoorReader = (door) => {
    const origins = known.get(door) ?? originsOf(door, read)
    known.set(door, origins)
    return origins
  }
  return read
}

function originsOf(door: string, readDoor: DoorReader): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>()
  for (const [, typeOnly, list = '', from = ''] of readFileSync(door, 'utf8').matchAll(reexport)) {
    if (typeOnly !== undefined) continue
    const file = from.startsWith('.') ? resolve(dirname(door), from) : from
    const behind = file.endsWith(`${sep}index.ts`) ? readDoor(file) : null
    for (const { name, as } of valuesOf(list)) origins.set(as, behind?.get(name) ?? { file, name })
  }
  return origins
}

/** `a, type B, c as d` without the types. */
function valuesOf(list: string): readonly { readonly name: string; readonly as: string }[] {
  return list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !part.startsWith('type '))
    .map((part) => {
      const [name = '', as = name] = part.split(' as ')
      return { name, as }
    })
}

function pathTo(from: string, file: string): string {
  if (!isAbsolute(file)) return file
  const path = relative(dirname(from), file).split(sep).join('/')
  return path.startsWith('.') ? path : `./${path}`
}
