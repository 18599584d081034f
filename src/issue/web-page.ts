import type TurndownService from 'turndown'
import { CapuchinError } from '../std/index.ts'
import type { FetchedText } from './fetch-text.ts'
import { isOversized } from './page-size.ts'

/** What no reader of a page reads for its text. */
const beside = [
  'head',
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'canvas',
  'iframe',
  'object',
  'nav',
  'header',
  'footer',
  'aside',
  'form',
  'button',
  'select',
  'dialog',
  '[hidden]',
  '[aria-hidden="true"]',
  '[style*="display:none"]',
  '[style*="display: none"]',
].join(',')

/**
 * A web page as readable text: its title, and its main part as Markdown, code verbatim.
 *
 * @throws CapuchinError `issue/login-page`, `issue/empty-page`, `issue/too-large`.
 */
export async function pageText({ text, type, url }: FetchedText): Promise<string> {
  const isHtml = /html/.test(type) || /^\s*<(?:!doctype html|html)[\s>]/i.test(text)
  if (!isHtml) return text.replaceAll('\r\n', '\n').trim()
  if (isOversized(text))
    throw new CapuchinError(
      'issue/too-large',
      `${url.href} has more elements, or deeper ones, than can be read`,
      { hint },
    )
  const [{ parseHTML }, { default: Turndown }] = await Promise.all([import('linkedom'), import('turndown')])
  // Within an element of its own: pages may leave out html, head and body, and all of their ends.
  const { document } = parseHTML(`<page>${text}</page>`)
  if (document.querySelector('input[type="password" i]'))
    throw new CapuchinError('issue/login-page', `${url.href} asks to log in`, { hint })
  const title = (document.querySelector('title')?.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
  // Of several articles each may be a comment: then all of the page counts.
  const articles = document.querySelectorAll('article')
  const only = articles.length === 1 ? articles[0] : null
  const main = document.querySelector('main, [role="main"]') ?? only ?? document.documentElement
  for (const element of main.querySelectorAll(beside)) element.remove()
  const body = createMarkdown(Turndown)
    .turndown(main.outerHTML)
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
  if (body === '')
    throw new CapuchinError('issue/empty-page', `${url.href} has no text without running its scripts`, {
      hint,
    })
  return title === '' || body.startsWith(title) ? body : `${title}\n\n${body}`
}

const hint = 'save the text of the page to a file and give that, or pipe it in with -'

function createMarkdown(Turndown: typeof TurndownService): TurndownService {
  const markdown = new Turndown({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' })
  markdown.addRule('code block', {
    filter: 'pre',
    replacement: (_content, node) => {
      const code = node.textContent.replace(/^\n/, '').trimEnd()
      const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([run]) => run.length))
      const fence = '`'.repeat(longest + 1)
      return `\n\n${fence}\n${code}\n${fence}\n\n`
    },
  })
  // An address in a text can be followed by nobody who reads it; what a link says is enough.
  markdown.addRule('link', { filter: 'a', replacement: (content) => content })
  markdown.addRule('image', { filter: 'img', replacement: () => '' })
  return markdown
}
