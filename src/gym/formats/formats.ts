import { atif } from './atif.ts'
import { miniSweAgent } from './mini-swe-agent.ts'
import { openhands, openhandsCompletions } from './openhands.ts'
import { sessionTrace } from './session-trace.ts'
import { sweAgent } from './swe-agent.ts'
import type { TrajectoryFormat } from './trajectory-format.ts'

/** Every form of other programs that trajectories can be written in and read from. */
export const trajectoryFormats: readonly TrajectoryFormat[] = [
  openhands,
  openhandsCompletions,
  sweAgent,
  miniSweAgent,
  atif,
  sessionTrace,
]
