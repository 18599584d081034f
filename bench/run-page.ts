/**
 * Looks at pages of `capuchin show RUN --html FILE` in a real Chromium: `npm run bench:run-page -- FILE... [--chromium
 * /usr/bin/chromium] [--shots FOLDER]`.
 *
 * On a phone and on a desk, light and dark: that nothing is asked of a network, nothing is said on the console, the page is
 * no wider than the screen (what is wide scrolls within itself), and text stands out from what is behind it (WCAG's 4.5).
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { z } from 'zod'

const seenSchema = z.object({
  /** Pixels by which the page is wider than the screen. */
  overflow: z.number(),
  /** The least of all texts, and whose it is. */
  contrast: z.number(),
  faintest: z.string(),
  scripts: z.number(),
})
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    shots: { type: 'string' },
  },
})
if (positionals.length === 0) {
  console.error('give pages that show --html wrote')
  process.exit(2)
}
const screens = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } }
const browser = await chromium.launch({ executablePath: values.chromium, args: ['--no-sandbox'] })
let faults = 0
for (const file of positionals)
  for (const [screen, viewport] of Object.entries(screens))
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport, colorScheme })
      const asked: string[] = []
      const said: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      page.on('console', (message) => said.push(message.text()))
      page.on('pageerror', (error) => said.push(error.message))
      const started = performance.now()
      await page.goto(pathToFileURL(resolve(file)).href)
      const loadedMs = Math.round(performance.now() - started)
      await openAll(page)
      const seen = await look(page)
      if (values.shots !== undefined)
        await page.screenshot({ path: join(values.shots, `${screen}-${colorScheme}.png`), fullPage: true })
      const good =
        asked.length === 1 &&
        said.length === 0 &&
        seen.overflow <= 0 &&
        seen.contrast >= 4.5 &&
        seen.scripts === 0
      if (!good) faults += 1
      console.log(
        `${good ? 'ok ' : 'BAD'} ${file} ${screen} ${colorScheme}: ${loadedMs} ms, ${asked.length - 1} requests, ${said.length} messages, ${seen.overflow} px too wide, contrast ${seen.contrast.toFixed(1)} at least${seen.faintest === '' ? '' : ` (${seen.faintest})`}, ${seen.scripts} scripts`,
      )
      await page.close()
    }
await browser.close()
process.exit(faults === 0 ? 0 : 1)

/** What is folded away is looked at as well. */
async function openAll(page: Page): Promise<void> {
  for (const details of await page.locator('details').all())
    await details.evaluate((element) => element.setAttribute('open', ''))
}

/** The script runs inside the page. */
async function look(page: Page): Promise<z.infer<typeof seenSchema>> {
  const script = readFileSync(join(import.meta.dirname, 'run-page/look-at-page.js'), 'utf8')
  return seenSchema.parse(await page.evaluate(script))
}
