import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instanceSchema } from '../../domain/index.ts'
import { readInstances } from '../read-instances.ts'
import { readEnvironmentTables } from '../specs/environment-tables.ts'
import { readRow } from './read-row.ts'

const around = { tables: readEnvironmentTables(), images: {} }
const commit = 'c'.repeat(40)
const testPatch =
  'diff --git a/tests/test_a.py b/tests/test_a.py\n--- a/tests/test_a.py\n+++ b/tests/test_a.py\n@@ -1 +1 @@\n-x\n+y\n'
const bug = 'diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-right\n+wrong\n'

const classic = {
  repo: 'django/django',
  instance_id: 'django__django-11099',
  base_commit: commit,
  patch: bug,
  test_patch: testPatch,
  problem_statement: 'It fails',
  hints_text: '',
  created_at: '2019-03-20T03:46:18Z',
  version: '3.0',
  FAIL_TO_PASS: '["test_a (auth.A)"]',
  PASS_TO_PASS: '["test_b (auth.A)"]',
  environment_setup_commit: commit,
  difficulty: '<15 min fix',
}

const read = (row: unknown) => {
  const result = readRow(row, around)
  expect(instanceSchema.parse(result.instance)).toEqual(result.instance)
  return result
}

describe('readRow', () => {
  it('reads a classic row and derives how it is run', () => {
    const { variant, instance, missing } = read(classic)
    expect([variant, missing]).toEqual(['swe-bench', null])
    expect(instance).toMatchObject({
      instanceId: 'django__django-11099',
      goldPatch: bug,
      failToPass: ['test_a (auth.A)'],
      difficulty: '<15 min fix',
      evaluation: {
        image: 'swebench/sweb.eval.x86_64.django_1776_django-11099:latest',
        logParser: 'parse_log_django',
        evalType: 'pass_and_fail',
        rules: 'swe-bench',
      },
    })
    expect(instance.evaluation?.script).toContain(
      './tests/runtests.py --verbosity 2 --settings=test_sqlite --parallel 1 test_a\n',
    )
  })

  it('keeps what a self-contained row says, and fills in what it does not', () => {
    const own = {
      image: 'host/i:1',
      eval_script: '#!/bin/bash\ntrue\n',
      log_parser: 'parse_log_x',
      eval_type: 'fail_only',
    }
    const { instance } = read({ ...classic, ...own, repo: 'no/table', version: '1' })
    expect(instance.evaluation).toEqual({
      image: 'host/i:1',
      script: '#!/bin/bash\ntrue\n',
      logParser: 'parse_log_x',
      evalType: 'fail_only',
      rules: 'swe-bench',
    })
    expect(read({ ...classic, eval_script: 'true\n' }).instance.evaluation).toMatchObject({
      logParser: 'parse_log_django',
      script: 'true\n',
    })
  })

  it('reads binary files of a multimodal row in both spellings', () => {
    const assets = { test_patch: [{ path: 'a/b.png', url: 'https://h/b.png' }], patch: null }
    const row = { ...classic, repo: 'chartjs/Chart.js', version: '4.0' }
    for (const image_assets of [assets, JSON.stringify(assets)]) {
      const { instance } = read({ ...row, image_assets })
      expect(instance.testAssets).toEqual([{ path: 'a/b.png', url: 'https://h/b.png' }])
      expect(instance.evaluation).toMatchObject({ evalType: 'fail_only' })
      expect(instance.evaluation?.script).toContain('curl -o a/b.png https://h/b.png')
    }
  })

  it('reads a SWE-Gym row: own image name, markers in the script', () => {
    const row = {
      ...classic,
      repo: 'Project-MONAI/MONAI',
      instance_id: 'Project-MONAI__MONAI-4511',
      version: '0.9',
    }
    const { variant, instance } = read({ ...row, FAIL_TO_PASS: ['tests/test_a.py::t'], PASS_TO_PASS: null })
    expect(variant).toBe('swe-gym')
    expect(instance.evaluation?.image).toBe('xingyaoww/sweb.eval.x86_64.project-monai_s_monai-4511:latest')
    expect(instance.evaluation?.script).toContain(
      ": '>>>>> Start Test Output'\npytest -rA  tests/test_a.py\n",
    )
    expect(instance).not.toHaveProperty('passToPass')
  })

  it('turns the bug of a SWE-smith row round', () => {
    const { variant, instance } = read({
      instance_id: 'oauthlib__oauthlib.1fd52536.combine_file__0fceycuu',
      repo: 'swesmith/oauthlib__oauthlib.1fd52536',
      image_name: 'swesmith.x86_64.oauthlib__oauthlib.1fd52536',
      patch: bug,
      FAIL_TO_PASS: ['tests/a.py::t1', 'tests/b.py::t2', 'tests/a.py::t3'],
      PASS_TO_PASS: [],
      problem_statement: null,
    })
    expect(variant).toBe('swe-smith')
    expect(instance.goldPatch).toBe(bug.replace('-right\n+wrong', '-wrong\n+right'))
    expect(instance.baseCommit).toBe(instance.instanceId)
    expect(instance.evaluation).toMatchObject({
      image: 'jyangballin/swesmith.x86_64.oauthlib_1776_oauthlib.1fd52536',
      rules: 'swe-smith',
    })
    expect(instance.evaluation?.script).toContain('--verbose tests/a.py tests/b.py\n')
  })

  it('reads a SWE-rebench row with its own recipe', () => {
    const { instance, variant } = read({
      ...classic,
      repo: 'any/thing',
      instance_id: 'any__thing-1',
      test_patch: `${testPatch}${testPatch.replaceAll('test_a', 'gone').replace('--- ', 'deleted file mode 100644\n--- ').replace('+++ b/tests/gone.py', '+++ /dev/null')}`,
      docker_image: 'swerebench/sweb.eval.x86_64.any_1776_thing-1',
      install_config: {
        python: '3.9',
        install: 'pip install -e .',
        test_cmd: 'pytest -rA',
        log_parser: 'parse_log_pytest',
        pre_install: null,
      },
    })
    expect(variant).toBe('swe-rebench')
    expect(instance.evaluation).toMatchObject({
      logParser: 'parse_log_pytest',
      image: 'swerebench/sweb.eval.x86_64.any_1776_thing-1',
    })
    expect(instance.evaluation?.script).toContain('\nLANG=C.UTF-8 LC_ALL=C.UTF-8 pip install -e .\n')
    expect(instance.evaluation?.script).toContain(
      '\nLANG=C.UTF-8 LC_ALL=C.UTF-8 pytest -rA tests/test_a.py\n',
    )
  })

  it.each([
    [[], ": '>>>>> Start Test Output'\nmake ; make test\n"],
    [['cat log'], "make ; make test\n: '>>>>> Start Test Output'\ncat log\n"],
  ])('reads a SWE-bench-Live row whose report is printed by %j', (print_cmds, expected) => {
    const { instance, variant } = read({
      ...classic,
      rebuild_cmds: [],
      test_cmds: ['make', 'make test'],
      print_cmds,
      log_parser: 'pytest',
    })
    expect(variant).toBe('swe-bench-live')
    expect(instance.evaluation).toMatchObject({
      image: 'starryzhang/sweb.eval.x86_64.django_1776_django-11099',
      logParser: 'swe-bench-live/pytest',
      rules: 'swe-bench-live',
    })
    expect(instance.evaluation?.script).toContain(expected)
  })

  it('reads an R2E-Gym row: an expected map, a patch put together again, no lists', () => {
    const file = {
      header: { file: { path: 'src/x.py' }, misc_line: null },
      index_line: { old_commit_hash: '11', new_commit_hash: '22', mode: '100644' },
      minus_file: { path: 'a/src/x.py' },
      plus_file: { path: 'b/src/x.py' },
      hunks: [
        {
          descriptor: {
            old_range: { start: 1, length: null },
            new_range: { start: 1, length: 2 },
            section: 'f',
          },
          line_group: {
            all_lines: [
              { content: 'a', type: 'context' },
              { content: 'b', type: 'added' },
            ],
          },
        },
      ],
    }
    const { instance } = read({
      repo_name: 'orange3',
      docker_image: 'namanjain12/orange3_final:abc',
      commit_hash: 'abc',
      problem_statement: 'x',
      expected_output_json: '{"T.test_a": "PASSED"}',
      parsed_commit_content: JSON.stringify({
        file_diffs: [file, { header: { file: { path: 'tests/test_x.py' } } }],
      }),
    })
    expect(instance).toMatchObject({
      instanceId: 'orange3-abc',
      baseCommit: 'abc^',
      goldPatch:
        'diff --git a/src/x.py b/src/x.py\nindex 11..22 100644\n--- a/src/x.py\n+++ b/src/x.py\n@@ -1 +1,2 @@ f\n a\n+b\n',
      expectedStatuses: { 'T.test_a': 'PASSED' },
      evaluation: { rules: 'r2e-gym' },
    })
    expect(instance).not.toHaveProperty('failToPass')
  })

  it.each([
    ['an unknown pair', { version: '99' }, 'no-environment'],
    [
      'an environment without a test command',
      { repo: 'dbt-labs/dbt-core', version: '1.0' },
      'no-test-command',
    ],
    ['a repository without a parser', { repo: 'swe-bench/humaneval', version: '1.0' }, 'no-parser'],
  ])('says what is missing for %s, and still reads the row', (_name, fields, kind) => {
    const { instance, missing } = read({ ...classic, ...fields })
    expect(missing?.kind).toBe(kind)
    expect(instance).not.toHaveProperty('evaluation')
  })
})

