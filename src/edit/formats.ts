import type { EditFormat, StepwiseFormat } from './edit-format.ts'
import { mixedFormat } from './mixed/mixed-format.ts'
import {
  searchReplace,
  searchReplaceFenced,
  searchReplaceStrict,
  searchReplaceV035,
} from './search-replace/search-replace.ts'
import { patch } from './patch/patch.ts'
import { udiff } from './udiff/udiff.ts'
import { whole } from './whole/whole.ts'

/** Every format by its name. */
export const editFormats = {
  'search-replace': searchReplace,
  'search-replace-fenced': searchReplaceFenced,
  'search-replace-v0.35': searchReplaceV035,
  'search-replace-strict': searchReplaceStrict,
  whole,
  udiff,
  patch,
} as const satisfies Record<string, EditFormat>

export type EditFormatName = keyof typeof editFormats

/**
 * The format of that name, which also understands a reply that leaves it; the formats of recorded conversations and of
 * comparisons keep to their own rules.
 */
export function openFormat(name: EditFormatName): EditFormat {
  const open: Partial<Record<EditFormatName, StepwiseFormat>> = {
    'search-replace-fenced': searchReplaceFenced,
    ...mixable,
  }
  const asked = open[name]
  if (asked === undefined) return editFormats[name]
  const same = name === 'search-replace-fenced' ? 'search-replace' : name
  const others = Object.entries(mixable).flatMap(([other, format]) => (other === same ? [] : [format]))
  return mixedFormat(asked, others)
}

/** In the order in which they take what is theirs: the least mistakable first. */
const mixable = { patch, 'search-replace': searchReplace, udiff, whole } as const
