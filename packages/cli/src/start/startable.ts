import { fileURLToPath } from 'node:url'
import { FlowError, type FlowPlan } from '@peaflow/core'
import type { Executors } from '@peaflow/engine'
import type { Flow, FlowProblem } from '@peaflow/flow'
import { requireFiles } from '../flow-file/executor-files.ts'
import { buildHere, loadFlow } from '../flow-file/load.ts'
import type { StartOptions } from './options.ts'

/** A plan with all that belongs to it. */
export interface Startable {
  readonly plan: FlowPlan
  readonly executors: Executors | undefined
  /** The absolute folder that relative paths start from. */
  readonly directory: string
}

/**
 * Builds what can be started.
 *
 * @throws FlowError `CONFIG_FLOW_FILE` for anything else, and all mistakes of the Flow.
 */
export async function toStartable(source: Flow | FlowPlan | string | URL, options: StartOptions): Promise<Startable> {
  const { executors, optimize, directory = process.cwd() } = options
  if (typeof source === 'string') return await fromFile(source, options)
  if (source instanceof URL) return await fromFile(fileURLToPath(source), options)
  if (isPlan(source)) return { plan: source, executors, directory }
  if (!isFlow(source)) throw notStartable()
  return {
    plan: await buildHere(source, { optimize }, directory),
    executors: { ...source.executors, ...executors },
    directory,
  }
}

async function fromFile(file: string, options: StartOptions): Promise<Startable> {
  const { flow, warnings, positionOf, ...loaded } = await loadFlow(file)
  const { executors, optimize, directory = loaded.directory, onWarning = writeWarning } = options
  for (const warning of warnings) onWarning(warning)
  const plan = await buildHere(flow, { optimize }, directory)
  await requireFiles({ plan, directory, positionOf })
  return { plan, executors, directory }
}

function writeWarning({ file = 'flow file', line, column, message }: FlowProblem): void {
  process.stderr.write(`${file}:${line}:${column}: warning: ${message}\n`)
}

function isPlan(source: Flow | FlowPlan): source is FlowPlan {
  return typeof source === 'object' && source !== null && 'peas' in source && 'links' in source
}

/** Not `instanceof`: the Flow may come from another copy of its package. */
function isFlow(source: Flow): boolean {
  return typeof source === 'object' && source !== null && 'pods' in source && 'options' in source
}

function notStartable(): FlowError {
  return new FlowError(
    'CONFIG_FLOW_FILE',
    'this cannot be started: it is not a Flow, a plan or the path of a flow file',
    {
      hint: "Write startFlow(new Flow().add({ uses: './executor.js' })), or startFlow('flow.yml')",
    },
  )
}
