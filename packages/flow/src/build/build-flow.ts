import type { FlowPlan, OptimizeLevel } from '@peaflow/core'
import { flowProblems } from '../builder/check-flow.ts'
import type { FlowDescription } from '../builder/edges.ts'
import { type Edges, resolveEdges } from '../builder/edges.ts'
import { throwFirst } from '../builder/errors.ts'
import { readBuildOptions } from '../builder/read-options.ts'
import { type EnvFiles, withEnvFiles } from '../settings/env-files.ts'
import { type FlowSettings, flowSettings } from '../settings/flow-settings.ts'
import { nameExecutors, type PodSettings, settingsOf } from '../settings/pod-settings.ts'
import { assemble, freshPorts } from './assemble.ts'
import type { Blueprint } from './blueprint.ts'
import { toJoinPlan } from './join-ports.ts'

/** Options of a build, which override those of the Flow. */
export interface BuildOptions {
  /**
   * How many of the Peas that are not needed are dropped.
   *
   * @defaultValue the option of the Flow, or 'full'
   */
  readonly optimize?: OptimizeLevel | undefined
  /**
   * The address by which other machines dial this one; needed only if one does.
   *
   * @defaultValue the option of the Flow
   */
  readonly hostname?: string | undefined
  /**
   * Where replicas join: a port of all interfaces, or `host:port`.
   *
   * @defaultValue the option of the Flow
   */
  readonly join?: number | string | undefined
  /** The variables of each file that `envFile` names, by its path as it is written. */
  readonly envFiles?: EnvFiles | undefined
}

/**
 * Builds a Flow into a plan: every Pea, socket, host and port. Pure: the same Flow gives the same bytes.
 *
 * @throws FlowError `TOPOLOGY_EMPTY`, `TOPOLOGY_UNKNOWN_POD`, `TOPOLOGY_CYCLE`, `TOPOLOGY_TWO_ANSWERS` if the graph is
 * invalid.
 * @throws FlowError `TOPOLOGY_GROUP`, `CONFIG_GROUP` if the Pods of a group cannot share a Pea.
 * @throws FlowError `CONFIG_JOIN` if the replicas of a Pod come by `peaflow join`, and cannot.
 * @throws FlowError `CONFIG_OPTION`, `CONFIG_OPTION_UNKNOWN` if an option of the build is wrong.
 * @throws FlowError `CONFIG_ENV_FILE` if a Pod has an `envFile` whose variables are not passed.
 * @throws FlowError `CONFIG_REMOTE_FILE`, `CONFIG_HOST` if a container cannot run on its machine.
 * @throws FlowError `ADDRESS_HOSTNAME`, `ADDRESS_EXTERNAL_NEIGHBOURS`, `ADDRESS_TWO_DIALLERS`, `ADDRESS_TWO_PORTS`,
 * `ADDRESS_PORT_TAKEN`, `ADDRESS_PORTS` if two Peas cannot reach each other.
 *
 * @example
 * const plan = buildFlow(flow, { optimize: 'full' })
 */
export function buildFlow(flow: FlowDescription, options: BuildOptions = {}): FlowPlan {
  const { envFiles = {}, ...rest } = options
  const { values, problems } = readBuildOptions(rest)
  throwFirst(problems, 'buildFlow')
  const edges = resolveEdges(flow)
  const ofFlow = flowSettings(flow.options)
  const settings = settingsOf(flow.pods, ofFlow)
  throwFirst(flowProblems(flow.pods, edges, settings), 'the Flow')
  const named = settings.map((one, position) => {
    const name = edges.names[position] as string
    return nameExecutors(name, withEnvFiles(name, one, envFiles))
  })
  return assemble(toBlueprint({ ofFlow, edges, settings: named, build: values }), freshPorts)
}

/** The Flow with everything resolved. */
interface Resolved {
  readonly ofFlow: FlowSettings
  readonly edges: Edges
  readonly settings: readonly PodSettings[]
  readonly build: BuildOptions
}

function toBlueprint({ ofFlow, edges, settings, build }: Resolved): Blueprint {
  const { timeoutRequest, bind, key, security, workspace, shared } = ofFlow
  const dialled = build.hostname ?? ofFlow.hostname
  const join = build.join ?? ofFlow.join
  return {
    flow: ofFlow.name,
    optimize: build.optimize ?? ofFlow.optimize,
    options: {
      timeoutReady: settings.reduce((most, { timeoutReady }) => Math.max(most, timeoutReady), shared.timeoutReady),
      timeoutRequest,
      ...(dialled !== undefined && { hostname: dialled }),
      ...(bind !== undefined && { bind }),
      ...(key !== undefined && { key }),
      ...(security !== undefined && { security }),
      ...(workspace !== undefined && { workspace }),
      ...(join !== undefined && { join: toJoinPlan(join) }),
    },
    names: edges.names,
    positions: edges.positions,
    needs: edges.needs,
    settings,
    answer: edges.answer,
  }
}
