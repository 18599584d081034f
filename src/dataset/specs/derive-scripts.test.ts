import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildScripts, evalScript } from './derive-scripts.ts'
import { findEnvironment, readEnvironmentTables } from './environment-tables.ts'
import { containerName, instanceImage, platformOf } from './image-names.ts'

const tables = readEnvironmentTables()

function environmentOf(row: { readonly repo: string; readonly version: string }) {
  const environment = findEnvironment(tables, row)
  if (!environment) throw new Error(`no environment for ${row.repo} ${row.version}`)
  return environment
}

const patch = [
  'diff --git a/tests/test_a.py b/tests/test_a.py',
  '--- a/tests/test_a.py',
  '+++ b/tests/test_a.py',
  '@@ -1 +1 @@',
  '-x',
  '+y',
  'diff --git a/tests/new.py b/tests/new.py',
  'new file mode 100644',
  '--- /dev/null',
  '+++ b/tests/new.py',
  '@@ -0,0 +1 @@',
  '+y',
  '',
].join('\n')

const row = (repo: string, version: string) => ({
  instanceId: `${repo.replace('/', '__')}-1`,
  repo,
  version,
  baseCommit: 'c'.repeat(40),
  testPatch: patch,
})

describe('eval scripts', () => {
  it('Python: environment, install, reset, hidden tests between the markers, reset', () => {
    const input = row('pallets/flask', '2.0')
    const commit = input.baseCommit
    expect(evalScript(input, environmentOf(input)).split('\n')).toEqual([
      '#!/bin/bash',
      'set -uxo pipefail',
      'source /opt/miniconda3/bin/activate',
      'conda activate testbed',
      'cd /testbed',
      'git config --global --add safe.directory /testbed',
      'cd /testbed',
      'git status',
      'git show',
      `git -c core.fileMode=false diff ${commit}`,
      'source /opt/miniconda3/bin/activate',
      'conda activate testbed',
      'python -m pip install -e .',
      `git checkout ${commit} tests/test_a.py`,
      "git apply -v - <<'EOF_114329324912'",
      ...patch.split('\n'),
      'EOF_114329324912',
      ": '>>>>> Start Test Output'",
      'pytest -rA tests/test_a.py tests/new.py',
      ": '>>>>> End Test Output'",
      `git checkout ${commit} tests/test_a.py`,
      '',
    ])
  })

  it('other languages: build commands and listed tests', () => {
    const input = row('redis/redis', '13115')
    const text = evalScript(input, environmentOf(input))
    expect(text).toContain('git apply --verbose --reject -')
    expect(text).toContain("make distclean\nmake\n: '>>>>> Start Test Output'\nTERM=dumb ./runtest")
    expect(text).not.toContain('conda')
  })

  it('other languages say so where there is nothing to reset', () => {
    const input = {
      ...row('redis/redis', '13115'),
      testPatch: patch.slice(patch.indexOf('diff --git a/tests/new')),
    }
    expect(evalScript(input, environmentOf(input))).toContain('echo "No test files to reset"')
  })

  it('JavaScript downloads what a patch cannot carry, after the reset', () => {
    const input = {
      ...row('markedjs/marked', '5.0'),
      testAssets: [{ path: 'test/a/b.png', url: 'https://host/b.png' }],
    }
    expect(evalScript(input, environmentOf(input))).toContain(
      'tests/test_a.py\nmkdir -p test/a\ncurl -o test/a/b.png https://host/b.png\nchmod 777 test/a/b.png\ngit apply',
    )
  })

  it('SWE-Gym: no markers as published, markers where asked for', () => {
    const input = row('getmoto/moto', '4.2')
    const published = evalScript(input, environmentOf(input))
    expect(published.startsWith('#!/bin/bash\nset -xo pipefail\n')).toBe(true)
    expect(published).not.toContain('>>>>>')
    const marked = evalScript(input, environmentOf(input), { markers: true })
    expect(marked.split('\n').filter((line) => !line.includes('>>>>>'))).toEqual(published.split('\n'))
    expect(marked.split('>>>>>')).toHaveLength(3)
  })

  it('mypy runs the cases that its data files name', () => {
    const input = { ...row('python/mypy', '1.8'), testPatch: '+[case testOne]\n [case testTwo-only]\n' }
    expect(evalScript(input, environmentOf(input))).toContain('pytest -rA -k "testOne or testTwo-only"\n')
  })
})

