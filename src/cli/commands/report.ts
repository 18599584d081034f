import type { Command } from 'commander'
import {
  compareRuns,
  leaderboard,
  reportRun,
  summariseRun,
  type ReportRequest,
  type RunReport,
} from '../../app/index.ts'
import { comparisonLines, leaderboardLines, summaryLines } from '../evaluation-text.ts'

interface ReportFlags extends Partial<Omit<ReportRequest, 'runId'>> {
  readonly leaderboard?: string
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .argument('[run]', 'id of a run: grades its logs anew, without running anything')
    .argument('[other]', 'a second run to set the first against, instance by instance')
    .option('--logs <folder>', 'where the logs of runs lie', 'logs/run_evaluation')
    .option('--report-dir <folder>', 'where reports go', '.')
    .option('--dataset <dataset>', 'for runs of other programs, which do not say what they ran on')
    .option('--split <name>', 'which part of that dataset')
    .option('--harness <v4|v5>', "whose rules (default: the run's own)")
    .option('--allow-empty-lists', 'instances without a test to fix may resolve, as upstream lets them')
    .option('--leaderboard <folder>', 'a table of all run reports in a folder')
    .option('--json', 'as one JSON object')
    .action(async (run: string | undefined, other: string | undefined, flags: ReportFlags) => {
      const { json, leaderboard: folder, logs = '', reportDir = '.', ...rest } = flags
      const say = (value: unknown, lines: readonly string[]): void =>
        console.log(json ? JSON.stringify(value) : lines.join('\n'))
      if (folder !== undefined) {
        const rows = await leaderboard(folder)
        say(rows, leaderboardLines(rows))
        return
      }
      if (run === undefined) return command.help({ error: true })
      const load = (runId: string): Promise<readonly RunReport[]> =>
        reportRun({ ...rest, logs, reportDir, runId }, process.env)
      const first = await load(run)
      if (other === undefined) {
        say(
          first.map(({ model, verdicts }) => ({ model, verdicts })),
          first.flatMap(reportLines),
        )
        return
      }
      const [[a], [b]] = [first, await load(other)]
      if (!a || !b) return
      const comparison = compareRuns(a.graded, b.graded)
      say(comparison, comparisonLines(comparison, [`${a.model}.${a.runId}`, `${b.model}.${b.runId}`]))
    })
}

function reportLines({ model, runId, graded, reportPath }: RunReport): readonly string[] {
  return [`${model}, run ${runId}`, ...summaryLines(summariseRun(graded)), '', `Report  ${reportPath}`, '']
}
