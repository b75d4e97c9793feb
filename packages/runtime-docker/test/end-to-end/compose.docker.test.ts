import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../../../test/packages/command.ts'
import { snippets } from '../../../../test/snippets.ts'
import { describeDocker, engine } from '../docker/engine.ts'
import { buildTestPeaImage } from '../docker/pea-image.ts'

/** The plugin of the `docker` command, or the program of its own that Debian has. */
const COMPOSE = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...args]) => spawnSync(program, [...args, 'version'], { stdio: 'ignore' }).status === 0,
)

if (COMPOSE === undefined && process.env.CI)
  throw new Error('Docker Compose is not installed: see scripts/install-test-tools')
if (COMPOSE === undefined)
  console.warn('Skipped, because Docker Compose is not installed: see scripts/install-test-tools')

const pageFile = (name: string) =>
  snippets.find(({ page, file }) => page === 'docs/deploying.md' && file === name)?.code ?? ''

describeDocker('Docker Compose', { timeout: 600_000 }, () => {
  describe.skipIf(COMPOSE === undefined)('runs the file of docs/deploying.md', () => {
    const project = `peaflow${randomBytes(4).toString('hex')}`
    const folder = mkdtempSync(join(tmpdir(), 'peaflow-compose-'))
    const compose = async (...args: readonly string[]) => {
      const [program = '', ...own] = COMPOSE ?? []
      return await run(program, [...own, '--project-name', project, ...args], { cwd: folder })
    }

    beforeAll(async () => {
      const image = await buildTestPeaImage()
      writeFileSync(join(folder, 'Dockerfile'), pageFile('Dockerfile').replace('FROM peaflow/pea', `FROM ${image}`))
      // Any free port of this machine.
      writeFileSync(join(folder, 'compose.yml'), pageFile('compose.yml').replace(':8080:8080', '::8080'))
      writeFileSync(join(folder, 'flow.yml'), 'name: search\npods: { pass: {} }\n')
      writeFileSync(join(folder, 'token'), 'peas\n')
    }, 600_000)
    afterAll(async () => {
      await compose('down', '--rmi', 'local', '--volumes')
      rmSync(folder, { recursive: true })
    })

    it('up to healthy, with its token, and down with exit code 0', async () => {
      expect(await compose('--file', 'compose.yml', 'up', '--detach', '--build')).toMatchObject({ code: 0 })
      const id = (await compose('ps', '--quiet', 'search')).stdout.trim()
      const container = engine.getContainer(id)
      const state = async () => (await container.inspect()).State
      await expect.poll(async () => (await state()).Health?.Status, { timeout: 300_000 }).toBe('healthy')

      const address = (await compose('port', 'search', '8080')).stdout.trim()
      expect(address).toMatch(/^127\.0\.0\.1:\d+$/)
      const call = async (token: string) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
        return (await fetch(`http://${address}/`, { method: 'POST', body: '[{"id":"1"}]', headers })).status
      }
      expect([await call('peas'), await call('beans')]).toEqual([200, 401])

      expect(await compose('stop')).toMatchObject({ code: 0 })
      expect(await state()).toMatchObject({ Running: false, ExitCode: 0, OOMKilled: false })
    })
  })
})