describe('test lists', () => {
  it('are equal as a list and as JSON of one', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (ids) => {
        const asList = readRow({ ...classic, PASS_TO_PASS: ids }, around).instance.passToPass
        const asText = readRow({ ...classic, PASS_TO_PASS: JSON.stringify(ids) }, around).instance.passToPass
        expect([asList, asText]).toEqual([ids, ids])
      }),
      { numRuns: 30 },
    )
  })
})

describe('readInstances', () => {
  const row = (value: unknown, at: number) => ({ where: `line ${at}`, value })

  it.each([
    ['a list that is none', { FAIL_TO_PASS: "['a']" }, 'FAIL_TO_PASS'],
    ['an empty string for a list', { PASS_TO_PASS: '' }, 'PASS_TO_PASS'],
    ['a list of other things', { PASS_TO_PASS: [1] }, 'PASS_TO_PASS'],
    ['no commit', { base_commit: undefined }, 'base_commit'],
    ['a wrong kind of grading', { eval_type: 'some' }, 'eval_type'],
  ])('names line, id and field of %s', async (_name, fields, field) => {
    const rows = [row(classic, 1), row({ ...classic, ...fields, instance_id: 'django__django-2' }, 2)]
    await expect(readInstances(rows, around)).rejects.toMatchObject({
      code: 'dataset/bad-row',
      data: { where: 'line 2', instanceId: 'django__django-2', field },
    })
    const { instances, problems } = await readInstances(rows, around, { skipBadRows: true })
    expect(instances).toHaveLength(1)
    expect(problems).toMatchObject([
      { kind: 'bad-row', where: 'line 2', instanceId: 'django__django-2', field },
    ])
  })

  it('lists what cannot be matched, and what is there twice', async () => {
    const ids = ['test_ok (a.B)', 'Says something.', 'test_ok (a.B)']
    const other = { ...classic, repo: 'pallets/flask', version: '2.0', instance_id: 'pallets__flask-1' }
    const rows = [
      { ...classic, FAIL_TO_PASS: ids },
      {
        ...other,
        FAIL_TO_PASS: [],
        PASS_TO_PASS: ['t.py::t[a', 't.py::t x', 't.py::t[a b]', 't.py::fine[x]'],
      },
      { ...other, instance_id: 'pallets__flask-2', FAIL_TO_PASS: ['a'], PASS_TO_PASS: ['a'] },
      classic,
    ].map((value, index) => row(value, index + 1))
    const { instances, problems } = await readInstances(rows, around)
    expect(instances).toHaveLength(3)
    expect(problems.map(({ kind, where }) => `${where} ${kind}`)).toEqual([
      'line 1 docstring-id',
      'line 1 repeated-id',
      'line 2 no-fail-to-pass',
      'line 2 truncated-id',
      'line 2 blank-in-id',
      'line 2 blank-in-id',
      'line 3 id-in-both-lists',
      'line 4 duplicate-instance',
    ])
  })
})
