import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FlowUp, flowUp, ownFile, ownMachine, sameFlowUp } from '../flow-up.ts'
import { executor, fromNdjson, peasOf } from '../process.ts'

const echo = (name: string, options = '') => `${name}: { uses: ${executor('echo')}${options} }`

/** Calls a Flow from eight clients at once until `isOver`, and returns how many answers had each status. */
async function load({ post }: FlowUp, isOver: () => boolean): Promise<Readonly<Record<number, number>>> {
  const statuses: Record<number, number> = {}
  let next = 0
  const client = async () => {
    while (!isOver()) {
      const { status } = await post('/index', [{ id: String(next++) }])
      statuses[status] = (statuses[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: 8 }, client))
  return statuses
}

describe('scale', () => {
  it('gives Pods another number of replicas, one after another, and says so', async () => {
    const { file, operate, post } = await flowUp([echo('encode'), echo('index')])
    const { code, stdout, stderr } = await operate('scale', 'encode=3', 'index=2')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^encode has 3 replicas instead of 1 \(\d+\.\d s\)\nindex has 2 replicas instead of 1 \(\d+\.\d s\)\n$/,
    )
    const running = await peasOf(file)
    expect(
      running.filter((line) => line.includes('--role replica') || /--name (encode|index)\b/.test(line)).length,
    ).toBeGreaterThan(0)
    const down = await operate('scale', 'encode=1', '--json')
    expect(fromNdjson(down.stdout)).toMatchObject([{ pod: 'encode', ready: 1, of: 1, ms: expect.any(Number) }])
    expect((await post('/', [{ id: '1' }])).status).toBe(200)
  })

  it('reports what the Flow refuses as any command does', async () => {
    const { operate } = await flowUp([echo('encode')])
    const refused = [
      [['encdoe=2'], 2, 'TOPOLOGY_UNKNOWN_POD', 'Did you mean "encode"?'],
      [['gateway=2'], 2, 'TOPOLOGY_UNKNOWN_POD', 'Pods: encode'],
      [['encode=0'], 2, 'CONFIG_OPTION', 'expected a whole number from 1'],
      [['encode'], 2, 'CONFIG_COMMAND', ''],
      [['encode=two'], 2, 'CONFIG_COMMAND', ''],
    ] as const
    for (const [args, code, name, hint] of refused) {
      const ended = await operate('scale', ...args)
      expect({ args, code: ended.code, stdout: ended.stdout }).toEqual({ args, code, stdout: '' })
      expect(ended.stderr).toContain(name)
      expect(ended.stderr).toContain(hint)
    }
  })

  it('leaves the Flow to its change after ^C', async () => {
    const machine = ownMachine()
    const file = ownFile('late: { uses: ./late.mjs }')
    writeFileSync(
      join(file.folder, 'late.mjs'),
      `import { existsSync, watch, writeFileSync } from 'node:fs'
       export default {
         async setup({ replicaId }) {
           if (replicaId === 0 || existsSync('go')) return
           writeFileSync('waits', '')
           console.log('waits to be let in')
           await new Promise((resolve) => { const w = watch('.', () => { if (existsSync('go')) { w.close(); resolve() } }) })
         },
         requests: { default: (documents) => documents },
       }`,
    )
    const flow = await sameFlowUp(file, machine)
    const scaling = flow.start('scale', 'late=2')
    await flow.up.says('waits to be let in')
    scaling.child.kill('SIGINT')
    expect(await scaling.ended).toMatchObject({ code: 130, stdout: '', stderr: '' })
    writeFileSync(join(file.folder, 'go'), '')
    await flow.up.says('late now has 2 replicas instead of 1')
  })
})

describe('restart', () => {
  it('of every Pod in turn, under load through HTTP, fails no request', async () => {
    const flow = await flowUp([
      echo('segment'),
      echo('encode', ', replicas: 2'),
      echo('tag', ', needs: segment'),
      'both: { needs: [encode, tag], uses: _merge }',
    ])
    const before = await peasOf(flow.file)
    let isOver = false
    const loaded = load(flow, () => isOver)
    for (const pod of ['segment', 'encode', 'tag', 'both']) {
      const { code, stdout, stderr } = await flow.operate('restart', pod)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toMatch(new RegExp(`^every Pea of ${pod} is a new one \\(`))
    }
    isOver = true
    const statuses = await loaded
    expect(Object.keys(statuses)).toEqual(['200'])
    expect(statuses[200]).toBeGreaterThan(0)
    const after = await peasOf(flow.file)
    const ids = (lines: readonly string[]) => lines.map((line) => Number.parseInt(line, 10))
    expect(ids(after).filter((id) => ids(before).includes(id))).toEqual([])
    expect(after).toHaveLength(before.length)
  })

  it('reads the code anew', async () => {
    const machine = ownMachine()
    const file = ownFile('say: { uses: ./say.mjs }')
    const write = (word: string) =>
      writeFileSync(
        join(file.folder, 'say.mjs'),
        `export default (documents) => documents.map(() => ({ id: '1', text: '${word}' }))`,
      )
    write('old')
    const { post, operate } = await sameFlowUp(file, machine)
    const said = async () => await (await post('/', [{ id: '1' }])).json()
    expect(await said()).toEqual({ documents: [{ id: '1', text: 'old' }] })
    write('new')
    expect((await operate('restart', 'say', '--json')).code).toBe(0)
    expect(await said()).toEqual({ documents: [{ id: '1', text: 'new' }] })
    expect((await operate('restart', 'sya')).stderr).toContain('Did you mean "say"?')
  })
})
