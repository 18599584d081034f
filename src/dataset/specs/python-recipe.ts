import { parse } from 'yaml'
import { z } from 'zod'
import type { EnvironmentRecipe } from '../../domain/index.ts'
import { environmentText, requirementsText, type ReadFile } from './dependency-files.ts'
import type { Environment } from './derive-scripts.ts'
import { listOf } from './environment-spec.ts'

export interface PythonRecipe {
  readonly recipe: EnvironmentRecipe
  /** What the table asks for and a virtual environment cannot give, in the table's words. */
  readonly leftOut: readonly string[]
}

/**
 * The environment of a table's entry as a virtual environment: conda's packages are taken from pip under the same
 * names, and commands that install system packages are left out. Null for other languages than Python.
 */
export function pythonRecipe({ repository, spec }: Environment, readFile: ReadFile): PythonRecipe | null {
  if (repository.language !== 'py') return null
  const before = [...listOf(spec.pre_install)]
  const isOfSystem = (command: string): boolean =>
    /\b(?:apt-get|apt|locale-gen|conda)\b|\/etc\//.test(command)
  const packages = packagesOf({ repository, spec }, readFile)
  return {
    recipe: {
      python: spec.python ?? '3.9',
      requirements: [packages, [...listOf(spec.pip_packages)]].filter((list) => list.length > 0),
      preInstall: before.filter((command) => !isOfSystem(command)),
      install: [...listOf(spec.install)],
      shims: {},
      env: {},
    },
    leftOut: before.filter(isOfSystem),
  }
}

function packagesOf({ repository, spec }: Environment, readFile: ReadFile): string[] {
  const { packages = '' } = spec
  if (packages === 'requirements.txt') return requirementLines(requirementsText(repository, readFile) ?? '')
  if (packages === 'environment.yml') return condaRequirements(environmentText(repository, readFile) ?? '')
  return packages.split(/\s+/).filter((name) => name !== '' && isForPip(name))
}

/** Lines of a requirements file as arguments of pip: comments, blank lines and options that name files are left out. */
function requirementLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('-'))
}

const condaFileSchema = z.object({
  dependencies: z.array(z.union([z.string(), z.object({ pip: z.array(z.string()) })])).default([]),
})

function condaRequirements(text: string): string[] {
  const file = condaFileSchema.safeParse(text === '' ? {} : parse(text))
  return (file.data?.dependencies ?? []).flatMap((each) =>
    typeof each === 'string'
      ? isForPip(each)
        ? [pipRequirement(each)]
        : []
      : requirementLines(each.pip.join('\n')),
  )
}

/** Not what is a part of conda's own world: interpreters, compilers, fonts, and programs of other languages. */
function isForPip(name: string): boolean {
  return !/^(?:python|pip|conda|nodejs|pandoc|graphviz|texlive|inkscape|ffmpeg|_|lib|[a-z0-9-]*(?:compiler|mutex)|nomkl|mkl|blas|hdf4|hdf5|cartopy|rasterio|iris|esmpy)(?![a-z])/i.test(
    name,
  )
}

/** `numpy=1.2` and `channel::numpy>=1.2` as pip spells them. */
function pipRequirement(text: string): string {
  const [, name = text, rest = ''] = /^(?:[\w-]+::)?([\w.-]+)\s*(.*)$/.exec(text) ?? []
  return `${name}${/^=[^=]/.test(rest) ? `=${rest}.*` : rest}`.replaceAll(/\s+/g, '')
}
