import { basename, dirname } from 'node:path'
import { FlowError, nearest } from '@peaflow/core'
import { type FlowUp, type FoundFlows, nameInFolder, type SilentFlow } from './find-flows.ts'

/** Which Flow a user means. */
export interface WantedFlow {
  /** What `--flow` says; `undefined` for the only one that is up. */
  readonly text: string | undefined
  /** The same as absolute paths: as it is written, and without symbolic links. */
  readonly paths: readonly string[]
}

const START_ONE = 'Start one: peaflow up flow.yml'

/**
 * The one Flow that a user means: by its name, its runtime folder or the end of its path, its flow file or that file's folder.
 *
 * @throws FlowError `CONFIG_FLOW` if none is meant, or more than one.
 */
export function pickFlow(found: FoundFlows, wanted: WantedFlow): FlowUp {
  const meant = meantOf(found, wanted)
  const [only, ...others] = meant
  if (only === undefined) throw wanted.text === undefined ? noneUp(found) : notUp(found, wanted.text)
  if (others.length === 0) return only
  throw wanted.text === undefined ? severalUp(meant) : severalMeant(meant, wanted.text)
}

/** Whether a Flow that a user means is up. */
export function isUp(found: FoundFlows, wanted: WantedFlow): boolean {
  return meantOf(found, wanted).length > 0
}

/** What crashed Flows that a user means had left. */
export function sweptOf({ swept }: FoundFlows, { text, paths }: WantedFlow): readonly string[] {
  return swept.filter(
    (folder) =>
      text === undefined || text === basename(folder) || text === nameInFolder(folder) || paths.includes(folder),
  )
}

function meantOf({ up }: FoundFlows, wanted: WantedFlow): readonly FlowUp[] {
  return wanted.text === undefined ? up : up.filter((flow) => isMeant(flow, wanted))
}

function isMeant({ folder, status }: FlowUp, { text, paths }: WantedFlow): boolean {
  if (text === status.flow || text === basename(folder)) return true
  const own = status.file === undefined ? [folder] : [folder, status.file, dirname(status.file)]
  return own.some((path) => paths.includes(path))
}

function noneUp({ silent, swept }: FoundFlows): FlowError {
  const message = `no Flow is up${describeSilent(silent)}${describeSwept(swept)}`
  return new FlowError('CONFIG_FLOW', message, { hint: START_ONE })
}

function notUp({ up, silent, swept }: FoundFlows, text: string): FlowError {
  const quiet = silent.find(({ folder }) => text === basename(folder) || text === nameInFolder(folder))
  if (quiet !== undefined) return cannotOperate(quiet, text)
  const names = [...new Set(up.map(({ status }) => status.flow))]
  const meant = nearest(text, names)
  const known = names.length === 0 ? START_ONE : `Flows that are up: ${names.join(', ')}`
  return new FlowError('CONFIG_FLOW', `no Flow "${text}" is up${describeSwept(swept)}`, {
    hint: meant === undefined ? known : `Did you mean "${meant}"?`,
  })
}

function cannotOperate({ why }: SilentFlow, text: string): FlowError {
  if (why === 'closed')
    return new FlowError(
      'CONFIG_FLOW',
      `the Flow "${text}" cannot be operated: it is starting, or its program does not let it`,
      {
        hint: 'Start it with peaflow up, and wait until it is ready',
      },
    )
  return new FlowError('LAUNCH_FLOW_GONE', `the Flow "${text}" does not answer`, {
    hint: 'Its process is stopped, or computes; peaflow ps shows whether it answers again',
  })
}

function describeSwept(swept: readonly string[]): string {
  return swept.length === 0
    ? ''
    : `; what a crash had left was removed: ${swept.map((one) => basename(one)).join(', ')}`
}

function describeSilent(silent: readonly SilentFlow[]): string {
  const [first] = silent
  if (first === undefined) return ''
  const names = silent.map(({ folder }) => basename(folder)).join(', ')
  return ` that can be operated: ${names} ${silent.length === 1 ? 'does' : 'do'} not answer`
}

function severalUp(flows: readonly FlowUp[]): FlowError {
  return new FlowError('CONFIG_FLOW', `${flows.length} Flows are up:\n${listFlows(flows)}`, {
    hint: `Say which one: --flow ${shortest(flows)}`,
  })
}

function severalMeant(flows: readonly FlowUp[], text: string): FlowError {
  return new FlowError('CONFIG_FLOW', `${flows.length} Flows that are up are called "${text}":\n${listFlows(flows)}`, {
    hint: `Say which one by its folder: --flow ${basename(flows[0]?.folder ?? '')}`,
  })
}

function listFlows(flows: readonly FlowUp[]): string {
  return flows.map(({ folder, status }) => `${basename(folder)}  ${status.file ?? ''}`.trimEnd()).join('\n')
}

/** The name of the first Flow, or that of its folder where others have the same name. */
function shortest(flows: readonly FlowUp[]): string {
  const names = flows.map(({ status }) => status.flow)
  const [first = ''] = names
  return names.filter((name) => name === first).length === 1 ? first : basename(flows[0]?.folder ?? '')
}
