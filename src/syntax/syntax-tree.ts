import type { Node, Tree } from 'web-tree-sitter'
import type { SyntaxLanguage } from './language.ts'
import { toSyntaxNode, type SyntaxNode } from './syntax-node.ts'

/** One parsed text. It holds memory outside the JavaScript heap until it is disposed. */
export interface SyntaxTree extends Disposable {
  readonly language: SyntaxLanguage
  readonly source: string
  /** The grammar's own node, for queries; invalid after disposal. */
  readonly root: Node
  /** A copy as plain data that outlives the tree. */
  toPlain(): SyntaxNode
}

export function createSyntaxTree(tree: Tree, source: string, language: SyntaxLanguage): SyntaxTree {
  let live = true
  return {
    language,
    source,
    get root() {
      return tree.rootNode
    },
    toPlain: () => toSyntaxNode(tree),
    [Symbol.dispose]: () => {
      if (live) tree.delete()
      live = false
    },
  }
}
