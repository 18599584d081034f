import { closeSync, openSync, writeSync } from 'node:fs'
import { trajectoryLines, type ModelCall, type Trajectory } from '../../src/domain/index.ts'

/** Writes made trajectories of so many steps each: `node --import tsx made-trajectories.ts FILE COUNT STEPS`. */
function main(): void {
  const [, , file = '', count = '0', steps = '0'] = process.argv
  const handle = openSync(file, 'w')
  for (let at = 0; at < Number(count); at += 1) {
    const lines = trajectoryLines(madeTrajectory(at, Number(steps)))
    for (let from = 0; from < lines.length; from += 500) {
      const part = lines.slice(from, from + 500)
      writeSync(handle, part.map((line) => `${JSON.stringify(line)}\n`).join(''))
    }
  }
  closeSync(handle)
}

function madeTrajectory(at: number, steps: number): Trajectory {
  const calls = Array.from({ length: steps }, (_, step) => madeCall(step))
  return {
    head: {
      type: 'trajectory',
      v: 1,
      trajectoryId: `run-${at}/0`,
      instanceId: `owner__name-${at % 5_000}`,
      repo: `owner/name-${at % 10}`,
      baseCommit: 'abc',
      problemStatement: 'It is broken.',
      runId: `run-${at}`,
      attemptIndex: 0,
      strategy: 'tool-agent',
      model: 'maker/model',
      sampling: {},
      seed: at,
      tools: [],
      startedAt: 1,
      versions: { exporter: 'bench' },
    },
    steps: calls,
    end: {
      type: 'trajectory-end',
      patch: 'diff --git a/x b/x\n',
      exit: { kind: 'submitted', reason: '' },
      resolved: true,
      usage: null,
      endedAt: 2,
      durationMs: 1,
    },
  }
}

function madeCall(step: number): ModelCall {
  const id = `c${step}`
  const result = {
    role: 'tool',
    toolCallId: `c${step - 1}`,
    toolName: 'bash',
    text: `line ${step}\n`.repeat(60),
  } as const
  const first = [
    { role: 'system', text: 'You mend code.' },
    { role: 'user', text: 'It is broken.' },
  ] as const
  return {
    type: 'call',
    step: step + 1,
    stage: 'act',
    model: 'maker/model',
    sent: step === 0 ? { kept: 0, added: [...first] } : { kept: 1 + 2 * step, added: [result] },
    text: `I look at line ${step}.`,
    toolCalls: [{ id, name: 'bash', input: { command: `sed -n ${step}p file.py` } }],
    finishReason: 'tool-calls',
    usage: null,
    at: step,
    durationMs: 1,
    logprobs: null,
  }
}

main()
