/**
 * Finding the right code in a tree of files: what each file defines and uses, kept by content. It reads trees and
 * never writes to them.
 */
export { openCodeIndex, type CodeIndex, type SourceTree, type TreeFacts } from './facts/code-index.ts'
