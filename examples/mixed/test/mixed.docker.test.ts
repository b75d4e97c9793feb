import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { describeDocker, engine } from '../../../packages/runtime-docker/test/docker/engine.ts'
import { buildTestPeaImage } from '../../../packages/runtime-docker/test/docker/pea-image.ts'

const cwd = fileURLToPath(new URL('..', import.meta.url))
const program = fileURLToPath(new URL('../../../packages/cli/bin/peaflow.js', import.meta.url))

describeDocker('the mixed example', { timeout: 600_000 }, () => {
  test('each line comes back once, in order, with the results of a thread and two containers', async () => {
    const env = { ...process.env, PEA_IMAGE: await buildTestPeaImage() }
    const args = [program, 'run', 'flow.yml', '--lines', '--input', 'access.log', '--batch', '1']
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd, env })
    const tags = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).tags)
    expect(tags.map(({ browser, reasons }) => [browser, ...reasons])).toEqual([
      ['Firefox'],
      ['Firefox'],
      ['curl', 'probes for a login page'],
      ['curl', 'leaves the folder'],
      ['Safari'],
      ['Edge', 'injects SQL'],
    ])
    for (const { checkedBy } of tags) expect([0, 1]).toContain(checkedBy)
    expect(stderr).toMatch(/^[\d:.]+ \w+ audit\/[01] +\| .*198\.51\.100\.7 leaves the folder$/m)
    expect(await engine.listContainers({ all: true, filters: { label: ['peaflow.flow=mixed'] } })).toEqual([])
  })
})
