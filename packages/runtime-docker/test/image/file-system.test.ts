import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeFileSystem } from '../../src/image-build/file-system.ts'

const cli = fileURLToPath(new URL('../../../cli', import.meta.url))

it.runIf(process.platform === 'linux')('has the addons of this system, and those of no other', async () => {
  const { entries } = await describeFileSystem(cli)
  const paths = entries.map(({ path }) => path)
  const addon = `node_modules/sodium-native/prebuilds/linux-${process.arch}/sodium-native.node`
  expect(paths.filter((path) => path.endsWith(addon))).toHaveLength(1)
  expect(paths.filter((path) => /(android|darwin|ios|win32)-[^/]*\/[^/]*\.(node|bare)$|\.bare$/.test(path))).toEqual([])
  // What sodium-native loads its addon with.
  for (const name of ['require-addon', 'bare-addon-resolve', 'which-runtime']) {
    expect(paths.some((path) => path.endsWith(`node_modules/${name}/package.json`))).toBe(true)
  }
})
