import { describe, expect, it } from 'vitest'
import { createImportResolver } from './resolve-imports.ts'

const paths = [
  'lib/index.js',
  'apps/one/conf.py',
  'apps/one/main.py',
  'apps/two/conf.py',
  'apps/two/main.py',
  'names/space/mod.py',
  'pkg/__init__.py',
  'pkg/core.py',
  'pkg/core.pyi',
  'pkg/fast.pyi',
  'pkg/sub/__init__.py',
  'pkg/sub/leaf.py',
  'src/tool/__init__.py',
  'src/tool/run.py',
  'web/app.tsx',
  'web/parts/button.tsx',
  'web/parts/index.ts',
  'web/util.ts',
]
const resolve = createImportResolver({ paths })

describe('createImportResolver', () => {
  it.each([
    ['pkg/core.py', 'pkg.sub.leaf', [], ['pkg/sub/leaf.py']],
    ['pkg/core.py', 'pkg.sub', ['leaf', 'Thing'], ['pkg/sub/leaf.py', 'pkg/sub/__init__.py Thing']],
    ['pkg/sub/leaf.py', '..core', ['f'], ['pkg/core.py f']],
    ['pkg/sub/leaf.py', '.', ['leaf'], ['pkg/sub/leaf.py']],
    ['pkg/sub/__init__.py', '.leaf', ['*'], ['pkg/sub/leaf.py']],
    ['pkg/core.py', 'tool.run', ['main'], ['src/tool/run.py main']],
    ['pkg/core.py', '....far', ['f'], []],
    ['pkg/core.py', 'os.path', ['join'], []],
    ['pkg/core.py', 'pkg.fast', ['run'], ['pkg/fast.pyi run']],
    ['pkg/sub/leaf.py', '.', ['*'], ['pkg/sub/__init__.py']],
    ['pkg/core.py', 'names.space', ['mod'], ['names/space/mod.py']],
    ['pkg/core.py', 'names.space.mod', ['f'], ['names/space/mod.py f']],
    ['names/space/mod.py', '.', ['mod'], ['names/space/mod.py']],
    ['apps/one/main.py', 'conf', [], ['apps/one/conf.py']],
    ['apps/two/main.py', 'conf', ['x'], ['apps/two/conf.py x']],
    ['apps/two/main.py', '.conf', ['x'], ['apps/two/conf.py x']],
    // Inside a package a neighbour is imported with a dot.
    ['pkg/core.py', 'sub', [], []],
    ['web/app.tsx', './parts', ['Button'], ['web/parts/index.ts Button']],
    ['web/app.tsx', './parts/button', [], ['web/parts/button.tsx']],
    ['web/parts/button.tsx', '../util.js', ['a'], ['web/util.ts a']],
    ['web/app.tsx', '../lib', [], ['lib/index.js']],
    ['web/app.tsx', '../../out', [], []],
    ['web/app.tsx', 'react', ['useState'], []],
  ])('%s: %s %j', (from, module, names, expected) => {
    const found = resolve(from, { module, names })
    expect(found.map(({ path, name }) => (name === null ? path : `${path} ${name}`))).toEqual(expected)
  })
})
