import { randomBytes } from 'node:crypto'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { Drops, type OpenRequests, openGateway } from '@peaflow/pea/internal'
import { type ControlListenerTarget, newCurveKeyPair } from '@peaflow/protocol'
import { openLocalLink } from '../control/local-link.ts'
import { type ControlServer, type ControlServerOptions, openControlServer } from '../control/server.ts'
import { KnownEndpoints } from '../endpoints/known-endpoints.ts'
import { Enrolments } from '../enrolment/enrolments.ts'
import { joinTarget } from '../enrolment/join-target.ts'
import { DescriptorReserve, reservedFiles } from '../launch/descriptor-reserve.ts'
import { toSpec } from '../launch/launch-pea.ts'
import { readOpenFiles } from '../launch/open-files.ts'
import type { StartOptions } from '../launch/options.ts'
import { warnOfPlainText } from '../launch/plain-text.ts'
import { type Settings, toSettings } from '../launch/settings.ts'
import { Sharing } from '../launch/sharing.ts'
import { openStartKeys } from '../launch/start-keys.ts'
import { dialsControlPort } from '../plan/settle.ts'
import { EndedRequests } from '../reconciliation/ended-requests.ts'
import { Reconciliation } from '../reconciliation/reconciliation.ts'
import { BrokenAnswers } from '../running/broken-answers.ts'
import { FailedRequests } from '../running/failed-requests.ts'
import { StartedFlow } from '../running/started-flow.ts'
import { SuspendedRequests } from '../running/suspended-requests.ts'
import { RuntimeFolder } from '../runtime/runtime-folder.ts'
import { ProcessUse } from '../statistics/process-use.ts'
import { StatisticsTable } from '../statistics/statistics-table.ts'
import { Supervisor } from '../supervise/supervisor.ts'
import { Taps } from '../tap/taps.ts'
import { onMessage } from './on-message.ts'

/**
 * Makes the runtime folder, opens the control channel, launches every Pea and opens the gateway. If that fails, closes and
 * ends all of it.
 */
export async function assemble(plan: FlowPlan, options: StartOptions): Promise<StartedFlow> {
  const flowId = randomBytes(8).toString('hex')
  const chosen = toSettings(plan, options)
  const keys = openStartKeys(plan, { directory: chosen.directory, environment: process.env })
  const target = joinTarget(plan, keys)
  const enrolments = new Enrolments(keys)
  const drops = new Drops((report) => chosen.violations.add({ pea: 'gateway', ...report }))
  const runtimeFolder = process.platform === 'win32' ? undefined : await RuntimeFolder.open(plan.flow)
  try {
    const sharing = runtimeFolder && new Sharing(runtimeFolder, { ...chosen, flowId })
    await sharing?.prepare(plan.peas, options.signal)
    const routes = { flowId, keys, onDropped: drops.add }
    const curve = plan.options.security === 'none' ? undefined : newCurveKeyPair()
    const ends = { plan: plan.options.control, path: runtimeFolder?.control, curve }
    const control = await openControl({ ...routes, ...ends })
    const serverKey = curve?.publicKey.toString('hex')
    const settings = {
      ...chosen,
      flowId,
      keys,
      serverKey,
      control,
      joined: enrolments,
      reserve: control.reserve,
      sharing,
    }
    return await launch(plan, options, { settings, control, drops, runtimeFolder, enrolments, joinTarget: target })
  } catch (error) {
    runtimeFolder?.close()
    throw error
  }
}

/** The Flow's end of the control channel, and the descriptors that are kept from those who dial it. */
async function openControl(
  options: ControlServerOptions,
): Promise<ControlServer & { readonly reserve: DescriptorReserve }> {
  const server = await openControlServer(options)
  const reserve = new DescriptorReserve(reservedFiles(readOpenFiles() ?? { limit: 0 }))
  const close = () => {
    server.close()
    reserve.close()
  }
  return { ...server, reserve, close }
}

/** What is there before any Pea is. */
interface Ground {
  readonly settings: Settings
  readonly control: ControlServer
  readonly drops: Drops
  readonly runtimeFolder: RuntimeFolder | undefined
  readonly enrolments: Enrolments
  /** What is opened for replicas that join. */
  readonly joinTarget: ControlListenerTarget | undefined
}

