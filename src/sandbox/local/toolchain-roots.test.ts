import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { createTempDir } from '../../std/index.ts'
import { findToolchainRoots, type ToolchainQuery } from './toolchain-roots.ts'

/** A home with a checkout in it, and what `build` adds; gives the roots relative to it. */
async function rootsOf(
  build: (home: string, checkout: string) => Partial<Omit<ToolchainQuery, 'home' | 'checkout'>>,
): Promise<string[]> {
  await using temp = await createTempDir('capuchin-roots-')
  const home = join(realpathSync(temp.path), 'u', 'home')
  const checkout = join(home, 'code', 'app')
  mkdirSync(checkout, { recursive: true })
  const query = { env: {}, expose: [], ...build(home, checkout) }
  return findToolchainRoots({ home, checkout, ...query }).map((path) => path.replace(`${home}/`, ''))
}

function put(path: string, content = ''): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

function link(path: string, to: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(to, path)
}

test('a virtual environment shows the interpreter it was made from, by its links and by its settings', async () => {
  const byLink = await rootsOf((home, checkout) => {
    put(join(home, '.pyenv/versions/3.12/bin/python3.12'))
    put(join(checkout, '.venv/pyvenv.cfg'), 'version = 3.12\n')
    link(join(checkout, '.venv/bin/python'), join(home, '.pyenv/versions/3.12/bin/python3.12'))
    return {}
  })
  expect(byLink).toEqual(['.pyenv/versions/3.12'])
  const bySettings = await rootsOf((home) => {
    put(join(home, 'pythons/3.11/bin/python'))
    put(join(home, 'envs/app/pyvenv.cfg'), `home = ${join(home, 'pythons/3.11/bin')}\n`)
    return { env: { VIRTUAL_ENV: join(home, 'envs/app') } }
  })
  expect(bySettings).toEqual(['envs/app', 'pythons/3.11'])
})

test('a version manager on PATH shows its installation, and never the home', async () => {
  const roots = await rootsOf((home) => {
    put(join(home, '.nvm/versions/node/v20/bin/node'))
    put(join(home, '.nvm/nvm.sh'))
    put(join(home, 'bin/own'))
    put(join(home, '.local/bin/tool'))
    put(join(home, '.ssh/id_rsa'))
    const path = ['.nvm/versions/node/v20/bin', 'bin', '.local/bin', 'gone/bin', '.'].map((name) =>
      join(home, name),
    )
    return { env: { PATH: [...path, '/usr/bin', 'relative/bin'].join(':') } }
  })
  expect(roots).toEqual(['.local/bin', '.nvm/versions/node/v20', 'bin'])
})

test('of a cargo home nothing is shown that may hold credentials', async () => {
  const roots = await rootsOf((home) => {
    put(join(home, '.cargo/bin/cargo'))
    put(join(home, '.cargo/registry/x'))
    put(join(home, '.cargo/credentials.toml'))
    return { env: { PATH: join(home, '.cargo/bin'), HOME: home } }
  })
  expect(roots).toEqual(['.cargo/bin', '.cargo/registry'])
})

test('packages linked into node_modules are followed to where they lie', async () => {
  const roots = await rootsOf((home, checkout) => {
    put(join(home, '.pnpm-store/react/index.js'))
    put(join(home, 'code/library/index.js'))
    put(join(checkout, 'node_modules/.pnpm/inside/index.js'))
    link(join(checkout, 'node_modules/react'), join(home, '.pnpm-store/react'))
    link(join(checkout, 'node_modules/@scope/library'), '../../../library')
    link(join(checkout, 'node_modules/inside'), '.pnpm/inside')
    return {}
  })
  expect(roots).toEqual(['.pnpm-store/react', 'code/library'])
})

test('what is exposed by name is shown, but no folder that holds the home', async () => {
  const roots = await rootsOf((home) => {
    put(join(home, 'data/set/a'))
    return { expose: [join(home, 'data/set'), home, dirname(home), '/', '/etc', join(home, 'missing')] }
  })
  expect(roots).toEqual(['data/set'])
})
