import { describe, expect, it } from 'vitest'
import { createMemoryFileTree } from '../../domain/index.ts'
import { createSyntax } from '../../syntax/index.ts'
import { createCodeFinder } from '../code-finder.ts'

const syntax = createSyntax()

async function counterparts(
  files: Readonly<Record<string, string>>,
  path: string,
): Promise<readonly string[]> {
  const tree = createMemoryFileTree(new Map(Object.entries(files)))
  using finder = createCodeFinder({ tree, syntax, folder: null })
  return (await finder.counterparts(path)).map((counterpart) => counterpart.path)
}

/** By names alone: nothing stands in the files. */
function byName(paths: readonly string[], path: string): Promise<readonly string[]> {
  return counterparts(Object.fromEntries(paths.map((each) => [each, ''])), path)
}

describe('counterparts', () => {
  it.each([
    ['Python, beside', 'pkg/tests/test_cart.py', 'pkg/cart.py', ['pkg/tests/test_page.py', 'pkg/page.py']],
    [
      'Python, mirrored',
      'tests/core/test_scale.py',
      'pkg/core/scale.py',
      ['tests/ext/test_scale.py', 'pkg/ext/scale.py'],
    ],
    ['Python, suffix', 'tests/cart_test.py', 'pkg/cart.py', ['tests/page_test.py', 'pkg/page.py']],
    [
      'a package',
      'tests/test_autodoc.py',
      'pkg/autodoc/__init__.py',
      ['tests/test_napoleon.py', 'pkg/napoleon/__init__.py'],
    ],
    [
      'Django',
      'tests/model_fields/tests.py',
      'django/db/models/fields/__init__.py',
      ['tests/view_tests/tests.py', 'django/views/debug.py'],
    ],
    [
      'Django, folder',
      'tests/utils_tests/test_autoreload.py',
      'django/utils/autoreload.py',
      ['tests/utils_tests/test_html.py', 'django/utils/html.py'],
    ],
    [
      'another form',
      'tests/queries/tests.py',
      'django/db/models/query.py',
      ['tests/sessions/tests.py', 'django/sessions/base.py'],
    ],
    ['TypeScript', 'src/cart.test.ts', 'src/cart.ts', ['src/cart-item.test.ts', 'src/cart-item.ts']],
    [
      'JavaScript',
      'src/__tests__/Cart-test.js',
      'src/Cart.js',
      ['src/__tests__/Page-test.js', 'src/Page.js'],
    ],
    [
      'an index',
      'src/cart/__tests__/index.test.tsx',
      'src/cart/index.tsx',
      ['src/page/__tests__/index.test.tsx', 'src/page/index.tsx'],
    ],
    ['Go', 'cart/total_test.go', 'cart/total.go', ['page/total_test.go', 'page/total.go']],
    [
      'Java',
      'src/test/java/org/shop/CartTest.java',
      'src/main/java/org/shop/Cart.java',
      ['src/test/java/org/shop/PageTest.java', 'src/main/java/org/shop/Page.java'],
    ],
    [
      'Scala',
      'src/test/scala/shop/CartSpec.scala',
      'src/main/scala/shop/Cart.scala',
      ['src/test/scala/shop/PageSpec.scala', 'src/main/scala/shop/Page.scala'],
    ],
    [
      'Ruby',
      'spec/models/cart_spec.rb',
      'app/models/cart.rb',
      ['spec/views/cart_spec.rb', 'app/views/cart.rb'],
    ],
    ['Rust', 'tests/cart.rs', 'src/cart.rs', ['tests/page.rs', 'src/page.rs']],
    ['C#', 'Shop.Tests/CartTests.cs', 'Shop/Cart.cs', ['Shop.Tests/PageTests.cs', 'Shop/Page.cs']],
  ])('are paired by names both ways: %s', async (_, test, source, others) => {
    const paths = [test, source, ...others]
    expect((await byName(paths, source))[0]).toBe(test)
    expect((await byName(paths, test))[0]).toBe(source)
  })

  it('are found by what a test uses where names say nothing, itself or through others', async () => {
    const files = {
      'shop/ledger.py': 'def book(amount):\n    return amount\n',
      'shop/api.py': 'from shop.ledger import book\n\ndef pay(amount):\n    return book(amount)\n',
      'shop/mail.py': 'def send(text):\n    return text\n',
      'tests/test_first.py': 'from shop.mail import send\n\ndef test_send():\n    assert send("x")\n',
      'tests/test_second.py': 'from shop.ledger import book\n\ndef test_book():\n    assert book(1)\n',
      'tests/test_third.py': 'from shop.api import pay\n\ndef test_pay():\n    assert pay(1)\n',
    }
    expect(await counterparts(files, 'shop/ledger.py')).toEqual([
      'tests/test_second.py',
      'tests/test_third.py',
      'tests/test_first.py',
    ])
    expect((await counterparts(files, 'tests/test_third.py'))[0]).toBe('shop/api.py')
  })

  it('put a test before what only helps tests', async () => {
    const paths = ['pkg/cart.py', 'tests/cart/cart.py', 'tests/cart/test_cart.py']
    expect((await byName(paths, 'pkg/cart.py'))[0]).toBe('tests/cart/test_cart.py')
  })

  it('are none for a path that is not there, and some for what is no code', async () => {
    expect(await byName(['pkg/cart.py', 'tests/test_cart.py'], 'pkg/gone.py')).toEqual([])
    const paths = ['pkg/cart.sql', 'tests/test_cart.py', 'tests/test_page.py']
    expect((await byName(paths, 'pkg/cart.sql'))[0]).toBe('tests/test_cart.py')
    expect(await byName(['pkg/cart.py'], 'pkg/cart.py')).toEqual([])
  })
})
