import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { createDoorReader, throughDoors } from './through-doors.ts'

/** Packages that every command needs, of many modules each: loading those one by one is what makes a start slow. */
const builtIn = new Set(['commander', 'diff', 'eventemitter3', 'kysely', 'p-queue', 'p-timeout', 'zod'])

export interface BundleRequest {
  readonly root: string
  /** Below `src`; its folder holds all modules of the result too. */
  readonly entry: string
  /** Below `src`: modules that threads are started with. */
  readonly threads: readonly string[]
  readonly to: string
}

/**
 * Joins the modules of `src` to one per dynamic import and one per group that these share. Other packages are
 * imported as before: they are loaded late, or read files of their own. Gives the names of packages built in.
 */
export async function bundle({ root, entry, threads, to }: BundleRequest): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry, ...threads].map((path) => join('src', path)),
    outdir: join(to, dirname(entry)),
    entryNames: '[name]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Packages in the older format that are built in look for Node's own modules by `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [leavePackages, englishOnly, ownSources(join(root, 'src'), join(root, 'src', dirname(entry)))],
  })
  for (const thread of threads) leadTo(thread, { entry, to })
  const packages = Object.keys(metafile.inputs).map(
    (input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1],
  )
  return [...new Set(packages)].filter((name) => name !== undefined).toSorted()
}

/** A thread is started by the place of its source; what lies there leads to the module that was built of it. */
function leadTo(thread: string, { entry, to }: Pick<BundleRequest, 'entry' | 'to'>): void {
  const place = join(to, thread.replace(/\.ts$/, '.js'))
  const built = join(to, dirname(entry), basename(place))
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, `import '${relative(dirname(place), built).split(sep).join('/')}'\n`)
}

const leavePackages: Plugin = {
  name: 'leave packages',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
      if (kind === 'entry-point' || path.startsWith('node:')) return null
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? path
      return builtIn.has(name) ? null : { path, external: true }
    })
  },
}

/** Zod brings its messages in fifty languages, which nobody reads here and every start would load. */
const englishOnly: Plugin = {
  name: 'english only',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js'",
    }))
  },
}

/**
 * Reads the modules of `src`: without detours through doors, with zod as a namespace, which is pruned where an object
 * is not, and so that each goes on finding the files beside it, for its address is that of its own place, not of the
 * module it was joined to.
 */
function ownSources(sources: string, joinedIn: string): Plugin {
  return {
    name: 'own sources',
    setup(builder) {
      const readDoor = createDoorReader()
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!path.startsWith(sources)) return null
        const place = relative(joinedIn, path).split(sep).join('/')
        const address = `new URL(${JSON.stringify(place)}, import.meta.url).href`
        const text = readFileSync(path, 'utf8')
          .replaceAll('import.meta.url', address)
          .replace("import { z } from 'zod'", "import * as z from 'zod'")
        return { contents: throughDoors(path, text, readDoor), loader: 'ts' }
      })
    },
  }
}
