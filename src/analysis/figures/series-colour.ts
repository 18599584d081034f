/** A colour for the so-manyth series; they begin anew after six. */
export function colourOf(index: number): string {
  return colours[index % colours.length] ?? '#222'
}

/** Okabe and Ito's colours, told apart in every kind of colour vision; strong ones first. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9']