describe('image names', () => {
  it.each([
    ['swe-bench', {}, 'swebench/sweb.eval.x86_64.project-monai_1776_monai-7:latest'],
    ['swe-gym', {}, 'xingyaoww/sweb.eval.x86_64.project-monai_s_monai-7:latest'],
    ['swe-bench', { namespace: null, tag: 'v2' }, 'sweb.eval.x86_64.project-monai__monai-7:v2'],
    [
      'swe-bench',
      { namespace: 'mine', arch: 'arm64' },
      'mine/sweb.eval.arm64.project-monai_1776_monai-7:latest',
    ],
    ['swe-gym', { prefix: 'host/a/' }, 'host/a/sweb.eval.x86_64.project-monai_s_monai-7:latest'],
  ] as const)('%s %o', (family, options, name) => {
    expect(instanceImage('Project-MONAI__MONAI-7', family, options)).toBe(name)
  })
})

describe('build scripts', () => {
  const files: Readonly<Record<string, string>> = {
    'requirements/dev.txt': '# dev\n-r tests.txt\n-e .\ntypes-pkg_resources==1\nsphinx\n',
    'requirements/tests.txt': 'pytest\n-e .[x]\n',
  }
  const readFile = (path: string) => files[path] ?? null

  it('put included requirements first and replace the yanked package', () => {
    const input = row('pallets/flask', '2.0')
    const { envScript, names } = buildScripts(input, environmentOf(input), { readFile })
    expect(envScript).toContain('requirements.txt\npytest\n\ntypes-setuptools\nsphinx\n\nEOF_59812759871')
    expect(names.env).toMatch(/^sweb\.env\.py\.x86_64\.[0-9a-f]{22}:latest$/)
  })

  it('are unknown where a dependency file is, and the rest is not', () => {
    const input = row('pallets/flask', '2.0')
    const { envScript, names, repoScript } = buildScripts(input, environmentOf(input))
    expect([envScript, names.env]).toEqual([null, null])
    expect(repoScript).toContain(
      'git clone -o origin  --single-branch https://github.com/pallets/flask /testbed\n',
    )
  })

  it('use a frozen environment alone', () => {
    const input = row('pallets/flask', '2.0')
    const frozenEnvironment = 'name: testbed\n'
    expect(buildScripts(input, environmentOf(input), { frozenEnvironment }).envScript).toBe(
      "#!/bin/bash\nset -euxo pipefail\nsource /opt/miniconda3/bin/activate\ncat <<'EOF_59812759871' > /root/environment.yml\nname: testbed\n\nEOF_59812759871\nconda env create -f /root/environment.yml\nconda activate testbed\n",
    )
  })

  it('take the frozen environment of an instance that has one, unless another is given', () => {
    const input = { ...row('pallets/flask', '2.0'), instanceId: 'pallets__flask-5014' }
    const environment = environmentOf(input)
    const own = buildScripts(input, environment, { readFile })
    expect(own.envScript).toContain('  - python=3.11.10=he870216_0\n')
    expect(own.envScript).not.toContain('requirements.txt')
    const given = buildScripts(input, environment, { frozenEnvironment: 'name: testbed\n' })
    expect(given.envScript).not.toContain('python=')
    expect(given.names.env).not.toBe(own.names.env)
  })

  it('know no frozen environment for what another harness builds', () => {
    const input = { ...row('getmoto/moto', '4.2'), instanceId: 'pallets__flask-5014' }
    expect(buildScripts(input, environmentOf(input), { readFile }).envScript).not.toContain(
      '/root/environment.yml',
    )
  })
})

interface Recorded {
  readonly row: Readonly<Record<'repo' | 'version' | 'instance_id' | 'base_commit' | 'test_patch', string>>
  readonly expected: {
    readonly names: Readonly<Record<string, string>>
    readonly eval_script: string
    readonly install_repo_script: string
    readonly setup_env_script: string
  }
}

describe('what SWE-bench 4.1.0 derived', () => {
  it('is derived to the byte (needs CAPUCHIN_DATA)', (context) => {
    const folder = join(process.env.CAPUCHIN_DATA ?? '', 'log-fixtures/specs')
    if (!existsSync(folder)) context.skip(`no recorded rows; CAPUCHIN_DATA must name a folder with ${folder}`)
    const names = readdirSync(folder).filter((name) => name.endsWith('.row.json'))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) {
      const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'))
      const recorded = { row: read(name), expected: read(name.replace('.row.', '.expected.')) } as Recorded
      expect({ name, ...derive(recorded.row) }).toEqual({ name, ...recorded.expected })
    }
  })
})

function derive(row: Recorded['row']) {
  const environment = environmentOf(row)
  const input = {
    instanceId: row.instance_id,
    repo: row.repo,
    version: row.version,
    baseCommit: row.base_commit,
    testPatch: row.test_patch,
  }
  const { names, envScript, repoScript } = buildScripts(input, environment, { namespace: null })
  return {
    names: {
      ...names,
      container: containerName(row.instance_id, 'RUN'),
      platform: platformOf('x86_64'),
      language: environment.repository.language,
    },
    eval_script: evalScript(input, environment),
    install_repo_script: repoScript,
    setup_env_script: envScript,
  }
}
