import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { FlowError } from '@peaflow/core'
import type { GlobalOptions } from '../options/globals.ts'

/** How the Pea of a container is asked. */
export interface SelfOptions {
  /** Milliseconds to wait for an answer. */
  readonly timeout: number
  /** Whether it has to be ready. */
  readonly ready: boolean
}

/**
 * Asks the Pea of this container how it is, at the socket that `PEAFLOW_SELF` names.
 *
 * @throws FlowError `LAUNCH_PING` if it does not answer, or is not ready.
 */
export async function pingSelf({ timeout, ready }: SelfOptions, { json }: GlobalOptions): Promise<void> {
  const path = process.env.PEAFLOW_SELF
  if (path === undefined || path === '') throw noSocket()
  const state = await ask(path, timeout)
  process.stdout.write(json ? `${JSON.stringify({ state })}\n` : `the Pea of this container is ${state}\n`)
  if (ready && state !== 'ready') {
    throw new FlowError('LAUNCH_PING', `the Pea of this container is ${state}`, {
      hint: 'It is ready once its executor is loaded and its Flow has taken it; its log says what it waits for',
    })
  }
}

async function ask(path: string, timeout: number): Promise<string> {
  try {
    return await text(connect({ path, signal: AbortSignal.timeout(timeout) }))
  } catch (cause) {
    throw new FlowError('LAUNCH_PING', `the Pea of this container does not answer at ${path}`, {
      hint: 'It has not started yet, has ended, or is stopped',
      cause,
    })
  }
}

function noSocket(): FlowError {
  return new FlowError('LAUNCH_PING', 'this container has no Pea that can be asked: PEAFLOW_SELF is not set', {
    hint: 'peaflow export sets it; an external Pea is asked at its port: peaflow ping HOST PORT',
  })
}
