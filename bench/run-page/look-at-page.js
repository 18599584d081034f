/* global document, Node, getComputedStyle */
;(() => {
  const read = (text) => (text.match(/[\d.]+/g) ?? []).map(Number)
  const behind = (element) => {
    for (let up = element; up; up = up.parentElement) {
      const [red = 0, green = 0, blue = 0, alpha = 1] = read(getComputedStyle(up).backgroundColor)
      if (alpha > 0) return [red, green, blue]
    }
    return [255, 255, 255]
  }
  const light = (colour) => {
    const [red, green, blue] = colour.map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  let contrast = 21
  let faintest = ''
  for (const element of document.querySelectorAll('body *')) {
    const hasText = [...element.childNodes].some(
      (child) => child.nodeType === Node.TEXT_NODE && child.textContent.trim() !== '',
    )
    if (!hasText) continue
    const [red, green, blue] = read(getComputedStyle(element).color)
    const [above, below] = [light([red, green, blue]), light(behind(element))].toSorted((a, b) => b - a)
    const ratio = (above + 0.05) / (below + 0.05)
    if (ratio >= contrast) continue
    contrast = ratio
    faintest = `${element.tagName.toLowerCase()}.${element.className}`
  }
  const { scrollWidth, clientWidth } = document.documentElement
  return { overflow: scrollWidth - clientWidth, contrast, faintest, scripts: document.scripts.length }
})()
