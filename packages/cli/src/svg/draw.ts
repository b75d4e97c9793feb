import { describeGroup, type Picture } from '../picture/picture.ts'
import type { Layout, PlacedArrow, PlacedBox, PlacedGroup } from './geometry.ts'
import { drawnDetail, FONT } from './inside.ts'
import { textWidth } from './measure.ts'
import { toPath } from './path.ts'
import { STYLE } from './style.ts'
import { escapeText } from './text.ts'

const MARGIN = 28
const HEADER = 64
const FOOTER = 40

/** Draws a picture that has been laid out, as an SVG document. */
export function drawLayout(picture: Picture, layout: Layout): string {
  const legend = drawLegend(picture)
  const title = Math.max(textWidth(picture.title, 22), textWidth(picture.subtitle, 13), legend.width)
  const width = Math.ceil(Math.max(layout.width, title) + 2 * MARGIN)
  const height = Math.ceil(layout.height + HEADER + FOOTER + 2 * MARGIN)
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeText(`${picture.title}: ${picture.subtitle}`)}</title>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="14"/>`,
    `<text class="name" x="${MARGIN}" y="${MARGIN + 18}">${escapeText(picture.title)}</text>`,
    `<text class="counts" x="${MARGIN}" y="${MARGIN + 40}">${escapeText(picture.subtitle)}</text>`,
    `<g transform="translate(${MARGIN} ${MARGIN + HEADER})">`,
    ...layout.groups.map(drawGroup),
    ...layout.arrows.map(drawArrow),
    ...layout.groups.flatMap((group) => group.boxes.map(drawBox)),
    ...layout.arrows.map(drawPort),
    '</g>',
    `<g transform="translate(${MARGIN} ${height - MARGIN - 4})">`,
    ...legend.shapes,
    '</g>',
    '</svg>',
  ].join('\n')}\n`
}

function drawGroup(placed: PlacedGroup): string {
  const { group, x, y, width, height, boxes } = placed
  const shape = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${group.kind === 'gateway' ? 14 : 10}"/>`
  const middle = x + width / 2
  const anchor = boxes.length === 0 ? `x="${middle}" text-anchor="middle"` : `x="${x + 16}"`
  const top = y + (boxes.length === 0 ? 0 : 2)
  const side = group.side ? ' side' : ''
  return [
    `<g class="pod ${group.kind}${side}">${shape}`,
    `<text class="title" ${anchor} y="${top + 24}">${escapeText(group.title)}</text>`,
    `<text class="detail" ${anchor} y="${top + 41}">${escapeText(drawnDetail(group))}<title>${escapeText(describeGroup(group))}</title></text>`,
    '</g>',
  ].join('')
}

function drawBox({ box, x, y, width, height }: PlacedBox): string {
  return [
    `<g class="pea ${box.role}"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${box.role === 'replica' ? 8 : 12}"/>`,
    `<text x="${x + width / 2}" y="${y + height / 2 + FONT.box * 0.35}" text-anchor="middle">${escapeText(box.label)}</text></g>`,
  ].join('')
}

function drawArrow({ points }: PlacedArrow): string {
  const tip = points.at(-1)
  if (tip === undefined) return ''
  const back = tip.x - ARROW
  return [
    `<path class="arrow" d="${toPath([...points.slice(0, -1), { x: back, y: tip.y }])}"/>`,
    `<path class="tip" d="M${back - 1} ${tip.y - 4.5}L${tip.x - 1.5} ${tip.y}L${back - 1} ${tip.y + 4.5}Z"/>`,
  ].join('')
}

function drawPort({ arrow, points }: PlacedArrow): string {
  const end = arrow.binds === 'from' ? points[0] : points.at(-1)
  return end === undefined ? '' : `<circle class="port" cx="${end.x}" cy="${end.y}" r="3.5"/>`
}

/** The length of the tip of an arrow, in pixels. */
const ARROW = 10

const LEGEND = {
  local: 'this machine',
  container: 'container',
  remote: 'another machine',
} as const

function drawLegend(picture: Picture): { width: number; shapes: string[] } {
  const kinds = (['local', 'container', 'remote'] as const).filter((kind) =>
    picture.groups.some((group) => group.kind === kind),
  )
  const shapes: string[] = []
  let x = 0
  const add = (shape: string, text: string) => {
    shapes.push(`<g transform="translate(${x} 0)">${shape}<text class="legend" x="20" y="0">${text}</text></g>`)
    x += 20 + textWidth(text, 11) + 18
  }
  for (const kind of kinds) {
    add(`<g class="pod ${kind}"><rect x="0" y="-10" width="13" height="12" rx="3"/></g>`, LEGEND[kind])
  }
  if (picture.groups.some((group) => group.side)) {
    add('<g class="pod local side"><rect x="0" y="-10" width="13" height="12" rx="3"/></g>', 'side branch')
  }
  add('<circle class="port" cx="7" cy="-4" r="3.5"/>', 'opens the port')
  return { width: x, shapes }
}
