import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gatherContext } from '../../src/container/context.ts'
import { makeFolder } from '../docker/folder.ts'
import { context, specOf } from '../spec.ts'

const directory = makeFolder()
writeFileSync(join(directory, 'encode.js'), '')

const gather = (uses: string, host: string | null) =>
  gatherContext(specOf({ uses, host, directory }), context.image, context)

test('an executor of this machine takes the place of the image’s, but in no container of another machine', async () => {
  const executor = { folder: directory, file: 'encode.js' }
  await expect(gather('./encode.js', null)).resolves.toMatchObject({ executor })
  await expect(gather('./encode.js', 'far')).rejects.toMatchObject({
    code: 'CONFIG_FAR_FILE',
    message: '"encode" uses ./encode.js, a file of this machine, but runs in a container on far',
  })
})

test.each(['encode.js', '/app/encode.js', './other.js', '_pass'])('%s is one of the image there', async (uses) => {
  await expect(gather(uses, 'far')).resolves.not.toHaveProperty('executor')
})
