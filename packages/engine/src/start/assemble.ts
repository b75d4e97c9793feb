import { randomBytes } from 'node:crypto'
import type { FlowPlan, PeaPlan } from '@peaflow/core'
import { openGateway } from '@peaflow/pea'
import { openLocalLink } from '../control/local-link.ts'
import { openControlServer } from '../control/server.ts'
import { toSpec } from '../launch/launch-pea.ts'
import type { StartOptions } from '../launch/options.ts'
import { toSettings } from '../launch/settings.ts'
import { Failures } from '../running/failed-requests.ts'
import { FlowRun } from '../running/started-flow.ts'
import { Supervisor } from '../supervise/supervisor.ts'
import { hear } from './on-message.ts'

/** Opens the control socket, launches every Pea at once, and opens the gateway; what it cannot finish it takes down. */
export async function assemble(plan: FlowPlan, options: StartOptions): Promise<FlowRun> {
  const flowId = randomBytes(8).toString('hex')
  const control = await openControlServer(flowId, plan.options.control)
  const settings = toSettings(plan, options, { flowId, controlPortOn: control.portOn })
  const link = openLocalLink()
  const [gatewayPlan, peas] = splitGateway(plan)
  const supervisor = new Supervisor(plan, settings, (pea, message) =>
    pea === gatewayPlan.id ? link.deliver(message) : control.send(pea, message),
  )
  const failures = new Failures(supervisor)
  control.listen((message) => hear({ supervisor, failures }, message))
  link.hear((message) => hear({ supervisor, failures }, message))
  const gatewayMember = supervisor.join(gatewayPlan)
  for (const pea of peas) supervisor.launch(pea)
  try {
    const gateway = await openGateway(toSpec(gatewayPlan, gatewayMember.incarnation, settings), {
      control: link,
      timeoutRequest: plan.options.timeoutRequest,
      onFailed: (request, error) => failures.add(request, error),
      onGivenUp: (requests) => failures.cancel(requests),
    })
    failures.listen((request, error) => gateway.fail(request, error))
    return new FlowRun({ supervisor, control, gateway, gatewayMember, replan: options.replan })
  } catch (error) {
    await supervisor.stop([...supervisor.members.values()], { grace: 0 })
    control.close()
    throw error
  }
}

function splitGateway({ peas }: FlowPlan): [gateway: PeaPlan, others: readonly PeaPlan[]] {
  const [gateway] = peas.filter(({ role }) => role === 'gateway')
  if (gateway === undefined) throw new TypeError('a plan without a gateway')
  return [gateway, peas.filter((pea) => pea !== gateway)]
}
