import type { SelectorCalibration } from '../selector-calibration.ts'
import { plotSvg } from './plot-svg.ts'

/** How often selectors were right against how sure they were, a panel each, as SVG. */
export async function reliabilityFigure(calibrations: readonly SelectorCalibration[]): Promise<string> {
  const points = calibrations.flatMap((calibration) =>
    calibration.bins.map(({ predicted, observed, count, interval }) => ({
      panel: panelName(calibration),
      predicted: 100 * predicted,
      observed: 100 * observed,
      low: 100 * interval.low,
      high: 100 * interval.high,
      count,
    })),
  )
  const frame = {
    title: 'Confidence and truth',
    notes: [
      'a point per bin of about equally many instances; how many stands beside it',
      'bars are 95 % intervals (Wilson); on the dashed line confidence is just right',
    ],
    width: Math.max(540, 80 + 400 * calibrations.length),
    height: 580,
  }
  return plotSvg(frame, (Plot) => ({
    marginLeft: 56,
    marginRight: 24,
    marginBottom: 52,
    marginTop: 58,
    fx: { label: null, domain: calibrations.map(panelName), padding: calibrations.length > 1 ? 0.08 : 0 },
    x: {
      label: 'Confidence given (%)',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [-4, 104],
      grid: true,
      ticks: 5,
    },
    y: { label: 'Choices resolved (%)', labelArrow: 'none', domain: [-4, 104], grid: true },
    marks: [
      Plot.frame({ stroke: '#ccc' }),
      Plot.link([0], { x1: 0, y1: 0, x2: 100, y2: 100, stroke: '#777', strokeDasharray: '6 4' }),
      Plot.ruleX(points, {
        fx: 'panel',
        x: 'predicted',
        y1: 'low',
        y2: 'high',
        stroke: '#0072b2',
        strokeWidth: 1.5,
      }),
      Plot.line(points, {
        fx: 'panel',
        x: 'predicted',
        y: 'observed',
        stroke: '#0072b2',
        strokeOpacity: 0.5,
      }),
      Plot.dot(points, {
        fx: 'panel',
        x: 'predicted',
        y: 'observed',
        r: 4.5,
        fill: '#0072b2',
        stroke: '#fff',
      }),
      Plot.text(points, {
        fx: 'panel',
        x: 'predicted',
        y: 'observed',
        text: ({ count }: { readonly count: number }) => String(count),
        dx: 8,
        dy: 10,
        textAnchor: 'start',
        fill: '#222',
        stroke: '#fff',
        strokeWidth: 4,
      }),
    ],
  }))
}

function panelName({ name, count, calibrationError, brier }: SelectorCalibration): string {
  return `${name}\nECE ${calibrationError.value.toFixed(3)}, Brier ${brier.value.toFixed(3)}, n = ${count}`
}
