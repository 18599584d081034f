import { languageOf, type SyntaxLanguage } from '../../syntax/index.ts'

/** How a file is read: by a grammar, by words alone, or not at all (`none`): documents, data, pictures. */
export type Reading = SyntaxLanguage | 'words' | 'none'

export function readingOf(path: string): Reading {
  const language = languageOf(path)
  if (language === 'ini' || language === 'css') return 'none'
  if (language !== null) return language
  const extension = /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase()
  return extension !== undefined && wordLanguages.has(extension) ? 'words' : 'none'
}

/** Extensions of languages that are code but have no grammar here. */
const wordLanguages: ReadonlySet<string> = new Set(
  (
    'ada adb ads asm s bas clj cljs cljc coffee cr d elm erl hrl ex exs f f77 f90 f95 for fs fsi fsx ' +
    'gd glsl gradle groovy hs hx idl jl lisp el m mm ml mli nim pas pl pm pl6 proto purs pxd pyx rkt ' +
    'scm sql sv svelte tcl thrift v vala vb vhd vhdl vim vue wgsl cmake mk awk'
  ).split(' '),
)
