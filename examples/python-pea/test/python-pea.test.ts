import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { start } from '../start.js'

const folder = fileURLToPath(new URL('..', import.meta.url))
const program = fileURLToPath(new URL('../../../packages/cli/bin/peaflow.js', import.meta.url))

/** The interpreter itself: a wrapper may take as long to start as the Pea. */
const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).stdout?.trim()

if (!python && !process.env.CI) console.log('the Pea in Python is not tested: there is no python3')

describe.skipIf(!python && !process.env.CI)('a Pea in Python', { timeout: 300_000 }, () => {
  it('keeps every promise of the wire', () => {
    const args = [program, 'conformance', '--json', '--timeout', '60000', '--', python, 'pea.py']
    const results = JSON.parse(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }))
    expect(results.filter(({ outcome }: { outcome: string }) => outcome !== 'holds')).toEqual([])
  })

  it('serves in a Flow between Pods in JavaScript, and loses nothing when it is killed under load', async () => {
    const running = await start({ python })
    try {
      const [document] = await running.request('/', [
        { text: ' a pea ', embedding: new Float32Array([1, 2]), size: 2 ** 40 },
      ])
      expect(document).toMatchObject({ text: 'A PEA!', tags: { by: 'Python' }, size: 2 ** 40 })
      expect(document?.embedding).toEqual(new Float32Array([1, 2]))
      const pidOf = async () => (await running.status()).peas.find(({ id }) => id === 'shout/0')?.pid ?? 0
      const texts = Array.from({ length: 200 }, (_, index) => `pea ${index}`)
      const answers: unknown[] = []
      for await (const { documents, error } of running.stream(
        '/',
        texts.map((text) => ({ text })),
        { batch: 1 },
      )) {
        if (error !== undefined) throw error
        answers.push(documents[0]?.text)
        if (answers.length === 40 || answers.length === 120) process.kill(await pidOf(), 'SIGKILL')
      }
      expect(answers.sort()).toEqual(texts.map((text) => `${text.toUpperCase()}!`).sort())
    } finally {
      await running.stop()
    }
  })
})
