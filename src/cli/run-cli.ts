import type { Command } from 'commander'

/** A command's name and line in the overview; the rest is loaded when it is called. */
interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<{ readonly define: (command: Command) => void }>
}

const commands: readonly CommandEntry[] = [
  {
    name: 'solve',
    summary: 'find a patch for an issue, with evidence',
    load: () => import('./commands/solve.ts'),
  },
  {
    name: 'select',
    summary: 'pick one of several patches, of whomever, with evidence',
    load: () => import('./commands/select.ts'),
  },
  { name: 'runs', summary: 'list the runs of this repository', load: () => import('./commands/runs.ts') },
  { name: 'show', summary: 'show what a run did and found', load: () => import('./commands/show.ts') },
  {
    name: 'resume',
    summary: 'go on with a run that was stopped',
    load: () => import('./commands/resume.ts'),
  },
  {
    name: 'apply',
    summary: "write a run's patch into the checkout",
    load: () => import('./commands/apply.ts'),
  },
  { name: 'undo', summary: 'take an applied patch back', load: () => import('./commands/undo.ts') },
  {
    name: 'mark',
    summary: 'say whether a chosen patch was right, so that confidence is calibrated',
    load: () => import('./commands/mark.ts'),
  },
  { name: 'clean', summary: 'remove old runs', load: () => import('./commands/clean.ts') },
  {
    name: 'edit',
    summary: "apply a model's reply from standard input",
    load: () => import('./commands/edit.ts'),
  },
  { name: 'map', summary: 'show the code that matters', load: () => import('./commands/map.ts') },
  {
    name: 'dataset',
    summary: 'look into a dataset: dataset stats NAME',
    load: () => import('./commands/dataset.ts'),
  },
  {
    name: 'evaluate',
    summary: 'run predictions against hidden tests and grade them',
    load: () => import('./commands/evaluate.ts'),
  },
  {
    name: 'rollout',
    summary: 'make many attempts on many instances, choose and grade',
    load: () => import('./commands/rollout.ts'),
  },
  {
    name: 'improve',
    summary: 'learn from what was resolved, in rounds, and measure each',
    load: () => import('./commands/improve.ts'),
  },
  {
    name: 'report',
    summary: 'grade the logs of a run anew, compare two runs, list all',
    load: () => import('./commands/report.ts'),
  },
  {
    name: 'analyze',
    summary: 'what choosing, spending less and each stage come to',
    load: () => import('./commands/analyze.ts'),
  },
  {
    name: 'train-verifier',
    summary: 'learn from graded candidates which are right',
    load: () => import('./commands/train-verifier.ts'),
  },
  {
    name: 'score',
    summary: 'say how likely candidates or attempts are right, by a verifier',
    load: () => import('./commands/score.ts'),
  },
  {
    name: 'export',
    summary: 'write trajectories, and training rows made of them',
    load: () => import('./commands/export.ts'),
  },
  {
    name: 'fine-tune',
    summary: 'have OpenAI train a model on exported rows, and wait for it',
    load: () => import('./commands/fine-tune.ts'),
  },
  {
    name: 'env',
    summary: 'serve a dataset as an RL environment over HTTP',
    load: () => import('./commands/env.ts'),
  },
  {
    name: 'parse-log',
    summary: 'read the statuses of tests from a log',
    load: () => import('./commands/parse-log.ts'),
  },
  {
    name: 'grade',
    summary: "judge the log of an instance's tests",
    load: () => import('./commands/grade.ts'),
  },
  {
    name: 'config',
    summary: 'show every setting and where it comes from',
    load: () => import('./commands/config.ts'),
  },
  {
    name: 'doctor',
    summary: 'say what this machine has and what is missing',
    load: () => import('./commands/doctor.ts'),
  },
]

const exitCodeHelp = `Exit codes: 0 done, 1 bug, 2 usage or bad input, 3 config or key missing, 4 sandbox, 5 limit reached with
nothing to show, 6 no plausible patch, 7 model or network, 8 grading incomplete, 130 and 143 stopped by a signal.`

/** Runs one command line and returns its exit code. Only the command that is called is loaded. */
export async function runCli(args: readonly string[]): Promise<number> {
  const entry = commands.find(({ name }) => name === args[0])
  if (!entry) return overview(args)
  const [{ Command: CommanderCommand, CommanderError }, { define }] = await Promise.all([
    import('commander'),
    entry.load(),
  ])
  const command = new CommanderCommand(`capuchin ${entry.name}`)
    .description(entry.summary)
    .exitOverride()
    .addHelpText('after', `\n${exitCodeHelp}`)
  define(command)
  try {
    await command.parseAsync(args.slice(1), { from: 'user' })
    return Number(process.exitCode ?? 0)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { reportError } = await import('./report-error.ts')
    const exitCode = reportError(error, { json: args.includes('--json') })
    // A signal's own code, set when it came, stays.
    return Number(process.exitCode ?? exitCode)
  }
}

async function overview(args: readonly string[]): Promise<number> {
  const [first] = args
  if (first === '--version' || first === '-V') {
    const { readVersion } = await import('./read-version.ts')
    console.log(await readVersion())
    return 0
  }
  const helpFor = first === 'help' ? args[1] : undefined
  if (helpFor !== undefined && commands.some(({ name }) => name === helpFor))
    return runCli([helpFor, '--help'])
  const asked = first === undefined || first === '--help' || first === '-h' || first === 'help'
  const text = overviewText()
  if (asked) console.log(text)
  else console.error(`capuchin: there is no command '${first}'${suggestion(first)}\n\n${text}`)
  return asked ? 0 : 2
}

function overviewText(): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(11)}${summary}`)
  return [
    'Usage: capuchin <command> [options]',
    '',
    'Commands:',
    ...lines,
    '',
    "'capuchin <command> --help' says more.",
    exitCodeHelp,
  ].join('\n')
}

function suggestion(word: string): string {
  const near = commands.find(({ name }) => name.startsWith(word.slice(0, 2)))
  return near ? `; did you mean '${near.name}'?` : ''
}
