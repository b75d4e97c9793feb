import { formatMs } from '../model/format.js'
import { toWaterfall } from '../model/waterfall.js'

/** How long a request is shown on its way, whatever it took, and how long its times are left there; in milliseconds. */
const WAY = 1_600
const REST = 6_000

/**
 * Shows a request going through the picture, in slow motion: its Pods light up one after another, each with the time that
 * it took. Returns how to end that.
 */
export function replay(trace, { plan, cards, edges }) {
  const { bars, whole } = toWaterfall(trace, plan)
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
  const timers = bars.map(({ pod, start, wait, call }) =>
    setTimeout(() => visit(pod, formatMs(wait + call)), isCalm ? 0 : (start / whole) * WAY),
  )
  const visit = (pod, text) => {
    for (const edge of edges) if (edge.to === pod) edge.group.classList.add('visited')
    for (const card of cards) {
      if (!card.names.includes(pod)) continue
      card.group.classList.add('visited')
      if (card.tag !== undefined) card.tag.textContent = text
    }
  }
  const clear = () => {
    for (const timer of timers) clearTimeout(timer)
    for (const { group } of [...cards, ...edges]) group.classList.remove('visited')
    for (const { tag } of cards) if (tag !== undefined) tag.textContent = ''
  }
  timers.push(
    setTimeout(() => visit('gateway/out', ''), isCalm ? 0 : WAY),
    setTimeout(clear, WAY + REST),
  )
  return clear
}
