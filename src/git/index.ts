/**
 * Git on the host, never trusting what a repository's configuration would have it run: looking at a checkout,
 * applying patches on copies, writing results back, committing without hooks.
 */
export { applyPatch, readState, type FileChange, type FileState } from './apply-patch.ts'
export { commitOnBranch, type BranchCommit } from './commit-on-branch.ts'
export { listFolder, type FolderListing, type ListFolderOptions } from './list-folder.ts'
export { ignoredPaths, listFiles, openRepository, type Repository } from './repository.ts'
export { runGit, tryGit } from './run-git.ts'
export { writeChanges } from './write-changes.ts'
export { findWorkTree, type WorkTree } from './work-tree.ts'
