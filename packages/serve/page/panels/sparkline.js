import { setAttribute, setText, svg } from '../dom.js'

const SIZE = { width: 240, height: 40 }

/** The last two minutes of a figure, as a line. */
export function createSparkline(label, format) {
  const area = svg('path', { class: 'area' })
  const path = svg('path', { class: 'course', 'vector-effect': 'non-scaling-stroke' })
  const top = svg('title', {})
  const element = svg(
    'svg',
    { class: 'sparkline', viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, preserveAspectRatio: 'none', role: 'img' },
    top,
    area,
    path,
  )
  return {
    element,
    update(values, points = 120) {
      const highest = Math.max(0, ...values.filter((value) => value !== null))
      const course = toPath(values, { highest, points })
      setAttribute(path, 'd', course)
      setAttribute(
        area,
        'd',
        course === '' ? '' : `${course}L${SIZE.width} ${SIZE.height}L${xOf(0, values.length, points)} ${SIZE.height}Z`,
      )
      setText(top, `${label}, up to ${format(highest)} in the last two minutes`)
    },
  }
}

/** A path through the values, the newest at the right end. */
export function toPath(values, { highest, points }) {
  if (values.length < 2) return ''
  const scale = highest > 0 ? (SIZE.height - 4) / highest : 0
  return values
    .map(
      (value, index) =>
        `${index === 0 ? 'M' : 'L'}${xOf(index, values.length, points)} ${round(SIZE.height - 2 - (value ?? 0) * scale)}`,
    )
    .join('')
}

function xOf(index, count, points) {
  return round(SIZE.width - ((count - 1 - index) / (points - 1)) * SIZE.width)
}

function round(number) {
  return Math.round(number * 10) / 10
}
