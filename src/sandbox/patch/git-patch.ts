import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTempDir } from '../../std/index.ts'
import { createPrivateGit, privateGit } from './private-git.ts'
import { isTextFile, type FileChange } from './tree-file.ts'

/**
 * Git diff of these changes, computed on copies in a repository of our own. Files that are not UTF-8 become binary
 * parts, so that the patch survives being a string.
 */
export async function renderGitPatch(changes: readonly FileChange[]): Promise<string> {
  if (changes.length === 0) return ''
  const isText = ({ before, after }: FileChange): boolean => isTextFile(before) && isTextFile(after)
  const text = changes.filter((change) => isText(change))
  const binary = changes.filter((change) => !isText(change))
  await using temp = await createTempDir('capuchin-diff-')
  const gitDir = await createPrivateGit(join(temp.path, 'git'))
  const attributes = join(temp.path, 'all-binary')
  await writeFile(attributes, '* -diff\n')
  // Nothing reads these objects again but the diff right after.
  await privateGit(['-c', 'core.compression=0', 'fast-import', '--quiet', '--done'], {
    gitDir,
    stdin: Buffer.concat([...importOf(text, 'text'), ...importOf(binary, 'binary'), Buffer.from('done\n')]),
  })
  const diff = (kind: string, settings: readonly string[]): Promise<Buffer> =>
    privateGit(
      [...settings, 'diff', ...diffOptions, `refs/capuchin/${kind}-before`, `refs/capuchin/${kind}-after`],
      { gitDir },
    )
  const parts = await Promise.all([
    text.length === 0 ? Buffer.alloc(0) : diff('text', []),
    binary.length === 0 ? Buffer.alloc(0) : diff('binary', ['-c', `core.attributesFile=${attributes}`]),
  ])
  return Buffer.concat(parts).toString('utf8')
}

const diffOptions = [
  '--binary',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--no-color',
  '--full-index',
  '--src-prefix=a/',
  '--dst-prefix=b/',
]

/** Two commits, before and after, in git's import language. */
function* importOf(changes: readonly FileChange[], kind: string): Generator<Buffer> {
  for (const side of ['before', 'after'] as const) {
    yield Buffer.from(`commit refs/capuchin/${kind}-${side}\ncommitter capuchin <> 0 +0000\ndata 0\n`)
    for (const change of changes) {
      const file = change[side]
      if (file === null) continue
      yield Buffer.from(
        `M ${file.mode} inline ${importPath(change.path)}\ndata ${file.content.byteLength}\n`,
        'latin1',
      )
      yield file.content
      yield Buffer.from('\n')
    }
  }
}

/** A path in git's import language: quoted, with every unusual byte as an octal escape. */
function importPath(path: string): string {
  const escaped = path.replaceAll(
    /[^ !#-[\]-~]/g,
    (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`,
  )
  return `"${escaped}"`
}
