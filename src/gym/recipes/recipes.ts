import { axolotlRecipe } from './axolotl.ts'
import { torchtuneRecipe } from './torchtune.ts'
import type { TrainingRecipe } from './training-recipe.ts'
import { trlRecipe } from './trl.ts'

/** Every recipe that rows can be written with, by the name of its trainer. */
export const trainingRecipes: readonly TrainingRecipe[] = [torchtuneRecipe, trlRecipe, axolotlRecipe]
