import { withTempFolder, type Sandbox } from '../sandbox/index.ts'

/**
 * Applies a git diff inside a sandbox: exactly where that goes, else with the fuzz that patches of other tools may
 * need. Null when it applied, else why not; what was tried last may then be half done.
 */
export function applyPatch(
  sandbox: Sandbox,
  patch: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<string | null> {
  return withTempFolder(sandbox, async (folder) => {
    const file = `${folder}/candidate.patch`
    await sandbox.writeFile(file, patch.endsWith('\n') ? patch : `${patch}\n`)
    const exact = await sandbox.exec(`git apply --whitespace=nowarn ${file}`, {
      cwd: sandbox.root,
      ...options,
    })
    if (exact.exitCode === 0) return null
    const fuzzy = await sandbox.exec(
      `patch --batch --forward --no-backup-if-mismatch -p1 --fuzz=5 -i ${file}`,
      {
        cwd: sandbox.root,
        ...options,
      },
    )
    return fuzzy.exitCode === 0 ? null : `the patch does not apply: ${exact.stderr.trim().slice(0, 500)}`
  })
}
