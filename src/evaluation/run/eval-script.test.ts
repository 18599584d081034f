import { describe, expect, it } from 'vitest'
import { readExitChannel, runnableScript } from './eval-script.ts'

const script =
  "#!/bin/bash\nset -uxo pipefail\ncd /testbed\n: '>>>>> Start Test Output'\npytest\n: '>>>>> End Test Output'\ngit checkout x\n"

function run(text: string, assets: readonly string[] = []): string {
  return runnableScript(text, { harness: 'v5', assets })
}

const echo = 'echo ">>>>> Test Exit Code: $SWEBENCH_TEST_EXIT_CODE"'
const beside = '{ echo "$SWEBENCH_TEST_EXIT_CODE" >&3; } 2>/dev/null'

describe('runnableScript', () => {
  it('keeps the exit code of the tests, outside the region that is parsed and beside the log', () => {
    expect(run(`\n${script}\n`)).toBe(
      script
        .replace(": '>>>>> End", "SWEBENCH_TEST_EXIT_CODE=$?\n: '>>>>> End")
        .replace("Output'\ngit", `Output'\n${echo}\n${beside}\ngit`),
    )
  })

  it('leaves a script without an end marker as it is, save for its header', () => {
    expect(run('echo hi\n')).toBe('#!/bin/bash\nset -uxo pipefail\necho hi\n')
  })

  it('leaves the options of a script that allows unset variables', () => {
    expect(run('#!/bin/bash\nset -xo pipefail\necho hi\n')).toBe('#!/bin/bash\nset -xo pipefail\necho hi\n')
  })

  it('copies files before the tests', () => {
    const copied = 'mkdir -p $(dirname test/a/b.png) && cp /image_assets/test__a__b.png test/a/b.png'
    expect(run(script, ['test/a/b.png'])).toContain(`cd /testbed\n${copied}\n: '>>>>> Start`)
  })

  it('runs scripts of the older harness as they are', () => {
    expect(runnableScript(script, { harness: 'v4', assets: ['a.png'] })).toBe(script)
  })
})

describe('readExitChannel', () => {
  it.each([
    ['0\n', 0],
    ['137\n', 137],
    ['', null],
    ['0\n1\n', null],
    ['none\n', null],
  ])('%j', (text, code) => {
    expect(readExitChannel(text).testExitCode).toBe(code)
  })
})
