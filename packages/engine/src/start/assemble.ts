import { randomBytes } from 'node:crypto'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { openGateway } from '@peaflow/pea/internal'
import { openLocalLink } from '../control/local-link.ts'
import { openControlServer } from '../control/server.ts'
import { toSpec } from '../launch/launch-pea.ts'
import type { StartOptions } from '../launch/options.ts'
import { toSettings } from '../launch/settings.ts'
import { Reconciliation } from '../reconciliation/reconciliation.ts'
import { FailedRequests } from '../running/failed-requests.ts'
import { StartedFlow } from '../running/started-flow.ts'
import { Supervisor } from '../supervise/supervisor.ts'
import { onMessage } from './on-message.ts'

/** Opens the control channel, launches every Pea and opens the gateway. If that fails, closes and ends all of it. */
export async function assemble(plan: FlowPlan, options: StartOptions): Promise<StartedFlow> {
  const flowId = randomBytes(8).toString('hex')
  const chosen = toSettings(plan, options)
  const control = await openControlServer(flowId, plan.options.control)
  const settings = { ...chosen, flowId, control }
  const link = openLocalLink()
  const [gatewayPlan, peas] = splitGateway(plan)
  const supervisor = new Supervisor(plan, settings, (pea, message) =>
    pea === gatewayPlan.id ? link.deliver(message) : control.send(pea, message),
  )
  const failedRequests = new FailedRequests(supervisor)
  const reconciliation = new Reconciliation(supervisor)
  supervisor.onDeath(() => reconciliation.onDeath())
  const targets = { supervisor, failedRequests, reconciliation }
  control.listen((message) => onMessage(targets, message))
  link.onMessage((message) => onMessage(targets, message))
  const gatewayPea = supervisor.join(gatewayPlan)
  for (const pea of peas) supervisor.launch(pea)
  try {
    const gateway = await openGateway(toSpec(gatewayPlan, gatewayPea.state.incarnation, settings), {
      control: link,
      timeoutRequest: plan.options.timeoutRequest,
      onFailed: (request, error) => failedRequests.add(request, error),
      onAbandoned: (requests) => failedRequests.cancel(requests),
    })
    failedRequests.listen((request, error) => gateway.fail(request, error))
    reconciliation.listen(gateway.openRequests)
    return new StartedFlow({ supervisor, control, gateway, gatewayPea, replan: options.replan })
  } catch (error) {
    await supervisor.stop([...supervisor.peas.values()], { grace: 0 })
    control.close()
    throw error
  }
}

function splitGateway({ peas }: FlowPlan): [gateway: PeaPlan, others: readonly PeaPlan[]] {
  const [gateway] = peas.filter(({ role }) => role === 'gateway')
  if (gateway === undefined) throw new TypeError('the plan has no gateway')
  return [gateway, peas.filter((pea) => pea !== gateway)]
}
