import type { EditFormat } from './edit-format.ts'
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
