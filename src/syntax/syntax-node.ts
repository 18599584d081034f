import type { Tree, TreeCursor } from 'web-tree-sitter'

/** A node of a syntax tree as plain data. Offsets count UTF-16 units of the source, as string methods do. */
export interface SyntaxNode {
  readonly type: string
  /** False for punctuation and keywords. */
  readonly named: boolean
  /** Name of the field of the parent that it fills, where the grammar gives one. */
  readonly field: string | null
  readonly start: number
  /** Exclusive. */
  readonly end: number
  /** First line, counted from 1. */
  readonly line: number
  readonly endLine: number
  readonly missing: boolean
  readonly children: readonly SyntaxNode[]
  readonly parent: SyntaxNode | null
}

type GrowingNode = Omit<SyntaxNode, 'children'> & { readonly children: SyntaxNode[] }

/** Copies a whole tree, without recursion: nesting depth is the author's choice, not ours. */
export function toSyntaxNode(tree: Tree): SyntaxNode {
  const cursor = tree.walk()
  try {
    const root = readNode(cursor, null)
    let parent: GrowingNode = root
    const path: GrowingNode[] = []
    let descend = true
    for (;;) {
      if (descend && cursor.gotoFirstChild()) path.push(parent)
      else if (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent() || path.length === 0) return root
        path.pop()
        descend = false
        continue
      }
      const owner = path.at(-1)
      if (!owner) return root
      parent = readNode(cursor, owner)
      owner.children.push(parent)
      descend = true
    }
  } finally {
    cursor.delete()
  }
}

function readNode(cursor: TreeCursor, parent: SyntaxNode | null): GrowingNode {
  return {
    type: cursor.nodeType,
    named: cursor.nodeIsNamed,
    field: cursor.currentFieldName,
    start: cursor.startIndex,
    end: cursor.endIndex,
    line: cursor.startPosition.row + 1,
    endLine: cursor.endPosition.row + 1,
    missing: cursor.nodeIsMissing,
    children: [],
    parent,
  }
}
