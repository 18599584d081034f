import { Option, type Command } from 'commander'
import { editReply, type EditReplyEnd } from '../../app/index.ts'

interface EditOptions {
  readonly repo: string
  readonly format: 'search-replace' | 'search-replace-fenced' | 'whole' | 'udiff' | 'patch'
  readonly dryRun?: boolean
  readonly allOrNothing?: boolean
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .option('--repo <path>', 'a path inside the checkout', '.')
    .addOption(
      new Option(
        '--format <name>',
        'how the reply was asked to write its edits; other ways are understood, too',
      )
        .choices(['search-replace', 'search-replace-fenced', 'whole', 'udiff', 'patch'])
        .default('search-replace'),
    )
    .option('--dry-run', 'say what would happen and write nothing')
    .option('--all-or-nothing', 'write nothing unless every edit of the reply applies')
    .option('--json', 'the outcome as one JSON object')
    .action((options: EditOptions) => edit(options))
}

async function edit({
  repo,
  format,
  dryRun = false,
  allOrNothing = false,
  json = false,
}: EditOptions): Promise<void> {
  const chunks: Uint8Array[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  const end = await editReply({
    repo,
    reply: Buffer.concat(chunks).toString('utf8'),
    format,
    dryRun,
    allOrNothing,
  })
  if (json) console.log(JSON.stringify(toJson(end)))
  else print(end, dryRun)
  process.exitCode = end.result.outcome === 'full' ? 0 : 6
}

function print({ parsed, result, feedback }: EditReplyEnd, dryRun: boolean): void {
  for (const { path, line, how, note } of result.applied) {
    console.log(
      `${dryRun ? 'would edit' : 'edited'} ${path}:${line} (${how})${note === undefined ? '' : `: ${note}`}`,
    )
  }
  for (const { command } of parsed.commands) console.log(`suggested, not run: ${command.trim()}`)
  if (feedback !== null) console.error(feedback)
  if (parsed.edits.length === 0 && parsed.problems.length === 0)
    console.error('capuchin: the reply holds no edits in this format')
}

function toJson({ parsed, result, written }: EditReplyEnd) {
  return {
    outcome: result.outcome,
    written,
    applied: result.applied.map(({ path, line, how, note }) => ({ path, line, how, note })),
    failed: result.failures.map(({ edit: { path }, kind, reason, places, nearMiss }) => ({
      path,
      kind,
      reason,
      places,
      nearMiss,
    })),
    problems: parsed.problems,
    commands: parsed.commands.map(({ command }) => command),
  }
}
