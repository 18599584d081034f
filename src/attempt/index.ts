/**
 * One independent try at a Problem: strategies, and what they share. It cannot see an instance's answer.
 */
export type { Baseline } from './baseline.ts'
export type { AttemptTools, Strategy } from './strategy.ts'
