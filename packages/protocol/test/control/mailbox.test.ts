import fc from 'fast-check'
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

it('passes on every message once, in order, whenever its listener is set', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), (early, late) => {
      const mailbox = new Mailbox<number>()
      const received: number[] = []
      for (let number = 0; number < early; number++) mailbox.post(number)
      mailbox.listen((message) => received.push(message))
      for (let number = early; number < early + late; number++) mailbox.post(number)
      expect(received).toEqual(Array.from({ length: early + late }, (_, number) => number))
    }),
  )
})
