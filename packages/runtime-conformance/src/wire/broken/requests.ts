import { isAck, isGreeting, isMessage } from '../scene/record.ts'
import { type Break, changeErrors, changeMessages, changeOrders, changeReports } from './change.ts'

/** Peas that break a promise about requests: attempts, errors, deadlines, cancellation, deaths. */
export const brokenRequests = {
  forgetsUrgency: () => ({
    heard: changeMessages((message) => (message.tries === 0 ? { ...message, isUrgent: false } : message)),
  }),
  forgetsAttempt: () => ({
    heard: changeMessages((message) => (message.attempt === 2 ? { ...message, attempt: 0 } : message)),
  }),
  losesHeaders: () => ({ heard: changeMessages((message) => ({ ...message, headers: undefined })) }),
  dropsHigherAttempt: () => ({
    said: (record) => [isMessage(record) && record.attempt === 1 ? { ...record, attempt: 0 } : record],
  }),
  stretchesTime: () => ({
    heard: changeMessages((message) => (message.timeLeft < 60_000 ? { ...message, timeLeft: 60_000 } : message)),
  }),
  rewritesErrors: () => ({
    heard: changeErrors(
      (_, text) => text.includes('"message":"no"'),
      (text) => text.replace('"no"', '"yes"'),
    ),
  }),
  passesBrokenErrors: () => ({
    heard: changeErrors(
      (_, text) => text.includes('"before0/0"') && !text.includes('"message":"no"'),
      () => 'noise',
    ),
  }),
  hidesWhoFailed: () => ({
    heard: changeErrors(
      (_, text) => text.includes('a moody pea'),
      (text) => text.replace('"subject"', '""'),
    ),
  }),
  renamesTimeouts: () => ({
    heard: changeErrors(
      ({ seq }) => seq === 0,
      (text) => text.replace('REQUEST_TIMEOUT', 'REQUEST_FAILED'),
    ),
  }),
  callsInVain: () => ({
    heard: changeErrors(
      ({ seq }) => seq > 0,
      (text) => text.replace('REQUEST_TIMEOUT', 'REQUEST_FAILED'),
    ),
  }),
  ignoresCancel: () => ({
    asked: changeOrders('cancel', (order) => (order.requests.includes(904) ? order : undefined)),
  }),
  forgetsCancel: () => ({
    asked: changeOrders('cancel', (order) => (order.requests.includes(904) ? undefined : order)),
  }),
  splitsJoins: () => {
    let isJoin = false
    return {
      said: (record) => {
        if (isMessage(record) && Buffer.from(record.payload).includes('two')) isJoin = true
        return [record]
      },
      heard: changeMessages((message) => (isJoin ? { ...message, shards: 2 } : message)),
    }
  },
  losesAtDeath: () => {
    let isDead = false
    return {
      said: (record, side) => {
        if (isGreeting(record) && side === 'after' && record.incarnation === 2) isDead = true
        return [record]
      },
      heard: changeMessages((message) =>
        isDead && message.request === 0 && message.tries === 0 ? undefined : message,
      ),
    }
  },
  repeatsSettled: () => ({
    said: (record, side) => [
      isAck(record) && side === 'after' && record.settledBelow === 2 ? { ...record, settledBelow: 1 } : record,
    ],
  }),
  forgetsTries: () => ({
    heard: changeMessages((message) => (message.tries === 1 ? { ...message, tries: 0 } : message)),
  }),
  retriesForever: () => ({ reported: withoutFailures('REQUEST_PEA_DIED') }),
  waitsForTheLost: () => ({ reported: withoutFailures('REQUEST_PEA_LOST') }),
  believesLateNotice: () => {
    let count = 0
    return { asked: changeOrders('gone', (order) => (count++ === 0 ? order : { ...order, incarnation: 2 })) }
  },
} as const satisfies Record<string, Break>

function withoutFailures(code: string) {
  return changeReports('failed', (message) => (message.error.code === code ? undefined : message))
}
