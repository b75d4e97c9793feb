import { expect, test } from 'vitest'
import { toCommand } from '../../src/container/command.ts'

const rows: [image: string, pea: string, command: string][] = [
  ['', '--name encode', '--name encode'],
  ['--uses encode.yml', '--name encode', '--uses encode.yml --name encode'],
  ['--uses encode.yml --concurrency 2', '--uses mine.yml', '--concurrency 2 --uses mine.yml'],
  ['--uses=encode.yml --external', '--uses mine.yml', '--external --uses mine.yml'],
  ['serve.py --uses encode.yml', '--uses=mine.yml', 'serve.py --uses=mine.yml'],
]

test.each(rows)('it combines "%s" and "%s" into: %s', (image, pea, command) => {
  const words = (text: string) => text.split(' ').filter((word) => word !== '')
  expect(toCommand(words(image), words(pea))).toEqual(words(command))
})
