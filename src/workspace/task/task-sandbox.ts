import { CapuchinError } from '../../std/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { scrubTask } from './scrub-task.ts'

const workFolder = '/testbed'
const activate = `. /opt/miniconda3/bin/activate && conda activate testbed && cd ${workFolder}`

/**
 * The sandbox of a dataset task as one of the project's code: its root is the checkout, of which there is one commit,
 * and its shell, as that of all its forks, has the project's environment active. It takes the sandbox over.
 *
 * @throws CapuchinError `workspace/no-environment`, `workspace/history`.
 */
export async function openTaskSandbox(
  sandbox: Sandbox,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Sandbox> {
  try {
    await scrubTask(sandbox, { checkout: workFolder, ...options })
    const { exitCode, stderr } = await sandbox.exec(activate, options)
    if (exitCode === 0) return sandbox.root === workFolder ? sandbox : atWorkFolder(sandbox)
    throw new CapuchinError(
      'workspace/no-environment',
      `the task's environment does not start: ${stderr.trim()}`,
    )
  } catch (error) {
    await sandbox.dispose()
    throw error
  }
}

/** On this machine the task's folder holds the checkout and the environment beside each other. */
function atWorkFolder(sandbox: Sandbox): Sandbox {
  const inside = (path: string): string => (path.startsWith('/') ? path : `${workFolder}/${path}`)
  return {
    kind: sandbox.kind,
    root: workFolder,
    exec: (command, options = {}) =>
      sandbox.exec(command, {
        ...options,
        ...(options.cwd === undefined ? {} : { cwd: inside(options.cwd) }),
      }),
    readFile: (path) => sandbox.readFile(inside(path)),
    writeFile: (path, content) => sandbox.writeFile(inside(path), content),
    deleteFile: (path) => sandbox.deleteFile(inside(path)),
    diff: async () => ofWorkFolder(await sandbox.diff()),
    assertBaseUnchanged: () => sandbox.assertBaseUnchanged(),
    checkpoint: () => sandbox.checkpoint(),
    fork: async () => atWorkFolder(await sandbox.fork()),
    dispose: () => sandbox.dispose(),
    [Symbol.asyncDispose]: () => sandbox.dispose(),
  }
}

/** The files of the checkout alone, from where it begins. */
function ofWorkFolder(diff: string): string {
  const folder = workFolder.slice(1)
  return diff
    .split(/^(?=diff --git )/m)
    .filter((file) => new RegExp(`^diff --git "?a/${folder}/`).test(file))
    .map((file) => {
      // What follows the header are the project's own lines, whatever they look like.
      const at = /^(?:@@|GIT binary patch)/m.exec(file)?.index ?? file.length
      const header = file
        .slice(0, at)
        .replaceAll(new RegExp(`( "?[ab]/|(?:from|to) "?)${folder}/`, 'g'), '$1')
      return header + file.slice(at)
    })
    .join('')
}
