/**
 * What Node lacks: errors with codes, canonical hashes, cancellable waits, seeded randomness, state machines, safe
 * writes and processes that die with their children. It knows no word of the domain.
 */
export { abortReason, sleep, throwIfAborted, unlessAborted } from './abort.ts'
export { atomicWrite } from './atomic-write.ts'
export { bootstrapInterval, mean, type BootstrapOptions } from './bootstrap.ts'
export {
  brierScore,
  expectedCalibrationError,
  reliabilityTable,
  riskCoverageArea,
  type Forecast,
  type ReliabilityBin,
} from './calibration.ts'
export { groupBy } from './group-by.ts'
export { fitRecalibration, type Recalibration } from './recalibrate.ts'
export { systemClock, type Clock } from './clock.ts'
export { CapuchinError, hasCode, messageOf, type ErrorDetails } from './errors.ts'
export { canonicalJson, gitBlobId, hashJson, sha256, type JsonValue } from './hash.ts'
export { readFileLines, type FileLine } from './file-lines.ts'
export { readJsonLines } from './json-lines.ts'
export { jsonOf } from './json-of.ts'
export { isAlive, ownerOf, parseOwner } from './owner.ts'
export { passAtK } from './pass-at-k.ts'
export { killProcessGroup, runProcess, type ProcessOptions, type ProcessResult } from './process.ts'
export { createRandom, deriveSeed, type Random } from './random.ts'
export { createSharedWork, type SharedWork } from './shared-work.ts'
export { shellQuote } from './shell-quote.ts'
export { runMachine, type MachineRun, type MachineState, type StateTable } from './state-machine.ts'
export { shuffled } from './shuffle.ts'
export { signTest, wilsonInterval, type Interval } from './statistics.ts'
export { createTempDir, ownedPrefix, sweepTempDirs, type TempDir } from './temp-dir.ts'