async function launch(plan: FlowPlan, options: StartOptions, ground: Ground): Promise<StartedFlow> {
  const { settings, control, enrolments } = ground
  const link = openLocalLink()
  const [gatewayPlan, peas] = splitGateway(plan)
  const supervisor = new Supervisor(plan, settings, (pea, message) =>
    pea === gatewayPlan.id ? link.deliver(message) : control.send(pea, message),
  )
  try {
    const { targets, suspended, listen } = targetsOf(supervisor)
    const { failedRequests, reconciliation, brokenAnswers, ...known } = targets
    const messageTargets = { ...targets, enrolments }
    control.listen(
      (message, from) => onMessage(messageTargets, message, from),
      (from) => supervisor.onAlive(from),
    )
    link.onMessage((message) => onMessage(messageTargets, message))
    const gatewayPea = supervisor.join(gatewayPlan)
    await openPorts(plan, ground)
    for (const pea of peas) supervisor.launch(pea)
    enrolments.begin(supervisor)
    if (ground.joinTarget !== undefined) await control.openJoin(ground.joinTarget, enrolments)
    const gateway = await openGateway(toSpec(gatewayPea.plan, gatewayPea.state.incarnation, settings), {
      control: link,
      timeoutRequest: plan.options.timeoutRequest,
      onFailed: (request, error) => failedRequests.add(request, error),
      locate: (late) => reconciliation.locate(late),
      onAbandoned: (requests) => failedRequests.cancel(requests),
      refuseEndpoint: (endpoint) => known.endpoints.refuse(endpoint),
      onSuspended: (request, isSuspended) => suspended.set(request, isSuspended),
    })
    failedRequests.listen((request, error) => gateway.fail(request, error))
    listen(gateway.openRequests)
    return new StartedFlow({ ...ground, ...known, gateway, gatewayPea, replan: options.replan })
  } catch (error) {
    await supervisor.stop([...supervisor.peas.values()], { grace: 0 })
    control.close()
    throw error
  }
}

/** Opens the ports of the control channel that the Peas of a plan dial, and warns of what others could read. */
async function openPorts({ peas }: FlowPlan, { settings, control }: Ground): Promise<void> {
  const settled = peas.map((pea) => settings.sharing?.settle(pea) ?? pea)
  const warning = settings.security === 'none' ? warnOfPlainText(settled) : undefined
  if (warning !== undefined) settings.onLog({ pea: GATEWAY, stream: 'stderr', level: 'warn', text: warning })
  await control.open(settled.filter(dialsControlPort).map(hostOf))
}

const GATEWAY = 'gateway'

/** What the messages of the Peas act on. */
function targetsOf(supervisor: Supervisor) {
  const failedRequests = new FailedRequests(supervisor)
  const suspended = new SuspendedRequests(supervisor)
  const { reconciliation, brokenAnswers, listen } = reconcileOn(supervisor, { failedRequests, suspended })
  const endpoints = new KnownEndpoints(() => supervisor.peas.values())
  const [taps, statistics] = [new Taps(supervisor), new StatisticsTable()]
  const known = { supervisor, endpoints, taps, statistics, processUse: new ProcessUse() }
  return { targets: { ...known, failedRequests, reconciliation, brokenAnswers }, suspended, listen }
}

/** What Peas are told about requests, again when they have connected again. */
interface PeaNotices {
  readonly failedRequests: FailedRequests
  readonly suspended: SuspendedRequests
}

/** What is done about requests when Peas die, once `listen` is given those of the gateway. */
function reconcileOn(supervisor: Supervisor, { failedRequests, suspended }: PeaNotices) {
  const reconciliation = new Reconciliation(supervisor)
  const brokenAnswers = new BrokenAnswers(supervisor, failedRequests)
  const ended = new EndedRequests(supervisor)
  supervisor.onWiring((pea) => {
    failedRequests.send(pea)
    suspended.send(pea)
    ended.send(pea)
  })
  supervisor.onDeath(() => {
    reconciliation.onDeath()
    ended.onDeath()
  })
  const listen = (requests: OpenRequests): void => {
    reconciliation.listen(requests)
    brokenAnswers.listen(requests)
    ended.listen(requests)
  }
  return { reconciliation, brokenAnswers, listen }
}

function hostOf({ control }: PeaPlan): string {
  return control.host
}

function splitGateway({ peas }: FlowPlan): [gateway: PeaPlan, others: readonly PeaPlan[]] {
  const [gateway] = peas.filter(({ role }) => role === 'gateway')
  if (gateway === undefined) throw new TypeError('the plan has no gateway')
  return [gateway, peas.filter((pea) => pea !== gateway)]
}
