import type { Command } from 'commander'
import { defineExportSft } from '../export-sft.ts'
import { defineExportTrajectories } from '../export-trajectories.ts'

export function define(command: Command): void {
  defineExportTrajectories(command)
  defineExportSft(command)
  command.addHelpText(
    'after',
    '\ndocs/formats/trajectories.md and docs/formats/training-rows.md say what the files hold.',
  )
}
