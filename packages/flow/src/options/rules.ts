import { findGenerator, machineOf } from '@peaflow/core'
import type { OptionProblem } from './check.ts'
import { containerProblems } from './container/rules.ts'
import type { Pod, PodValues } from './pod.ts'
import { KUBERNETES } from './runtimes.ts'
import { isExecutor } from './values.ts'

const WITHOUT_CONTAINER: ReadonlySet<string | undefined> = new Set(['process', 'thread', 'inline'])

/** Whether an option is an executor itself and not its name. Such a Pod runs in the caller's process. */
export function isInline({ uses, usesBefore, usesAfter }: PodValues): boolean {
  return isExecutor(uses) || isExecutor(usesBefore) || isExecutor(usesAfter)
}

/** Options of one Pod that contradict each other, and edges from a Pod to itself. */
export function podProblems({ name, edges, options }: Omit<Pod, 'after'>): readonly OptionProblem[] {
  const problems: OptionProblem[] = []
  for (const option of ['needs', 'sendTo'] as const) {
    const index = edges[option]?.indexOf(name) ?? -1
    if (index !== -1) problems.push(selfEdge(name, option, index))
  }
  for (const rule of RULES) {
    const problem = rule(options, name)
    if (problem !== undefined) problems.push(problem)
  }
  for (const problem of containerProblems(options)) problems.push(problem)
  return problems
}

const RULES: readonly ((options: PodValues, name: string) => OptionProblem | undefined)[] = [
  unreachableHost,
  imageInProcess,
  containerWithoutImage,
  functionOutsideProcess,
  portOfOwnControl,
  batchedGenerator,
  twoExecutors,
  pythonWithoutFile,
]

function selfEdge(name: string, option: 'needs' | 'sendTo', index: number): OptionProblem {
  return {
    code: 'TOPOLOGY_SELF',
    path: [option, index],
    message: `"${name}" ${option === 'needs' ? 'needs' : 'sends to'} itself`,
    hint: 'Data goes one way through a Flow: name another Pod',
  }
}

function unreachableHost({ host = [], image, external }: PodValues, name: string): OptionProblem | undefined {
  const remote = host.find((one) => machineOf({ host: one }) !== null)
  if (remote === undefined || image !== undefined || external === true) return undefined
  return {
    code: 'CONFIG_HOST',
    path: ['host'],
    message: `"${name}" should run on ${remote}, but Peaflow cannot start a process there`,
    hint: 'Start it there yourself and set `external: true`; or give it an `image`, which the Docker Engine there can run; or remove `host` to run it here',
  }
}

function imageInProcess({ image, runtime }: PodValues, name: string): OptionProblem | undefined {
  if (image === undefined || !WITHOUT_CONTAINER.has(runtime)) return undefined
  return {
    code: 'CONFIG_WRONG_RUNTIME',
    path: ['runtime'],
    message: `"${name}" has the image ${image}, but the runtime ${runtime} runs no containers`,
    hint: 'Remove `runtime` or `image`',
  }
}

function containerWithoutImage({ image, runtime, external }: PodValues, name: string): OptionProblem | undefined {
  const isContainer = runtime === 'docker' || runtime === KUBERNETES
  if (!isContainer || image !== undefined || external === true) return undefined
  return {
    code: 'CONFIG_WRONG_RUNTIME',
    path: ['runtime'],
    message: `"${name}" has the runtime ${runtime}, but no image`,
    hint: 'Give it an `image`',
  }
}

function functionOutsideProcess(options: PodValues, name: string): OptionProblem | undefined {
  const { runtime, image, external } = options
  if (!isInline(options)) return undefined
  if ((runtime === undefined || runtime === 'inline') && image === undefined && external !== true) return undefined
  return {
    code: 'CONFIG_WRONG_RUNTIME',
    path: ['runtime'],
    message: `"${name}" has a function as its executor, which runs only in the process that starts the Flow`,
    hint: 'Put the function in a module and name its path, or set `runtime: inline`',
  }
}

function portOfOwnControl({ portControl, external }: PodValues, name: string): OptionProblem | undefined {
  if (portControl === undefined || external === true) return undefined
  return {
    code: 'CONFIG_OPTION',
    path: ['portControl'],
    message: `"${name}" is started by Peaflow, so it has no control port of its own`,
    hint: 'Remove it, or set `external: true`',
  }
}

function batchedGenerator({ batch, uses }: PodValues, name: string): OptionProblem | undefined {
  if (batch === undefined || typeof uses === 'string' || uses === undefined) return undefined
  const served = findGenerator(uses)
  if (served === undefined) return undefined
  return {
    code: 'CONFIG_BATCH_GENERATOR',
    path: ['batch'],
    message: `"${name}" serves ${served} with a generator, whose pieces belong to one request: it cannot be batched`,
    hint: 'Remove `batch`, or return all documents at once',
  }
}

function twoExecutors({ uses, exec }: PodValues, name: string): OptionProblem | undefined {
  if (uses === undefined || exec === undefined) return undefined
  return {
    code: 'CONFIG_OPTION',
    path: ['exec'],
    message: `"${name}" has both uses and exec, and a Pod has one executor`,
    hint: 'Keep `uses` for a module or a Python file, `exec` for any other program',
  }
}

function pythonWithoutFile({ python, ...options }: PodValues, name: string): OptionProblem | undefined {
  const { uses, usesBefore, usesAfter } = options
  // An executor YAML may name a file in Python.
  const hasFile = [uses, usesBefore, usesAfter].some((one) => typeof one === 'string' && /\.(py|ya?ml)$/i.test(one))
  if (python === undefined || hasFile) return undefined
  return {
    code: 'CONFIG_OPTION',
    path: ['python'],
    message: `"${name}" has no executor in Python, so python has no effect`,
    hint: 'Name a .py file in `uses`, or remove this option',
  }
}
