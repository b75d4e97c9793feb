import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Mailbox } from '../../src/async/mailbox.ts'

it('passes on every message once, in order, whenever its listener is set', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), (early, late) => {
      const mailbox = new Mailbox<number>()
      const received: number[] = []
      for (let number = 0; number < early; number++) mailbox.deliver(number)
      mailbox.listen((message) => received.push(message))
      for (let number = early; number < early + late; number++) mailbox.deliver(number)
      expect(received).toEqual(Array.from({ length: early + late }, (_, number) => number))
    }),
  )
})

it('keeps the order when the listener itself makes a message arrive', () => {
  const mailbox = new Mailbox<string>()
  const received: string[] = []
  mailbox.deliver('first')
  mailbox.deliver('second')
  mailbox.listen((message) => {
    received.push(message)
    if (message === 'first') mailbox.deliver('third')
  })
  expect(received).toEqual(['first', 'second', 'third'])
})
