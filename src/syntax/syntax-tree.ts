import type { Node, Query, Tree } from 'web-tree-sitter'
import type { SyntaxLanguage } from './language.ts'
import { isCrash, type SyntaxRuntime } from './runtime.ts'
import { toSyntaxNode, type SyntaxNode } from './syntax-node.ts'

/** One parsed text. It holds memory outside the JavaScript heap until it is disposed. */
export interface SyntaxTree extends Disposable {
  readonly language: SyntaxLanguage
  readonly source: string
  /** The grammar's own node, for queries; invalid after disposal. */
  readonly root: Node
  /** Compiles patterns for the tree's grammar: the query fits all trees whose `root.tree.language` is the same object. */
  compile(patterns: string): Query
  /**
   * Works on nodes of the tree, which may lead back into the grammar.
   *
   * @throws CapuchinError `syntax/crashed` where the grammar breaks.
   */
  visit<T>(work: (root: Node) => T): T
  /** A copy as plain data that outlives the tree. */
  toPlain(): SyntaxNode
}

export interface SyntaxTreeParts extends Pick<SyntaxRuntime, 'Query'> {
  readonly tree: Tree
  readonly source: string
  readonly language: SyntaxLanguage
  /** Runs what may break the grammar. */
  readonly guard: <T>(work: () => T) => T
}

export function createSyntaxTree({ tree, source, language, Query, guard }: SyntaxTreeParts): SyntaxTree {
  let live = true
  return {
    language,
    source,
    get root() {
      return tree.rootNode
    },
    compile: (patterns) => guard(() => new Query(tree.language, patterns)),
    visit: (work) => guard(() => work(tree.rootNode)),
    toPlain: () => toSyntaxNode(tree),
    [Symbol.dispose]: () => {
      if (live) deleteTree(tree)
      live = false
    },
  }
}

function deleteTree(tree: Tree): void {
  try {
    tree.delete()
  } catch (error) {
    // The runtime broke: what the tree held went with it.
    if (!isCrash(error)) throw error
  }
}
