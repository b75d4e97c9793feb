import { expect, it } from 'vitest'
import { toJoinArguments } from '../../src/pea/join-arguments.ts'

it.each<[args: string, joins: string | undefined]>([
  ['pea join flow:7000 encode --key k', 'join flow:7000 encode --key k'],
  ['pea --uses encode.yml join flow:7000 encode', 'join --uses encode.yml flow:7000 encode'],
  ['pea --name join --role head', undefined],
  ['pea --name encode --uses encode.js', undefined],
  ['join flow:7000 encode', undefined],
  ['pea', undefined],
])('of %j makes %j', (args, joins) => {
  expect(toJoinArguments(args.split(' '))?.join(' ')).toBe(joins)
})
