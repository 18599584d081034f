/**
 * Events and results as text: live lines, lasting lines, tables. Pure; printing is the faces' work.
 */
export { renderEvent } from './event-lines.ts'
export { renderCost, renderDuration, renderProgress, renderUsage } from './progress-lines.ts'
export { renderResult, renderTests, type ResultView } from './result-text.ts'
export { emptyRunState, reduceRunState, type AttemptState, type RunState } from './run-state.ts'
export { renderTable } from './table.ts'
export { renderRunPage, type RunPage } from './html/run-page.ts'
export { renderSelection } from './selection-text.ts'
