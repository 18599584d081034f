import { afterAll, describe, expect, it } from 'vitest'
import { languageOf, syntaxLanguages } from './language.ts'
import { findSyntaxErrors } from './syntax-error.ts'
import type { SyntaxNode } from './syntax-node.ts'
import { sharedRuntime, type RuntimeSource, type SyntaxRuntime } from './runtime.ts'
import { createSyntax } from './syntax-parser.ts'

const syntax = createSyntax()
afterAll(() => syntax[Symbol.dispose]())

describe('languageOf', () => {
  it.each([
    ['src/a.py', 'python'],
    ['a.test.tsx', 'tsx'],
    ['lib/X.MJS', 'javascript'],
    ['include/a.h', 'cpp'],
    ['src/a.c', 'c'],
    ['app/Rakefile', 'ruby'],
    ['BUILD.bazel', 'python'],
    ['Rakefile.txt', null],
    ['README', null],
    ['dir.py/README', null],
    ['a.constructor', null],
  ])('%s is %s', (path, language) => {
    expect(languageOf(path)).toBe(language)
  })
})

describe('createSyntax', () => {
  it.each(syntaxLanguages)('loads the %s grammar', async (language) => {
    using tree = await syntax.parse('', language)
    expect(tree?.language).toBe(language)
  })

  it('gives nodes that slice out their own text, with lines from 1', async () => {
    using tree = await syntax.parse('x = 1\n\ndef f(ä):\n    return "🙂" + ä\n', 'python')
    const names = collect(tree?.toPlain()).filter((node) => node.type === 'identifier')
    expect(names.map((node) => [tree?.source.slice(node.start, node.end), node.line])).toEqual([
      ['x', 1],
      ['f', 3],
      ['ä', 3],
      ['ä', 4],
    ])
  })

  it('keeps fields, parents and order', async () => {
    using tree = await syntax.parse('if a:\n    b()\nelse:\n    c()\n', 'python')
    const root = tree?.toPlain()
    const statement = root?.children[0]
    expect(statement?.children.map((node) => node.field)).toEqual([
      null,
      'condition',
      null,
      'consequence',
      'alternative',
    ])
    expect(collect(root).every((node) => node.parent?.children.includes(node) ?? node === root)).toBe(true)
  })

  it('gives null beyond the size limit and beyond the time limit, and goes on afterwards', async () => {
    using small = createSyntax({ maxLength: 10 })
    expect(await small.parse('x = 12345678', 'python')).toBeNull()
    using hurried = createSyntax({ maxRounds: 0 })
    expect(await hurried.parse('x = [1, 2]\n'.repeat(20_000), 'python')).toBeNull()
    using tree = await hurried.parse('x', 'python')
    expect(tree).not.toBeNull()
  })
})

/** What a machine throws that refuses to go on. */
class RuntimeError extends Error {
  override readonly name = 'RuntimeError'
}

/** Gives runtimes whose parsers break on a text with `boom` in it; counts those it gave. */
function breakingRuntimes(): RuntimeSource & { readonly given: SyntaxRuntime[] } {
  const given: SyntaxRuntime[] = []
  let now: Promise<SyntaxRuntime> | null = null
  const start = async (): Promise<SyntaxRuntime> => {
    const real = await sharedRuntime.current()
    let broken = false
    class Parser extends real.Parser {
      override parse(...args: Parameters<InstanceType<typeof real.Parser>['parse']>) {
        broken ||= String(args[0]).includes('boom')
        if (broken) throw new RuntimeError('unreachable')
        return super.parse(...args)
      }
    }
    const runtime = { ...real, Parser }
    given.push(runtime)
    return runtime
  }
  return {
    given,
    current: () => (now ??= start()),
    replace: () => {
      now = null
    },
  }
}

describe('a grammar that breaks', () => {
  it('costs the text it breaks on: the next one is parsed in a fresh runtime', async () => {
    const runtimes = breakingRuntimes()
    using syntax = createSyntax({}, runtimes)
    await expect(syntax.parse('boom', 'python')).rejects.toMatchObject({ code: 'syntax/crashed' })
    using tree = await syntax.parse('x = 1', 'python')
    expect(tree?.root.type).toBe('module')
    using other = await syntax.parse('x = 1', 'lua')
    expect(other?.root.type).toBe('chunk')
    expect(runtimes.given.length).toBe(2)
  })

  it('is given up after a few texts, the others are not', async () => {
    const runtimes = breakingRuntimes()
    using syntax = createSyntax({}, runtimes)
    for (let text = 0; text < 5; text++)
      await expect(syntax.parse('boom', 'python')).rejects.toMatchObject({ code: 'syntax/crashed' })
    await expect(syntax.parse('x = 1', 'python')).rejects.toMatchObject({ code: 'syntax/crashed' })
    using tree = await syntax.parse('x = 1', 'lua')
    expect(tree?.root.type).toBe('chunk')
    expect(runtimes.given.length).toBe(4)
  })

  it('breaks nobody while its nodes are visited, and no bug of ours is taken for its own', async () => {
    using syntax = createSyntax()
    using tree = await syntax.parse('x = 1', 'python')
    const before = await sharedRuntime.current()
    const visit = (error: Error) => () =>
      tree?.visit(() => {
        throw error
      })
    expect(visit(new TypeError('ours'))).toThrow('ours')
    expect(await sharedRuntime.current()).toBe(before)
    expect(visit(new RuntimeError('unreachable'))).toThrow('grammar broke')
    expect(await sharedRuntime.current()).not.toBe(before)
    using again = await syntax.parse('y = 2', 'python')
    expect(again?.root.toString()).toContain('assignment')
  })
})

describe('findSyntaxErrors', () => {
  it.each([
    ['python', 'def f():\n    return 1\n', []],
    ['python', 'x = 1\nif x\n    y = 2\n', [2]],
    ['typescript', 'const a = 1\nfunction f( {\n}\n', [2]],
    ['javascript', 'f()\n}\n', [2]],
  ] as const)('%s %j has errors on lines %j', async (language, source, lines) => {
    using tree = await syntax.parse(source, language)
    if (!tree) throw new Error('no tree')
    expect(findSyntaxErrors(tree).map((error) => error.line)).toEqual(lines)
  })
})

function collect(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  return node ? [node, ...node.children.flatMap((child) => collect(child))] : []
}
