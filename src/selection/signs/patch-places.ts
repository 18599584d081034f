import { isProgram } from '../classes/changed-files.ts'
import { patchLines } from './patch-lines.ts'

/** Lines of the base that are one place. */
const near = 8

/**
 * Of each patch, the share of the others that change some place that it changes: where several makers look for a fault
 * is where it is more often than where one does. 0 for a patch that is alone.
 */
export function companyOf(patches: readonly string[]): readonly number[] {
  const places = patches.map(placesOf)
  return places.map((own, at) => {
    const others = places.filter((_, other) => other !== at)
    const sharing = others.filter((other) => own.some((one) => other.some((two) => isNear(one, two))))
    return others.length === 0 ? 0 : sharing.length / others.length
  })
}

interface Place {
  readonly path: string
  readonly line: number
}

function placesOf(patch: string): readonly Place[] {
  return patchLines(patch)
    .filter(({ path }) => isProgram(path))
    .flatMap(({ path, touched }) => touched.map((line) => ({ path, line })))
}

function isNear(one: Place, other: Place): boolean {
  return one.path === other.path && Math.abs(one.line - other.line) <= near
}
