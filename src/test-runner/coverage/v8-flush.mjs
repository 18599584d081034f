// Preloaded into every Node process of a covered command: a process that is killed leaves what it had written.
import { takeCoverage } from 'node:v8'

setInterval(() => takeCoverage(), 500).unref()
