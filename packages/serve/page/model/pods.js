/** What is shown of the Pods that a picture draws as one: several of a group. */
export function viewPods(state, names) {
  const { plan, rates, status } = state
  const all = names.map((name) => rates?.pods?.[name]).filter((one) => one !== undefined)
  const [first] = all
  const planned = plan?.pods.find(({ name }) => name === names[0])
  const peas = viewPeas(state, names[0], planned)
  const readiness = status?.pods?.[names[0]]
  return {
    names,
    rate: first?.rate,
    failed: sum(all, 'failed'),
    p99: first === undefined ? undefined : sumOrNull(all.map(({ p99 }) => p99)),
    waiting: sum(all, 'waiting'),
    running: sum(all, 'running'),
    restarts: peas.reduce((total, { restarts }) => total + restarts, 0),
    load: loadOf({ rates: first, peas, plan, names }),
    replicas: peas.filter(({ role }) => role === 'replica'),
    ends: peas.filter(({ role }) => role !== 'replica'),
    ready: readiness?.ready,
    of: readiness?.of,
    health: healthOf(readiness),
  }
}

/**
 * How many requests a second pass from one Pod to another: what the receiver calls, once for all shards. One that passes
 * requests on calls nothing.
 */
export function rateInto(state, pod) {
  if (pod === 'gateway/out') return state.rates?.flow.rate
  const rates = state.rates?.pods?.[pod]
  if (rates === undefined) return undefined
  const polling = state.plan?.pods.find(({ name }) => name === pod)?.options?.polling
  if (!(rates.rate > 0)) return rates.passed
  return polling === 'all' && rates.of > 1 ? rates.rate / rates.of : rates.rate
}

/** The Pods that can be tapped, scaled and restarted, by the name of the first of their group. */
export function groupsOf(plan) {
  const groups = new Map()
  for (const { name, peas } of plan?.pods ?? []) {
    const [first = name] = peas
    if (name !== 'gateway') groups.set(first, [...(groups.get(first) ?? []), name])
  }
  return [...groups.values()]
}

function viewPeas({ status, plan }, pod, planned) {
  const roles = new Map((plan?.peas ?? []).map((pea) => [pea.id, pea.role]))
  const running = (status?.peas ?? []).filter((pea) => pea.pod === pod || pea.pods?.includes(pod))
  if (running.length > 0) return running.map((pea) => ({ ...pea, role: roles.get(pea.id) ?? roleOf(pea.id) }))
  return (planned?.peas ?? []).map((id) => ({ id, phase: 'launching', restarts: 0, role: roleOf(id) }))
}

/** A Pea that the plan does not have yet, or any more, says its role by its name. */
function roleOf(id) {
  const name = id.slice(id.lastIndexOf('/') + 1)
  return name === 'head' || name === 'tail' ? name : 'replica'
}

/**
 * How much of what the ready replicas can do at once they do: 0 to 1; `undefined` where it is not known. Calls that are
 * short are seldom seen running, so that their number and length count too (Little's law).
 */
function loadOf({ rates, peas, plan, names }) {
  const planned = plan?.peas.find((pea) => pea.pod === names[0] && pea.role === 'replica')
  const ready = peas.filter(({ role, phase }) => role === 'replica' && phase === 'ready').length
  if (rates === undefined || planned === undefined || ready === 0) return undefined
  const busy = Math.max(rates.running, (rates.rate * (rates.p50 ?? 0)) / 1_000)
  return Math.min(1, busy / (ready * (planned.concurrency ?? 1)))
}

function healthOf(readiness) {
  if (readiness === undefined || readiness.ready >= readiness.of) return 'whole'
  return readiness.ready === 0 ? 'lost' : 'reduced'
}

function sum(all, key) {
  return all.length === 0 ? undefined : all.reduce((total, one) => total + (one[key] ?? 0), 0)
}

function sumOrNull(values) {
  const numbers = values.filter((value) => value !== null && value !== undefined)
  return numbers.length === 0 ? null : numbers.reduce((total, value) => total + value, 0)
}
