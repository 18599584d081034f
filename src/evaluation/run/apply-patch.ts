import { withTempFolder, type Sandbox } from '../../sandbox/index.ts'

export type HarnessVersion = 'v4' | 'v5'

export interface Application {
  /** The command that took the patch; null when none did. */
  readonly command: string | null
  /** What every command said, for the log of the instance. */
  readonly log: string
}

interface Ladder {
  readonly commands: readonly string[]
  /** Run after a command that failed, so that what it left does not meet the next. */
  readonly reset: string | null
  /** A patch whose reverse applies is there already. */
  readonly acceptsApplied: boolean
}

/** The commands that SWE-bench tries in this order (4.1.0 and 5.0.2). */
const ladders: Readonly<Record<HarnessVersion, Ladder>> = {
  v4: {
    commands: ['git apply --verbose', 'git apply --verbose --reject', 'patch --batch --fuzz=5 -p1 -i'],
    reset: null,
    acceptsApplied: false,
  },
  v5: {
    commands: [
      'git apply --verbose',
      'git apply --verbose --3way',
      'git apply --verbose --reject',
      'patch --batch --forward --fuzz=5 -p1 -i',
    ],
    reset: 'git checkout -- . ; git clean -fd',
    acceptsApplied: true,
  },
}

/** Applies a prediction to the checkout in a sandbox, by the first command that exits with 0. */
export async function applyPrediction(
  sandbox: Sandbox,
  patch: string,
  options: {
    readonly harness: HarnessVersion
    readonly cwd: string
    readonly signal?: AbortSignal | undefined
  },
): Promise<Application> {
  const { commands, reset, acceptsApplied } = ladders[options.harness]
  return withTempFolder(sandbox, async (folder) => {
    const file = `${folder}/patch.diff`
    await sandbox.writeFile(file, patch)
    const said: string[] = []
    const run = async (command: string): Promise<boolean> => {
      const { exitCode, stdout, stderr } = await sandbox.exec(`( ${command} ) </dev/null`, options)
      said.push(`$ ${command}`, `${stdout}${stderr}`.trimEnd(), `exit code ${exitCode}`)
      return exitCode === 0
    }
    for (const command of commands) {
      if (await run(`${command} ${file}`)) return { command, log: said.join('\n') }
      if (reset !== null) await run(reset)
    }
    const check = 'git apply --check --reverse'
    const isThere = acceptsApplied && (await run(`${check} ${file}`))
    return { command: isThere ? check : null, log: said.join('\n') }
  })
}
