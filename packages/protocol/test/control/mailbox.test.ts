import { expect, it } from 'vitest'
import { Mailbox } from '../../src/control/mailbox.ts'

it('retains messages until there is a listener, and delivers all in order', () => {
  const mailbox = new Mailbox<number>()
  const received: number[] = []
  mailbox.post(1)
  mailbox.post(2)
  mailbox.listen((message) => received.push(message))
  mailbox.post(3)
  expect(received).toEqual([1, 2, 3])
})

it('lets no message overtake those that are retained', () => {
  const mailbox = new Mailbox<number>()
  const received: number[] = []
  mailbox.post(1)
  mailbox.post(2)
  mailbox.listen((message) => {
    received.push(message)
    if (message === 1) mailbox.post(3)
  })
  expect(received).toEqual([1, 2, 3])
})

it('delivers to the latest listener only', () => {
  const mailbox = new Mailbox<number>()
  const [first, second]: [number[], number[]] = [[], []]
  mailbox.listen((message) => first.push(message))
  mailbox.post(1)
  mailbox.listen((message) => second.push(message))
  mailbox.post(2)
  expect([first, second]).toEqual([[1], [2]])
})
