import { z } from 'zod'
import { reversePatch } from '../patch/reverse-patch.ts'
import { activateConda, bashScript, endMarker, startMarker, workFolder } from '../specs/eval-input.ts'
import { commonFields, commonRowSchema } from './swe-bench-row.ts'
import { withoutUndefined, type ReadRow, type RowSurroundings } from './row-reader.ts'

const rowSchema = commonRowSchema.extend({ patch: z.string(), image_name: z.string().min(1) })

/**
 * A row of SWE-smith. Its `patch` puts the bug in, so the gold patch is its reverse. The buggy tree is a branch of
 * the repository's mirror that is named like the instance, which stands in for a base commit.
 */
export function readSweSmithRow(raw: unknown, { images }: RowSurroundings): ReadRow {
  const row = rowSchema.parse(raw)
  const repository = originOf(row.image_name)
  return {
    variant: 'swe-smith',
    instance: withoutUndefined({
      ...commonFields(row),
      baseCommit: row.base_commit === '' ? row.instance_id : row.base_commit,
      goldPatch: reversePatch(row.patch),
      evaluation: {
        image: publishedImage(row.image_name, images.prefix),
        script: bashScript('uxo', [
          ...activateConda,
          `cd ${workFolder}`,
          `: '${startMarker}'`,
          testCommand(repository, row.FAIL_TO_PASS ?? []),
          `: '${endMarker}'`,
        ]),
        logParser: parsers[repository] ?? 'swe-smith/parse_log_pytest',
        evalType: 'pass_and_fail' as const,
        rules: 'swe-smith' as const,
      },
    }),
    missing: null,
  }
}

/** `swesmith.x86_64.owner__repo.commit8`, with or without a registry, to `owner/repo` in lower case. */
function originOf(imageName: string): string {
  const name = (imageName.split('/').at(-1) ?? '').replace(/:[^:]*$/, '').toLowerCase()
  return name
    .replace(/^swesmith\.[^.]*\./, '')
    .replace(/\.[0-9a-f]{8}$/, '')
    .replace(/__|_1776_/, '/')
}

function publishedImage(imageName: string, prefix: string | undefined): string {
  const inRegistry = imageName.includes('/') ? imageName : `${prefix ?? 'jyangballin/'}${imageName}`
  return inRegistry.replaceAll('__', '_1776_').toLowerCase()
}

const pytest = 'pytest --disable-warnings --color=no --tb=no --verbose'

/** Repositories whose tests are not run by the usual command. */
const commands: Readonly<Record<string, string>> = {
  'tkrajina/gpxpy': 'pytest test.py --verbose --color=no --tb=no --disable-warnings',
  'jax-ml/jax': `${pytest} -n auto`,
  'mido/mido': `${pytest} -rs -c /dev/null`,
  'paramiko/paramiko': 'pytest -rA --color=no --disable-warnings',
  'un33k/python-slugify': 'python test.py --verbose',
  'tornadoweb/tornado': 'python -m tornado.test --verbose',
  'python/mypy': 'pytest --color=no -rA -k',
  'pydantic/pydantic': `/root/.local/bin/uv run ${pytest}`,
  'gin-gonic/gin': 'go test -v ./...',
}

/** Repositories whose logs upstream reads with a parser of their own. */
const parsers: Readonly<Record<string, string>> = {
  'gin-gonic/gin': 'swe-smith/parse_log_gotest',
  'hips/autograd': 'swe-smith/parse_log_autograd',
  'paramiko/paramiko': 'swe-smith/parse_log_paramiko',
  'python/mypy': 'swe-smith/parse_log_mypy',
  'tornadoweb/tornado': 'swe-smith/parse_log_tornado',
  'un33k/python-slugify': 'swe-smith/parse_log_python_slugify',
}

/** pytest runs only the files of the failing tests. Upstream orders them by chance; here they keep their order. */
function testCommand(repository: string, failToPass: readonly string[]): string {
  const command = commands[repository] ?? pytest
  if (!command.includes('pytest')) return command
  if (repository === 'python/mypy')
    return `${command} "${failToPass.map((id) => id.split('::').at(-1)).join(' or ')}"`
  return [command, ...new Set(failToPass.map((id) => id.split('::')[0]))].join(' ')
}
