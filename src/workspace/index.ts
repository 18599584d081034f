/**
 * Where a problem's code lies and how it is seen: file trees of a checkout on the host and inside a sandbox.
 */
export { createHostFileTree } from './host-file-tree.ts'
export { createSandboxFileTree } from './sandbox-file-tree.ts'
