import { languageOf } from '../../syntax/index.ts'
import type { TagLanguage } from '../tags/extract-tags.ts'

/** How a file is read: by a grammar, by words alone, or not at all (`none`): documents, data, pictures. */
export type Reading = TagLanguage | 'words' | 'none'

export function readingOf(path: string): Reading {
  const language = languageOf(path)
  if (language === 'ini' || language === 'css') return 'none'
  if (language !== null) return language
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase()
  if (extension === 'vue' || extension === 'svelte') return 'component'
  return extension !== undefined && wordLanguages.has(extension) ? 'words' : 'none'
}

/** Extensions of languages that are code but have no grammar here. */
const wordLanguages: ReadonlySet<string> = new Set(
  (
    'ada adb ads asm s bas clj cljs cljc coffee cr d elm erl hrl ex exs f f77 f90 f95 for fs fsi fsx ' +
    'gd glsl gradle groovy hs hx idl jl lisp el m mm ml mli nim pas pl pm pl6 proto purs pxd pyx rkt ' +
    'scm sql sv tcl thrift v vala vb vhd vhdl vim wgsl cmake mk awk'
  ).split(' '),
)
