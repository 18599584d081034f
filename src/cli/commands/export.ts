import type { Command } from 'commander'
import { defineExportPreference } from '../export-preference.ts'
import { defineExportSft } from '../export-sft.ts'
import { defineExportTrajectories } from '../export-trajectories.ts'
import { defineExportVerifier } from '../export-verifier.ts'

export function define(command: Command): void {
  defineExportTrajectories(command)
  defineExportSft(command)
  defineExportPreference(command)
  defineExportVerifier(command)
  command.addHelpText(
    'after',
    '\ndocs/formats/trajectories.md and docs/formats/training-rows.md say what the files hold.',
  )
}
