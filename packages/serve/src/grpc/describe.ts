import type { handleUnaryCall } from '@grpc/grpc-js'
import type { JsonSchema } from '@peaflow/core'
import type { PodEndpoint, RunningFlow } from '@peaflow/engine'

/** `Describe`: the endpoints of a Flow, and what each Pod takes and gives there. */
export function describeHandler(running: RunningFlow): handleUnaryCall<unknown, unknown> {
  return (_call, callback) => {
    const { takesAll, endpoints } = running.endpoints()
    const described = endpoints.map(({ endpoint, pods }) => ({ endpoint, pods: pods.map(toMessage) }))
    callback(null, { flow: running.plan.flow, takes_all: takesAll, endpoints: described })
  }
}

function toMessage({ pod, input, output, parameters }: PodEndpoint): Readonly<Record<string, string>> {
  return { pod, input: toText(input), output: toText(output), parameters: toText(parameters) }
}

function toText(schema: JsonSchema | undefined): string {
  return schema === undefined ? '' : JSON.stringify(schema)
}
