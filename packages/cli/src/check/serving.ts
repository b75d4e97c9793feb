import { type FlowError, isFlowError, isReservedPath } from '@peaflow/core'
import type { FlowProblem } from '@peaflow/flow'
import type { LoadedFlow } from '../flow-file/load.ts'
import { readTls } from '../flow-file/read-tls.ts'
import { endpointsOf } from './endpoints.ts'

/** What is wrong with how a Flow is served, and what its author should know of it. */
export interface ServingProblems {
  readonly errors: readonly FlowProblem[]
  readonly warnings: readonly FlowProblem[]
}

const TOP = { line: 1, column: 1, path: '' }

/** Finds what would keep `up` from serving a Flow, and endpoints that cannot be called because their paths are taken. */
export async function findServingProblems(loaded: Omit<LoadedFlow, 'warnings'>): Promise<ServingProblems> {
  const { flow, directory, positionOf } = loaded
  const { http, grpc, token, tls } = flow.options
  const warnings = await findReserved(loaded)
  if (http === undefined && grpc === undefined && tls === undefined) return { errors: [], warnings }
  const { checkServeOptions } = await import('@peaflow/serve')
  const position = (option: 'http' | 'tls') => positionOf(undefined, option) ?? TOP
  const ofTls = problemOf(() => tls && checkServeOptions({ tls: readTls(tls, directory) }))
  const ofAddress = problemOf(() => checkServeOptions({ http, grpc, token }))
  return {
    errors: ofTls === undefined ? [] : [{ ...ofTls, ...position('tls') }],
    // `up --insecure` insists, and `run` serves nothing.
    warnings: ofAddress === undefined ? warnings : [{ ...ofAddress, ...position('http') }, ...warnings],
  }
}

function problemOf(check: () => unknown): Pick<FlowError, 'code' | 'message' | 'hint'> | undefined {
  try {
    check()
    return undefined
  } catch (caught) {
    if (!isFlowError(caught)) throw caught
    const { code, message, hint } = caught
    return { code, message, hint }
  }
}

/** Endpoints of executors that clients cannot call over HTTP. */
async function findReserved({ flow, directory, positionOf }: Omit<LoadedFlow, 'warnings'>): Promise<FlowProblem[]> {
  const found = flow.pods.map(async ({ name, options: { uses, image } }): Promise<FlowProblem[]> => {
    if (typeof uses !== 'string' || image !== undefined) return []
    const taken = (await endpointsOf(uses, directory)).filter(isReservedPath)
    return taken.map((endpoint) => ({
      code: 'CONFIG_RESERVED_PATH',
      message: `"${name}" serves ${endpoint}, but over HTTP that path is the server's own`,
      hint: `Rename the endpoint, or call it by POST /post with {"execEndpoint": "${endpoint}"}`,
      ...(positionOf(name, 'uses') ?? TOP),
    }))
  })
  return (await Promise.all(found)).flat()
}
