import type { Command } from 'commander'
import { createApp, diagnose } from '../../app/index.ts'

export function define(command: Command): void {
  command.option('--json', 'one finding a line').action(async (options: { readonly json?: boolean }) => {
    const findings = await diagnose(createApp({ env: process.env }), { env: process.env })
    for (const finding of findings) {
      if (options.json) console.log(JSON.stringify(finding))
      else
        console.log(
          `${marks[finding.state]} ${finding.what}: ${finding.found}${finding.mend === null ? '' : `\n       ${finding.mend}`}`,
        )
    }
    if (findings.some(({ state }) => state === 'missing')) process.exitCode = 3
  })
}

const marks = { ok: '  ok ', weak: ' weak', missing: 'MISS ' } as const
