import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findEnvironment, readEnvironmentTables } from './environment-tables.ts'

const tables = readEnvironmentTables()
const all = [...tables.values()]
const pairs = (family: string): number =>
  all.filter((row) => row.family === family).reduce((sum, row) => sum + row.versions.size, 0)

describe('environment tables', () => {
  it('hold 66 repositories and 689 versions of SWE-bench, 11 and 416 of SWE-Gym', () => {
    expect(all.filter(({ family }) => family === 'swe-bench')).toHaveLength(66)
    expect(all.filter(({ family }) => family === 'swe-gym')).toHaveLength(11)
    expect(pairs('swe-bench')).toBe(689)
    expect(pairs('swe-gym')).toBe(416)
  })

  it.each([
    ['ignores case', 'AUTOMATTIC/WP-Calypso', '6.9.1', { node_version: '6.9.1' }],
    [
      'fills texts in',
      'chartjs/chart.js',
      '3.1',
      { node_version: '21.6.2', run_args: { cap_add: ['SYS_ADMIN'] } },
    ],
  ])('look-up %s', (_name, repo, version, docker) => {
    expect(findEnvironment(tables, { repo, version })?.spec.docker_specs).toEqual(docker)
  })

  it.each([
    ['an unknown repository', { repo: 'no/body', version: '1.0' }],
    ['an unknown version', { repo: 'django/django', version: '99.9' }],
    ['no version', { repo: 'django/django' }],
  ])('has nothing for %s', (_name, row) => {
    expect(findEnvironment(tables, row)).toBeNull()
  })

  it('takes over from a version that is like it, and only what it does not replace', () => {
    const of = (version: string) => findEnvironment(tables, { repo: 'pytest-dev/pytest', version })?.spec
    expect(of('6.3')?.pip_packages).toEqual(of('6.2')?.pip_packages)
    expect(of('6.3')?.pre_install).toHaveLength(1)
    expect(of('6.2')?.pre_install).toBeUndefined()
  })

  it('equals the published tables pair by pair (needs CAPUCHIN_DATA)', (context) => {
    const path = join(process.env.CAPUCHIN_DATA ?? '', 'swebench-specs.json')
    if (!existsSync(path)) context.skip(`no published tables; CAPUCHIN_DATA must name a folder with ${path}`)
    const published = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly specs: Readonly<Record<string, Readonly<Record<string, { readonly docker_specs?: object }>>>>
      readonly extensions: Readonly<Record<string, string>>
      readonly parsers: Readonly<Record<string, string>>
      readonly requirements_paths: Readonly<Record<string, readonly string[]>>
      readonly environment_paths: Readonly<Record<string, readonly string[]>>
    }
    let compared = 0
    for (const [repo, versions] of Object.entries(published.specs)) {
      const row = tables.get(repo.toLowerCase())
      expect([...(row?.versions.keys() ?? [])].sort()).toEqual(Object.keys(versions).sort())
      expect(row?.language).toBe(published.extensions[repo])
      expect(row?.parser).toBe(published.parsers[repo] ?? null)
      expect(row?.requirements).toEqual(published.requirements_paths[repo] ?? [])
      expect(row?.environment).toEqual(published.environment_paths[repo] ?? [])
      for (const [version, spec] of Object.entries(versions)) {
        const mine = findEnvironment(tables, { repo, version })?.spec
        expect(mine).toEqual(spec)
        // The order of these keys is part of image names.
        expect(JSON.stringify(mine?.docker_specs)).toBe(JSON.stringify(spec.docker_specs))
        compared += 1
      }
    }
    expect(compared).toBe(689)
  })
})
