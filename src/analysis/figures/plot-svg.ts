import type * as PlotLibrary from '@observablehq/plot'

export interface Frame {
  readonly title: string
  /** What it was measured on, below the title; a line each. */
  readonly notes: readonly string[]
  readonly width: number
  readonly height: number
}

/** A figure as an SVG file of its own: words at the top, the plot below. Loads the library that draws. */
export async function plotSvg(
  { title, notes, width, height }: Frame,
  draw: (Plot: typeof PlotLibrary) => PlotLibrary.PlotOptions,
): Promise<string> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
  const { document } = parseHTML('<html></html>')
  const head = 40 + 18 * notes.length
  const options = draw(Plot)
  const plot: unknown = Plot.plot({
    ...options,
    document,
    width: width - 16,
    height: height - head,
    style: { fontSize: '13px', fontFamily: fonts },
  })
  const lines = notes.map((note, index) => text(note, { y: 46 + 18 * index, size: 13, colour: '#555' }))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}" font-size="13" color="#222">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(title, { y: 26, size: 17, colour: '#222' }),
    ...lines,
    `<g transform="translate(10 ${head})">`,
    // The style sheet is for web pages; other programs know none of its selectors.
    String(plot).replaceAll(/<style>[^]*?<\/style>/g, ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

const fonts = 'Helvetica, Arial, DejaVu Sans, sans-serif'

function text(
  words: string,
  { y, size, colour }: { readonly y: number; readonly size: number; readonly colour: string },
): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  const weight = size > 13 ? ' font-weight="bold"' : ''
  return `<text x="16" y="${y}" font-size="${size}"${weight} fill="${colour}">${escaped}</text>`
}
