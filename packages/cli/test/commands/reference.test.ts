import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createProgram } from '../../src/commands/program.ts'
import { writeReference } from './reference.ts'

const file = fileURLToPath(new URL('../../../../docs/cli.md', import.meta.url))
const HEADING = '## Commands\n'

it('docs/cli.md shows the help of every command (vitest -u writes it)', async () => {
  const [prose = ''] = (await readFile(file, 'utf8')).split(HEADING)
  await expect(`${prose}${HEADING}${writeReference(createProgram('1.0.0'))}`).toMatchFileSnapshot(file)
})
