import type { GeneratedTest, ScriptRun, ScriptVerdict } from '../../domain/index.ts'
import { withTempFolder, type ExecResult, type Sandbox } from '../../sandbox/index.ts'
import { scriptLanguages } from './script-languages.ts'

export interface ScriptOptions {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a generated test in the project's own environment, with whatever could change its output pinned. The sandbox
 * should be a fork that is thrown away: some languages need the script to lie in the checkout.
 */
export function runScript(
  sandbox: Sandbox,
  test: GeneratedTest,
  { timeoutMs, signal }: ScriptOptions,
): Promise<ScriptRun> {
  return withTempFolder(sandbox, async (folder) => {
    const { path, command } = scriptLanguages[test.language](test, { folder })
    await sandbox.writeFile(path, test.text)
    const result = await sandbox.exec(`{ ${command}; } 2>&1`, {
      cwd: sandbox.root,
      env: pinned,
      timeoutMs,
      signal,
    })
    const { exitCode, durationMs, stdout, stderr } = result
    return {
      verdict: verdictOf(test, result),
      exitCode,
      // Its folder has a new name each time, and equal runs should read alike.
      output: `${stdout}${stderr}`.replaceAll(folder, '/tmp/reproduce'),
      durationMs,
    }
  })
}

const pinned = {
  TZ: 'UTC',
  LC_ALL: 'C.UTF-8',
  PYTHONHASHSEED: '0',
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONUNBUFFERED: '1',
}

function verdictOf({ language }: GeneratedTest, { exitCode, timedOut, stdout }: ExecResult): ScriptVerdict {
  if (timedOut) return 'timeout'
  if (exitCode === 0) return 'fixed'
  // A Go program that panics ends with 2 as well.
  const panicked = language === 'go' && /^goroutine \d+ \[/m.test(stdout)
  return exitCode === 2 && !panicked ? 'present' : 'crashed'
}
