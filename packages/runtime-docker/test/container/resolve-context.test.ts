import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { resolveContext } from '../../src/container/resolve-context.ts'
import { makeFolder } from '../docker/folder.ts'
import { context, specOf } from '../spec.ts'

const directory = makeFolder()
writeFileSync(join(directory, 'encode.js'), '')

const resolve = (uses: string, host: string | null) =>
  resolveContext(specOf({ uses, host, directory }), context.image, context)

test('an executor of this machine replaces that of the image, except on another machine', async () => {
  const executor = { folder: directory, file: 'encode.js' }
  await expect(resolve('./encode.js', null)).resolves.toMatchObject({ executor })
  await expect(resolve('./encode.js', 'remote')).rejects.toMatchObject({
    code: 'CONFIG_REMOTE_FILE',
    message: '"encode" uses ./encode.js, a file of this machine, but runs in a container on remote',
  })
})

test.each(['encode.js', '/app/encode.js', './other.js', '_pass'])(
  '%s is a path in the image on another machine',
  async (uses) => {
    await expect(resolve(uses, 'remote')).resolves.not.toHaveProperty('executor')
  },
)
