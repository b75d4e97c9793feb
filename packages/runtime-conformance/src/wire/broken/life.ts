import { isMessage } from '../scene/record.ts'
import { AFTER } from '../scene/spec.ts'
import { type Break, changeOrders, changeReports } from './change.ts'

const CONTROL = Buffer.from('PEC')

/** Peas that break a promise to their Flow. */
export const brokenReports = {
  obeysAnotherFlow: () => ({
    disturbed: (frames, pea) => {
      if (frames[0]?.subarray(0, CONTROL.length).equals(CONTROL)) pea.kill()
      return frames
    },
  }),
  hidesReconnect: () => ({ reported: changeReports('bound', (bound) => ({ ...bound, reconnected: undefined })) }),
  garblesStatus: () => ({
    reported: changeReports('status', (message) => ({ ...message, status: { ...message.status, flow: 'another' } })),
  }),
  hidesHeld: () => ({
    reported: changeReports('status', (message) => ({ ...message, status: { ...message.status, held: 0 } })),
  }),
  isReadyOnce: () => {
    let count = 0
    return { reported: changeReports('ready', (ready) => (count++ === 0 ? ready : undefined)) }
  },
  claimsIdle: () => {
    let isAsked = false
    return {
      asked: (message) => {
        if (message.type === 'drain') isAsked = true
        return [message]
      },
      reported: (message) => (isAsked ? [{ type: 'idle', pea: 'subject/0' }, message] : [message]),
    }
  },
  ignoresPause: () => ({ asked: changeOrders('pause', () => undefined) }),
  ignoresLeaving: () => ({
    asked: (message) => (message.type === 'leaving' && message.peer === AFTER ? [] : [message]),
  }),
  leavesSilently: () => ({ reported: changeReports('leaving', () => undefined) }),
  dropsAtStop: () => {
    let isAsked = false
    return {
      asked: (message) => {
        if (message.type === 'stop') isAsked = true
        return [message]
      },
      heard: (record) => (isAsked && isMessage(record) ? [] : [record]),
    }
  },
  outlivesItsFlow: () => ({ ended: (end) => (end.code === 69 ? { ...end, code: 0 } : end) }),
} as const satisfies Record<string, Break>
