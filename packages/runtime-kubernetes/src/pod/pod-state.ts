import { constants } from 'node:os'
import type { PeaExit } from '@peaflow/core'

/** How far the Pod of a Pea is. */
export type PodState = Pending | Running | Ended

/** It has not started, and why, if Kubernetes says so. */
interface Pending {
  readonly phase: 'pending'
  readonly reason: string | undefined
  readonly message: string | undefined
}

interface Running {
  readonly phase: 'running'
  /** Its address in the cluster. */
  readonly address: string
}

interface Ended {
  readonly phase: 'ended'
  readonly exit: Omit<PeaExit, 'lastLines'>
}

/** What Kubernetes says of a Pod. */
export interface ReadPod {
  readonly version: string
  readonly uid: string
  readonly state: PodState
}

/** The fields of a Pod that are read. All of it comes from outside. */
interface PodFields {
  readonly metadata?: { readonly resourceVersion?: unknown; readonly uid?: unknown } | undefined
  readonly status?: StatusFields | undefined
}

interface StatusFields {
  readonly phase?: unknown
  readonly podIP?: unknown
  readonly reason?: unknown
  readonly message?: unknown
  readonly conditions?: readonly { readonly type?: unknown; readonly status?: unknown; readonly message?: unknown }[]
  readonly containerStatuses?: readonly {
    readonly state?: {
      readonly running?: object | undefined
      readonly waiting?: { readonly reason?: unknown; readonly message?: unknown } | undefined
      readonly terminated?: TerminatedFields | undefined
    }
  }[]
}

interface TerminatedFields {
  readonly exitCode?: unknown
  readonly signal?: unknown
  readonly reason?: unknown
}

/** Reads a Pod as the API of Kubernetes writes it. What has another shape makes it throw, or is as if it were absent. */
export function parsePod(json: unknown): ReadPod {
  const { metadata, status = {} } = (json ?? {}) as PodFields
  return {
    version: textOf(metadata?.resourceVersion) ?? '',
    uid: textOf(metadata?.uid) ?? '',
    state: stateOf(status),
  }
}

function stateOf(status: StatusFields): PodState {
  const state = status.containerStatuses?.[0]?.state
  if (state?.terminated !== undefined) return { phase: 'ended', exit: exitOf(state.terminated, status) }
  // A node may have removed the container before it says how it ended. That all have succeeded means exit code 0.
  if (status.phase === 'Succeeded') return { phase: 'ended', exit: { code: 0, signal: null } }
  // So may a node that is short of memory or disk, and ends a Pod for that.
  if (status.phase === 'Failed') return { phase: 'ended', exit: exitOf({}, status) }
  const address = textOf(status.podIP)
  if (state?.running !== undefined && address !== undefined) return { phase: 'running', address }
  const unscheduled = status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  return {
    phase: 'pending',
    reason: textOf(state?.waiting?.reason),
    message: textOf(state?.waiting?.message) ?? textOf(unscheduled?.message),
  }
}

/** A program that was ended by signal n is reported as exit code 128 + n. */
const SIGNAL_BASE = 128
const SIGNALS: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.signals).map(([name, number]) => [number, name]),
)

const UNSEEN = 'its container was removed before Kubernetes said how it ended'

function exitOf({ exitCode, signal, reason }: TerminatedFields, status: StatusFields): Ended['exit'] {
  const number = typeof signal === 'number' && signal > 0 ? signal : Number(exitCode) - SIGNAL_BASE
  const name = SIGNALS.get(number) ?? null
  const code = name === null && typeof exitCode === 'number' ? exitCode : null
  if (reason === 'OOMKilled') return { code, signal: name, reason: 'out of memory', outOfMemory: true }
  const isKnown = code !== null || name !== null
  const why = textOf(status.message) ?? textOf(status.reason) ?? (isKnown ? undefined : UNSEEN)
  return { code, signal: name, ...(why !== undefined && { reason: why }) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
