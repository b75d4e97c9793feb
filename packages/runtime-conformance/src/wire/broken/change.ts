import type { Ack, DataRecord, FlowMessage, Greeting, PeaMessage } from '@peaflow/protocol'
import { type Heard, isAck, isGreeting, isMessage } from '../scene/record.ts'
import type { Side, Tamper } from '../scene/tamper.ts'

/** Makes a tamper for one Pea. */
export type Break = () => Tamper

type Change<T> = (value: T) => T | undefined

/** Changes each message that the Pea sends; `undefined` withholds it. */
export function changeMessages(change: Change<DataRecord>): Tamper['heard'] {
  return (record) => (isMessage(record) ? listOf(change(record)) : [record])
}

/** Changes each acknowledgement that the Pea sends. */
export function changeAcks(change: (ack: Ack) => Ack): Tamper['heard'] {
  return (record) => [isAck(record) ? change(record) : record]
}

/** Changes each greeting on one side of the Pea. */
export function changeGreetings(side: Side, change: (greeting: Greeting) => Greeting): Tamper['heard'] {
  return (record, from) => [isGreeting(record) && from === side ? change(record) : record]
}

/** Changes each message of a type that the Pea sends to its Flow; `undefined` withholds it. */
export function changeReports<T extends PeaMessage['type']>(
  type: T,
  change: Change<Extract<PeaMessage, { type: T }>>,
): Tamper['reported'] {
  const isOfType = (message: PeaMessage): message is Extract<PeaMessage, { type: T }> => message.type === type
  return (message) => (isOfType(message) ? listOf<PeaMessage>(change(message)) : [message])
}

/** Changes each message of a type that the Flow sends to the Pea; `undefined` withholds it. */
export function changeOrders<T extends FlowMessage['type']>(
  type: T,
  change: Change<Extract<FlowMessage, { type: T }>>,
): Tamper['asked'] {
  const isOfType = (message: FlowMessage): message is Extract<FlowMessage, { type: T }> => message.type === type
  return (message) => (isOfType(message) ? listOf<FlowMessage>(change(message)) : [message])
}

/** Before the next message that the Pea sends, it sends one for another request: once something that it was sent calls for it. */
export function sendsToo(request: number, isCause: (record: Heard) => boolean): Break {
  return () => {
    let isDue = false
    return {
      said: (record) => {
        if (isCause(record)) isDue = true
        return [record]
      },
      heard: (record) => {
        if (!isDue || !isMessage(record)) return [record]
        isDue = false
        return [{ ...record, request }, record]
      },
    }
  }
}

/** Changes the errors in what the Pea sends. */
export function changeErrors(isMeant: (error: DataRecord, text: string) => boolean, change: (text: string) => string) {
  return changeMessages((message) => {
    const text = Buffer.from(message.payload).toString()
    if (message.type !== ERROR || !isMeant(message, text)) return message
    const payload = Buffer.from(change(text))
    return { ...message, payload, payloadBytes: payload.length }
  })
}

const ERROR = 4

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value]
}
