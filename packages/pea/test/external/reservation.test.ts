import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { SocketPlan } from '@peaflow/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { freePort } from '../../../../test/free-port.ts'
import { Reservation } from '../../src/external/reservation.ts'
import { withoutLeaks } from '../handles.ts'

const host = '127.0.0.1'
const bind = (port: number): SocketPlan => ({ mode: 'BIND', pattern: 'ROUTER', host, port, peers: [] })

/** Opens a port as another process would; `undefined` if that is refused. */
async function occupy(port: number) {
  const server = createServer()
  const isOpen = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).listen({ host, port, exclusive: true }, () => resolve(true))
  })
  if (!isOpen) return undefined
  return async () => {
    const closed = once(server, 'close')
    server.close()
    await closed
  }
}

async function isFree(port: number): Promise<boolean> {
  const close = await occupy(port)
  await close?.()
  return close !== undefined
}

it('occupies the ports that the Pea will open, and closes connections to them at once', () =>
  withoutLeaks(async () => {
    const port = freePort()
    const dialled: SocketPlan = { ...bind(freePort()), mode: 'CONNECT' }
    const reservation = new Reservation([bind(port), bind(0), dialled])
    await reservation.take()
    expect([await isFree(port), await isFree(dialled.port)]).toEqual([false, true])
    const socket = connect(port, host).resume()
    await once(socket, 'close')
    await reservation.release()
    await reservation.release()
    expect(await isFree(port)).toBe(true)
  }))

it('says which port is taken, and can free those that it has', () =>
  withoutLeaks(async () => {
    const [port, taken] = [freePort(), freePort()]
    const close = await occupy(taken)
    const reservation = new Reservation([bind(port), bind(taken)])
    await expect(reservation.take()).rejects.toMatchObject({
      code: 'ADDRESS_IN_USE',
      message: expect.stringContaining(String(taken)),
    })
    await reservation.release()
    await close?.()
    expect([await isFree(port), await isFree(taken)]).toEqual([true, true])
  }))

it('waits for a port that another process leaves, unless it is released meanwhile', () =>
  withoutLeaks(async () => {
    const port = freePort()
    const close = await occupy(port)
    const reservation = new Reservation([bind(port)])
    const taking = reservation.take(60_000)
    await close?.()
    await taking
    expect(await isFree(port)).toBe(false)
    await reservation.release()
    const closeAgain = await occupy(port)
    const givenUp = reservation.take(60_000)
    await reservation.release()
    await givenUp
    await closeAgain?.()
    expect(await isFree(port)).toBe(true)
  }))

it('is as it was last asked to be, whatever the history', () =>
  withoutLeaks(async () => {
    const port = freePort()
    const reservation = new Reservation([bind(port)])
    const acts = fc.array(fc.constantFrom('take' as const, 'release' as const), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(acts, async (acts) => {
        for (const act of ['release' as const, ...acts]) await reservation[act]()
        expect(await isFree(port)).toBe(acts.at(-1) !== 'take')
      }),
      { numRuns: 30 },
    )
    await reservation.release()
  }))
