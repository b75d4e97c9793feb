import {
  refuseAllGpus,
  refuseBuildWithoutName,
  refuseEnvironmentNames,
  refuseLabels,
  refuseLimitedRestarts,
  refuseNever,
  refusePaths,
  refusePullPolicy,
  refuseRawFields,
  refuseRelativePaths,
  refuseRows,
  refuseRuntime,
  refuseUserName,
} from './refusals.ts'
import type { OptionRule, Refusal } from './rule.ts'

const FLOW: OptionRule = { becomes: 'flow' }
const CONTAINER: OptionRule = { becomes: 'container' }

const DIALS = never('replicas dial the Flow, and open no port')
const SCHEDULED = never('what runs the containers decides on which machine')
const RAW: OptionRule = { becomes: 'nothing', refused: onAll(refuseRawFields) }

/**
 * What becomes of each option of a Pod with an image. The options of every other Pod stand in the flow file. A test compares
 * this table with the options that there are.
 */
export const POD_OPTION_RULES: Readonly<Record<string, OptionRule>> = {
  needs: FLOW,
  recvFrom: FLOW,
  sendTo: FLOW,
  with: FLOW,
  batch: FLOW,
  group: never('the Pods of a group share a Pea, and replicas that join have one of their own'),
  usesBefore: FLOW,
  usesAfter: FLOW,
  collect: FLOW,
  external: FLOW,
  timeoutRequest: FLOW,
  concurrency: FLOW,
  scheduling: FLOW,
  timeoutAlive: FLOW,
  retries: FLOW,
  prefetch: FLOW,
  uses: { becomes: 'both' },
  polling: { becomes: 'both' },
  replicas: { becomes: 'both' },
  timeoutReady: { becomes: 'both' },
  image: { becomes: 'both' },
  entrypoint: CONTAINER,
  memory: CONTAINER,
  cpus: CONTAINER,
  workspace: CONTAINER,
  exec: never('a replica that joins runs a file: make the program that of a file in the image'),
  python: never('a replica that joins looks for an interpreter where it runs'),
  env: { becomes: 'container', refused: { kubernetes: refuseEnvironmentNames, swarm: refuseRows } },
  envFile: CONTAINER,
  build: { becomes: 'container', refused: { kubernetes: refuseBuildWithoutName, swarm: refuseBuildWithoutName } },
  gpus: { becomes: 'container', refused: { kubernetes: refuseAllGpus, swarm: refuseAllGpus } },
  user: { becomes: 'container', refused: { kubernetes: refuseUserName, swarm: refuseUserName } },
  restart: { becomes: 'container', refused: { kubernetes: refuseLimitedRestarts } },
  pull: { becomes: 'container', refused: { swarm: refusePullPolicy } },
  volumes: {
    becomes: 'container',
    refused: { kubernetes: refusePaths, swarm: refuseRelativePaths, compose: refuseLabels },
  },
  runtime: { becomes: 'nothing', refused: onAll(refuseRuntime) },
  docker: RAW,
  dockerHost: SCHEDULED,
  host: SCHEDULED,
  portIn: DIALS,
  portOut: DIALS,
  portControl: DIALS,
  hostIn: DIALS,
  hostOut: DIALS,
}

function onAll(refusal: Refusal): OptionRule['refused'] {
  return { kubernetes: refusal, swarm: refusal, compose: refusal }
}

function never(why: string): OptionRule {
  return { becomes: 'nothing', refused: onAll(refuseNever(why)) }
}
