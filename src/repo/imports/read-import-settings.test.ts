import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { createTagger } from '../tags/extract-tags.ts'
import { noImportSettings } from './import-settings.ts'
import { readImportSettings } from './read-import-settings.ts'
import { createImportResolver } from './resolve-imports.ts'

async function resolverOf(files: Readonly<Record<string, string | Uint8Array>>) {
  const paths = Object.keys(files).sort()
  const tree = createMemoryFileTree(new Map(Object.entries(files)))
  const settings = await readImportSettings(tree, paths)
  // Kept by an index, so it must survive that.
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings)
  const resolve = createImportResolver({ paths }, settings)
  return (from: string, module: string) => resolve(from, { module, names: [] }).map(({ path }) => path)
}

const workspace = {
  'package.json': '{ "workspaces": ["packages/*"] }',
  'tsconfig.base.json': '{ "compilerOptions": { "paths": { "@base/*": ["packages/core/src/*"] } } }',
  'packages/core/package.json':
    '{ "name": "@acme/core", "main": "dist/index.js", "exports": { ".": { "types": "./dist/index.d.ts", "default": "./dist/index.js" }, "./deep/*": "./dist/esm/deep/*.js", "./plain": "./plain.js" }, "imports": { "#own/*": "./src/own/*.js" } }',
  'packages/core/src/index.ts': '',
  'packages/core/src/deep/leaf.ts': '',
  'packages/core/src/own/part.ts': '',
  'packages/core/plain.js': '',
  'packages/old/package.json': '{ "name": "old", "main": "./lib/main.js" }',
  'packages/old/src/main.ts': '',
  'packages/old/util.js': '',
  'packages/app/package.json': '{ "name": "app" }',
  'packages/app/tsconfig.json':
    '// why\n{ "extends": "../../tsconfig.base", /* and */ "compilerOptions": { "paths": { "~/*": ["./src/*", "./gen/*"], "exact": ["./src/exact.ts"], "http://x//*": ["./src/*"], }, }, }',
  'packages/app/src/main.ts': '',
  'packages/app/src/view.vue': '',
  'packages/app/src/exact.ts': '',
  'packages/app/gen/made.ts': '',
}

describe('readImportSettings', () => {
  it.each([
    ['packages/app/src/main.ts', '@acme/core', 'packages/core/src/index.ts'],
    ['packages/app/src/main.ts', '@acme/core/deep/leaf', 'packages/core/src/deep/leaf.ts'],
    ['packages/app/src/main.ts', '@acme/core/plain', 'packages/core/plain.js'],
    ['packages/app/src/main.ts', '@acme/corer', undefined],
    ['packages/app/src/main.ts', 'old', 'packages/old/src/main.ts'],
    ['packages/app/src/main.ts', 'old/util', 'packages/old/util.js'],
    ['packages/core/src/index.ts', '#own/part', 'packages/core/src/own/part.ts'],
    ['packages/app/src/main.ts', '#own/part', undefined],
    ['packages/app/src/main.ts', '~/view.vue', 'packages/app/src/view.vue'],
    ['packages/app/src/main.ts', '~/made', 'packages/app/gen/made.ts'],
    ['packages/app/src/view.vue', 'exact', 'packages/app/src/exact.ts'],
    // The paths of a file that another extends do not hold beside its own.
    ['packages/app/src/main.ts', '@base/index', undefined],
    ['packages/app/src/main.ts', 'react', undefined],
    ['packages/core/src/index.ts', '~/view.vue', undefined],
  ])('%s: %s', async (from, module, expected) => {
    expect((await resolverOf(workspace))(from, module)).toEqual(expected === undefined ? [] : [expected])
  })

  it('takes paths from what a file extends, and from the projects it lists for its own folder', async () => {
    const paths = '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }'
    for (const files of [
      {
        'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
        'tsconfig.app.json': paths,
      },
      {
        'tsconfig.json': '{ "extends": ["./missing", "./conf/tsconfig.app.json"] }',
        'conf/tsconfig.app.json': paths.replace('./src', '../src'),
      },
      { 'jsconfig.json': paths },
    ])
      expect((await resolverOf({ ...files, 'src/a.ts': '' }))('src/b.ts', '@/a')).toEqual(['src/a.ts'])
  })

  it('starts at a base folder where one is set, by whichever file', async () => {
    const files = {
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": "src" } }',
      'app/tsconfig.json':
        '{ "extends": "../tsconfig.json", "compilerOptions": { "paths": { "@/*": ["lib/*"] } } }',
      'src/lib/a.ts': '',
    }
    expect((await resolverOf(files))('x.ts', 'lib/a')).toEqual(['src/lib/a.ts'])
    expect((await resolverOf(files))('app/x.ts', '@/a')).toEqual(['src/lib/a.ts'])
  })

  it('a hostile file costs what it would have said, and nothing else', async () => {
    const resolve = await resolverOf({
      'a/tsconfig.json': '{ "extends": "./b.json" }',
      'a/b.json': '{ "extends": ["./tsconfig.json", "./b.json"] }',
      'b/tsconfig.json': '{ nonsense',
      'c/tsconfig.json': '{ "compilerOptions": { "baseUrl": 3, "paths": [] }, "extends": {} }',
      'd/package.json': `{ "name": "huge", "x": "${'a'.repeat(600_000)}" }`,
      'e/package.json': '[]',
      'f/package.json': `{ "name": "deep", "exports": ${'{"a":'.repeat(5000)}1${'}'.repeat(5000)} }`,
      'g/package.json': '{ "name": ["no"], "exports": 7, "imports": null }',
      'h/tsconfig.json': new Uint8Array([0xff, 0, 1]),
      'i/tsconfig.json':
        '{ "compilerOptions": { "baseUrl": "../../..", "paths": { "x*y*": ["../../../../etc/*"] } } }',
      'j/package.json': '{ "name": "good" }',
      'j/index.js': '',
      'node_modules/skipped/package.json': '{ "name": "skipped" }',
      'node_modules/skipped/index.js': '',
    })
    for (const folder of 'abcdefghi') expect(resolve(`${folder}/x.ts`, 'good')).toEqual(['j/index.js'])
    expect(resolve('i/x.ts', 'xay')).toEqual([])
    expect(resolve('a/x.ts', 'skipped')).toEqual([])
  })

  it('finds a file for every relative import of a real project', async () => {
    const root = resolve(import.meta.dirname, '../..')
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    )
    const find = createImportResolver({ paths }, noImportSettings)
    using syntax = createSyntax()
    using tagger = createTagger(syntax)
    const [lost, found]: [string[], string[]] = [[], []]
    for (const path of paths.filter(
      (path) => /^(?:repo|syntax|app)\//.test(path) && !path.includes('.test.'),
    )) {
      const tags = await tagger.read(readFileSync(join(root, path), 'utf8'), 'typescript')
      for (const imported of tags?.imports ?? []) {
        if (!imported.module.startsWith('.')) continue
        const list = find(path, imported).length > 0 ? found : lost
        list.push(`${path}: ${imported.module}`)
      }
    }
    expect(lost).toEqual([])
    expect(found.length).toBeGreaterThan(200)
  })
})
