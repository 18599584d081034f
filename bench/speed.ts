/**
 * How fast the program is where users would notice (docs: `npm run bench`). Every figure stands beside a floor
 * measured in the same run. Start-up needs `npm run build` first.
 */
import { benchSandbox } from './sandbox.ts'
import { measureSteps, type StepFigures } from './speed/edit-loop-steps.ts'
import { measureStartUp } from './speed/start-up.ts'

async function printStartUp(): Promise<void> {
  const rounds = 15
  console.log(`\nstart-up (medians of ${rounds}, floor: node -e 0)`)
  for (const { what, medianMs, floorMs, aim } of await measureStartUp(rounds)) {
    const ratio = medianMs / floorMs
    const verdict = `   aim <= ${aim} x: ${ratio <= aim ? 'met' : 'MISSED'}`
    console.log(
      `${what.padEnd(28)} ${medianMs.toFixed(0)} ms   floor ${floorMs.toFixed(0)} ms   ${ratio.toFixed(2)} x${verdict}`,
    )
  }
}

async function printSandbox(): Promise<void> {
  const { figures } = await benchSandbox({ files: 3000, rounds: 11, forks: 100 })
  console.log('\nlocal sandbox (medians; floor: the bare mount and namespaces, or the bare command)')
  for (const { name, medianMs, floorMs } of figures) {
    const over = medianMs - floorMs
    console.log(
      `${name.padEnd(28)} ${medianMs.toFixed(1)} ms   floor ${floorMs.toFixed(1)} ms   ${(medianMs / floorMs).toFixed(2)} x, ${over.toFixed(1)} ms over it`,
    )
  }
}

async function printSteps(): Promise<void> {
  // Loads the grammar and warms up, once for the process.
  await measureSteps({ attempts: 5, stepsPerAttempt: 20, samplesAt: [], sandbox: 'no patches' })
  const samplesAt = [1_000, 10_000]
  const many = await measureSteps({ attempts: 500, stepsPerAttempt: 20, samplesAt, sandbox: 'no patches' })
  const rate = many.steps / many.seconds
  const verdict = rate >= 200 ? 'met' : 'MISSED'
  console.log(
    '\nmodel-side overhead (edit loop, instant model, journal and events on disk, sandbox in memory)',
  )
  console.log(
    `${'attempts of 20 steps'.padEnd(28)} ${perSecond(many)}, ${(many.steps / many.cpuSeconds).toFixed(0)} per CPU second   aim >= 200/s: ${verdict}`,
  )
  const [early = 0, late = 0] = samplesAt.map((at) => many.residentMib.get(at))
  console.log(
    `${'resident, 1k and 10k steps'.padEnd(28)} ${early.toFixed(0)} MiB, ${late.toFixed(0)} MiB   ${(late / early).toFixed(2)} x`,
  )
  const long = await measureSteps({ attempts: 1, stepsPerAttempt: 300, samplesAt: [], sandbox: 'no patches' })
  console.log(`${'one conversation of 300'.padEnd(28)} ${perSecond(long)}`)
  const patched = await measureSteps({ attempts: 5, stepsPerAttempt: 100, samplesAt: [], sandbox: 'memory' })
  console.log(`${'with patches'.padEnd(28)} ${perSecond(patched)}`)
  const local = await measureSteps({ attempts: 5, stepsPerAttempt: 100, samplesAt: [], sandbox: 'local' })
  const localVerdict = local.steps / local.seconds >= 200 ? 'met' : 'MISSED'
  console.log(
    `${'in local sandboxes'.padEnd(28)} ${perSecond(local)}, ${(local.steps / local.cpuSeconds).toFixed(0)} per CPU second of our own   aim >= 200/s: ${localVerdict}`,
  )
}

function perSecond({ steps, seconds }: StepFigures): string {
  return `${(steps / seconds).toFixed(0)} steps/s`
}

await printStartUp()
await printSandbox()
await printSteps()
