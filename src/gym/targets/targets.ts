import { axolotl } from './axolotl.ts'
import { llamaFactory } from './llama-factory.ts'
import { openai } from './openai.ts'
import type { SftTarget } from './sft-target.ts'
import { torchtune } from './torchtune.ts'
import { trl } from './trl.ts'

/** Every trainer that rows can be written for, by name. */
export const sftTargets: readonly SftTarget[] = [torchtune, trl, axolotl, llamaFactory, openai]
