/**
 * Where a problem's code lies and how it is seen: file trees of a checkout on the host and inside a sandbox, and
 * checkouts of dataset tasks with the environment that their tests need.
 */
export { createHostFileTree } from './host-file-tree.ts'
export { createSandboxFileTree } from './sandbox-file-tree.ts'
export { openMirror, readFileAt } from './task/repository-mirror.ts'
export { prepareTaskCheckout } from './task/task-checkout.ts'
export { offlineEnv, taskOptions } from './task/task-environment.ts'
export { packTaskImage, taskImageName } from './task/task-image.ts'
export { openTaskFolder, type TaskFolder, type TaskFolderDeps } from './task/task-folder.ts'
export { openTaskSandbox } from './task/task-sandbox.ts'
