import { describeGroup, type Picture } from '../picture/picture.ts'
import type { BoardEdge, BoardLayout, BoardPod } from './board-layout.ts'
import type { Point } from './geometry.ts'
import { drawnDetail } from './inside.ts'
import { toPath } from './path.ts'
import { STYLE } from './style.ts'
import { escapeText } from './text.ts'

const MARGIN = 12

/** The length of the tip of an arrow, in pixels. */
const TIP = 10

/**
 * Draws a board as an SVG document with empty room in its Pods, for a page that fills it: Pods carry `data-pods`,
 * the names of their Pods with a space between, `gateway/in` or `gateway/out`; edges `data-from` and `data-to`, the first of these.
 */
export function drawBoard(picture: Picture, layout: BoardLayout): string {
  const [width, height] = [Math.ceil(layout.width + 2 * MARGIN), Math.ceil(layout.height + 2 * MARGIN)]
  const names = new Map(picture.groups.map((group) => [group.id, namesOf(group.pods)]))
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" class="board${layout.isCompact ? ' compact' : ''}">`,
    `<title>${escapeText(`${picture.title}: ${picture.subtitle}`)}</title>`,
    `<style>${STYLE}</style>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...layout.edges.map((edge) => drawEdge(edge, names)),
    ...layout.pods.map((pod) => drawPod(pod, layout)),
    '</g>',
    '</svg>',
  ].join('\n')}\n`
}

function drawEdge({ from, to, points, label }: BoardEdge, names: ReadonlyMap<string, string>): string {
  const [before, tip] = points.slice(-2)
  if (before === undefined || tip === undefined) return ''
  const [first] = (names.get(from) ?? '').split(' ')
  const [last] = (names.get(to) ?? '').split(' ')
  const back = shortenBy(before, tip)
  return [
    `<g class="edge" data-from="${first}" data-to="${last}">`,
    `<path class="arrow" d="${toPath([...points.slice(0, -1), back])}"/>`,
    `<path class="tip" d="${tipPath(back, tip)}"/>`,
    `<rect class="room" x="${label.x}" y="${label.y}" width="${label.width}" height="${label.height}" rx="${label.height / 2}"/></g>`,
  ].join('')
}

function drawPod({ group, x, y, width, height }: BoardPod, { isCompact }: Pick<BoardLayout, 'isCompact'>): string {
  const isGateway = group.kind === 'gateway'
  const anchor = isGateway ? `x="${x + width / 2}" text-anchor="middle"` : `x="${x + (isCompact ? 12 : 15)}"`
  const rows = isCompact ? { title: 20, detail: 36 } : { title: 26, detail: 43 }
  const hasDetail = isGateway || !isCompact
  return [
    `<g class="pod ${group.kind}${group.side ? ' side' : ''}" data-pods="${namesOf(group.pods)}">`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${isGateway ? 14 : 10}"/>`,
    `<text class="title" ${anchor} y="${y + rows.title}">${escapeText(group.title)}</text>`,
    hasDetail
      ? `<text class="detail" ${anchor} y="${y + rows.detail}">${escapeText(drawnDetail(group))}<title>${escapeText(describeGroup(group))}</title></text>`
      : `<title>${escapeText(describeGroup(group))}</title>`,
    '</g>',
  ].join('')
}

function namesOf(pods: readonly string[]): string {
  return escapeText(pods.join(' '))
}

function shortenBy(before: Point, tip: Point): Point {
  return { x: tip.x - Math.sign(tip.x - before.x) * TIP, y: tip.y - Math.sign(tip.y - before.y) * TIP }
}

/** A triangle from where the line ends to just before the Pod. */
function tipPath(back: Point, tip: Point): string {
  const [dx, dy] = [Math.sign(tip.x - back.x), Math.sign(tip.y - back.y)]
  const [sideX, sideY] = [-dy * 4.5, dx * 4.5]
  const end = { x: tip.x - dx * 1.5, y: tip.y - dy * 1.5 }
  return `M${back.x - dx + sideX} ${back.y - dy + sideY}L${end.x} ${end.y}L${back.x - dx - sideX} ${back.y - dy - sideY}Z`
}
