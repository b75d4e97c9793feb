import { setText } from '../dom.js'
import { formatCount, formatMs } from '../model/format.js'

/** Where documents enter and leave: how many are on their way, and how long they take. */
export function createGatewayCard(group) {
  const [name] = group.getAttribute('data-pods').split(' ')
  const detail = group.querySelector('.detail')
  const describe = name === 'gateway/in' ? describeEntry : describeExit
  return { group, names: [name], update: (state) => setText(detail, describe(state.rates?.flow)) }
}

function describeEntry(flow) {
  if (flow === undefined) return 'gateway'
  return flow.waiting > 0 ? `${formatCount(flow.waiting)} waiting` : `${formatCount(flow.inFlight)} in flight`
}

function describeExit(flow) {
  return flow === undefined || flow.p99 === null ? 'gateway' : `p99 ${formatMs(flow.p99)}`
}
