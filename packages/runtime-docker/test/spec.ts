import type { InputPlan, OutputPlan, PeaSpec } from '@peaflow/core'
import type { ContainerContext } from '../src/container/options.ts'

/** A plain context of a container. */
export const context: ContainerContext = {
  image: { runnable: true, command: [], directory: '/app' },
  owner: 'machine:1:2',
  suffix: '0a1b2c3d',
  gateway: '172.17.0.1',
  user: '1000:1000',
  home: '/home/me',
}

/** The plainest Pea of a Pod with an image. */
export function specOf(changes: Partial<PeaSpec> = {}): PeaSpec {
  return {
    id: 'encode/1',
    pod: 'encode',
    role: 'replica',
    replicaId: 1,
    replicas: 3,
    runtime: 'docker',
    image: 'acme/encoder:1.2',
    host: null,
    expects: 1,
    uses: '_pass',
    with: {},
    concurrency: 1,
    timeoutReady: 30_000,
    timeoutAlive: 5_000,
    restart: { policy: 'on_failure', max: 5, window: 60_000 },
    inputs: [],
    outputs: [],
    control: { mode: 'CONNECT', host: 'host.docker.internal', port: 4_000 },
    flow: 'search',
    flowId: '00112233445566aa',
    incarnation: 1,
    directory: '/home/me/search',
    ...changes,
  }
}

/** An input that binds. */
export function bindingInput(changes: Partial<InputPlan> = {}): InputPlan {
  return {
    pattern: 'ROUTER',
    mode: 'BIND',
    host: '127.0.0.1',
    port: 20_003,
    peers: ['segment/0'],
    from: 'segment',
    edge: 0,
    ...changes,
  }
}

/** An output that connects. */
export function connectingOutput(changes: Partial<OutputPlan> = {}): OutputPlan {
  return {
    pattern: 'DEALER',
    mode: 'CONNECT',
    host: 'host.docker.internal',
    port: 20_005,
    peers: ['encode/tail'],
    to: 'encode',
    edge: 0,
    polling: 'any',
    scheduling: 'load_balance',
    retries: 1,
    ...changes,
  }
}
