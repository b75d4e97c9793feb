import { type ExecPlan, FlowError, isExecPlan, toFileName } from '@peaflow/core'
import { CORE_SCHEMA, type DumpOptions, dump, mergeTag } from 'js-yaml'
import type { FlowDescription } from '../builder/edges.ts'
import type { FlowOptions } from '../options/flow-options.ts'
import { isPlainObject } from '../options/plain-data.ts'
import { GATEWAY, type Pod, type PodValues } from '../options/pod.ts'
import { isInline } from '../options/rules.ts'
import { joinCommand } from '../options/split-command.ts'
import { type FlowSettings, flowSettings } from '../settings/flow-settings.ts'
import { podSettings } from '../settings/pod-settings.ts'
import { isSameData } from '../settings/same-data.ts'
import { writeDuration } from './write-duration.ts'

/** With the tag of merges, a key `<<` of the user's is written in quotes. */
const STYLE: DumpOptions = { schema: CORE_SCHEMA.withTags(mergeTag), lineWidth: -1, noRefs: true, quoteStyle: 'double' }

/**
 * Writes a Flow as a flow file, with only what differs from the defaults.
 *
 * @throws FlowError `CONFIG_FUNCTION` if an executor is a function.
 */
export function writeFlow(flow: FlowDescription): string {
  const { name, ...options } = flow.options
  const shared = flowSettings(flow.options)
  const written = writeFlowOptions(options)
  const last = flow.pods.at(-1)?.name ?? GATEWAY
  const data = {
    ...(name !== undefined && name !== 'flow' && { name }),
    version: 1,
    ...(Object.keys(written).length > 0 && { with: written }),
    pods: Object.fromEntries(flow.pods.map((pod, index) => [pod.name, writePod(pod, flow.pods[index - 1], shared)])),
    ...(flow.insertion !== last && { returns: flow.insertion }),
  }
  const { token } = flow.options
  return dump(withToken(escapeVariables(data), token), STYLE)
}

/** A token is no part of a file that others read: it stands in a variable. */
function withToken(data: unknown, token: string | undefined): unknown {
  if (token === undefined || !isPlainObject(data)) return data
  return { ...data, with: { ...(data.with as object), token: `\${PEAFLOW_TOKEN:?the token that clients send}` } }
}

function writeFlowOptions(options: FlowOptions): Readonly<Record<string, unknown>> {
  const isDefault = (key: string): boolean => {
    const { [key as keyof FlowOptions]: _left, ...rest } = options
    return isSameData(flowSettings(options), flowSettings(rest))
  }
  return writeOptions(Object.entries(options).filter(([key]) => !isDefault(key)))
}

function writePod(pod: Pod, before: Pod | undefined, flow: FlowSettings): Readonly<Record<string, unknown>> {
  if (isInline(pod.options)) throw functionInFile(pod.name)
  const settings = podSettings(pod, flow)
  const isDefault = (key: string): boolean => {
    const { [key as keyof PodValues]: _left, ...rest } = pod.options
    return isSameData(settings, podSettings({ ...pod, options: rest }, flow))
  }
  const { needs = [pod.after], sendTo } = pod.edges
  const byDefault = needs.length === 1 && needs[0] === (before?.name ?? GATEWAY)
  return writeOptions([
    ...Object.entries(pod.options).filter(([key]) => !isDefault(key)),
    ...(byDefault ? [] : [['needs', needs] as const]),
    ...(sendTo === undefined ? [] : [['sendTo', sendTo] as const]),
  ])
}

const DURATIONS: ReadonlySet<string> = new Set(['timeoutReady', 'timeoutAlive', 'timeoutRequest'])

function writeOptions(options: readonly (readonly [string, unknown])[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(options.map(([key, value]) => [toFileName(key), writeValue(key, value)]))
}

/** A value in its shortest form. */
function writeValue(key: string, value: unknown): unknown {
  if (DURATIONS.has(key) && typeof value === 'number') return writeDuration(value)
  if (key === 'restart' && isPlainObject(value)) return writeRestart(value)
  if (key === 'batch' && isPlainObject(value)) return writeBatch(value)
  if (key === 'exec' && isExecPlan(value)) return writeExec(value)
  const isSingle = Array.isArray(value) && value.length === 1 && key !== 'entrypoint'
  return isSingle ? value[0] : value
}

function writeRestart({ window, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return typeof window === 'number' ? { ...rest, window: writeDuration(window) } : rest
}

function writeBatch({ documents, within }: Readonly<Record<string, unknown>>): unknown {
  return within === 0 || typeof within !== 'number' ? documents : { documents, within: writeDuration(within) }
}

function writeExec({ command, protocol, cwd }: ExecPlan): unknown {
  if (protocol === 'frames' && cwd === undefined) return joinCommand(command)
  return { command: [...command], ...(protocol !== 'frames' && { protocol }), ...(cwd !== undefined && { cwd }) }
}

/** Doubles the dollar signs of the user's strings, so that none begins a variable. */
function escapeVariables(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$')
  if (Array.isArray(value)) return value.map(escapeVariables)
  if (!isPlainObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapeVariables(item)]))
}

function functionInFile(pod: string): FlowError {
  return new FlowError('CONFIG_FUNCTION', `"${pod}" has a function as its executor, which a file cannot hold`, {
    hint: 'Put the function in a module and name its path',
  })
}
