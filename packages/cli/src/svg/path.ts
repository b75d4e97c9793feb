import type { Point } from './geometry.ts'

const RADIUS = 8

/** A path through the points, with rounded corners, as SVG path data. */
export function toPath(points: readonly Point[]): string {
  const [start, ...rest] = points
  if (start === undefined) return ''
  const segments = [`M${show(start)}`]
  rest.forEach((corner, index) => {
    const before = rest[index - 1] ?? start
    const after = rest[index + 1]
    segments.push(after === undefined ? `L${show(corner)}` : roundCorner(before, corner, after))
  })
  return segments.join('')
}

function roundCorner(before: Point, corner: Point, after: Point): string {
  const radius = Math.min(RADIUS, distance(before, corner) / 2, distance(corner, after) / 2)
  return `L${show(towards(corner, before, radius))}Q${show(corner)} ${show(towards(corner, after, radius))}`
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}

function towards(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to) || 1
  return { x: from.x + ((to.x - from.x) * length) / whole, y: from.y + ((to.y - from.y) * length) / whole }
}

function show({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`
}

function round(number: number): number {
  return Math.round(number * 100) / 100
}
