import type { CallEncoding } from '../targets/sft-target.ts'

/** All that one trainer needs beside `train.jsonl` to be started by one command, with SWE-Gym's published values. */
export interface TrainingRecipe {
  /** That of its target, too. */
  readonly name: string
  /** Files of the folder; paths in them are relative to it. Null where it cannot be said how this model is trained. */
  readonly files: (baseModel: string, encoding: CallEncoding) => readonly RecipeFile[] | null
  /** Which models it knows, in words for whoever named another. */
  readonly models: string
}

export interface RecipeFile {
  readonly name: string
  readonly text: string
  readonly isExecutable: boolean
}

/** What SWE-Gym's policies were trained with (specification 7.1: its torchtune files and the paper). */
export const published = {
  baseModel: 'Qwen/Qwen2.5-Coder-32B-Instruct',
  maxTokens: 32_768,
  epochs: 5,
  learningRate: 1e-4,
  weightDecay: 0.01,
  warmupSteps: 5,
  seed: 42,
  /** One row on each; so many rows make a step. */
  gpus: 8,
} as const

/** A script that works from any folder, and passes further arguments on. */
export function runScript(lines: readonly string[]): RecipeFile {
  const text = ['#!/bin/sh', 'set -eu', 'cd "$(dirname "$0")"', ...lines, ''].join('\n')
  return { name: 'run.sh', text, isExecutable: true }
}
