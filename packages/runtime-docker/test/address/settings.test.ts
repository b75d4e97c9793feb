import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { locateEngine } from '../../src/address/locate.ts'
import { makeFolder } from '../docker/folder.ts'

const home = makeFolder()
let count = 0

/** Settings whose `config.json` has these bytes. */
function settingsWith(config: string) {
  count += 1
  const folder = join(home, String(count))
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), config)
  return { environment: {}, folder }
}

describe('a configuration of the docker command that is broken', () => {
  test.each([
    ['half a file', '{"auths":', 'is not valid JSON'],
    ['an empty file', '', 'is not valid JSON'],
    ['a list', '[]', 'is not a JSON object'],
    ['a string', '"x"', 'is not a JSON object'],
  ])('is named: %s', async (_what, config, reason) => {
    const settings = settingsWith(config)
    await expect(locateEngine(undefined, settings)).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_CONFIG',
      message: expect.stringContaining(
        `the file ${join(settings.folder, 'config.json')} of the docker command ${reason}`,
      ),
      hint: expect.stringContaining('DOCKER_CONFIG'),
    })
  })

  test('is named if it is a folder', async () => {
    const settings = settingsWith('{}')
    const folder = join(settings.folder, 'sub')
    mkdirSync(join(folder, 'config.json'), { recursive: true })
    await expect(locateEngine(undefined, { ...settings, folder })).rejects.toMatchObject({
      code: 'LAUNCH_DOCKER_CONFIG',
      message: expect.stringContaining('cannot be read: EISDIR'),
    })
  })

  test.runIf(process.getuid?.() !== 0)('is named if it may not be read', async () => {
    const settings = settingsWith('{}')
    chmodSync(join(settings.folder, 'config.json'), 0)
    await expect(locateEngine(undefined, settings)).rejects.toMatchObject({ code: 'LAUNCH_DOCKER_CONFIG' })
  })

  test.each(['{"currentContext":"nosuch"}', '{"currentContext":7}'])(
    'is named if the context in use does not exist: %s',
    async (config) => {
      const settings = settingsWith(config)
      await expect(locateEngine(undefined, settings)).rejects.toMatchObject({
        code: 'LAUNCH_DOCKER_CONTEXT',
        hint: expect.stringContaining(join(settings.folder, 'config.json')),
      })
    },
  )

  test.each(['null', '{}', '{"auths":3}', '{"credHelpers":"x"}'])('is not needed: %s', async (config) => {
    expect(await locateEngine(undefined, settingsWith(config))).toMatchObject({ address: { kind: 'socket' } })
  })
})
