import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCommand } from '../../packages/cli/test/process.ts'
import { addressesOf, copySearch, exportSearch } from '../deployments/search.ts'
import { describeCluster, type Namespace, openNamespace } from './cluster.ts'
import { expectLeft, FLOW, loadSearch, unloadSearch } from './search.ts'

/** A Flow of another name, so that both Jobs run in one namespace. */
const FAILING = 'failing'

describeCluster('the search of the examples as a Job of Kubernetes', { timeout: 300_000 }, () => {
  let folder: string
  let namespace: Namespace

  beforeAll(async () => {
    folder = await copySearch()
    // The encoder, which is another user than the Flow beside it.
    change('image: ', "user: '2000:3000', image: ")
    await loadSearch(folder)
    namespace = await openNamespace()
  }, 300_000)
  afterAll(async () => {
    await namespace.close()
    await unloadSearch()
    rmSync(folder, { recursive: true })
  })

  /** Changes the flow file that is exported, in the first place that has the text. */
  function change(from: string, to: string): void {
    const file = join(folder, 'contained.yml')
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }

  /** Exports the Flow as a Job that runs on these documents, and has it created. */
  async function apply(job: string, documents: string): Promise<void> {
    const out = await exportSearch('kubernetes', folder, { out: job, more: ['--run', '--target', '1.20'] })
    const input = join(out, 'input.yaml')
    const lines = documents.trim().split('\n')
    writeFileSync(
      input,
      readFileSync(input, 'utf8').replace('{"text":"hello"}', () => lines.join('\n    ')),
    )
    await namespace.kubectl('apply', '-k', out)
  }

  /** The exit code of each container of a Job, once all of them have ended. */
  async function exitCodes(job: string): Promise<Readonly<Record<string, number>>> {
    const args = ['get', 'pods', '--selector', `job-name=${job}`, '--output', 'json']
    const { items } = JSON.parse(await namespace.kubectl(...args))
    expect(items).toHaveLength(1)
    const codes = items[0].status.containerStatuses.map(
      ({ name, state }: { name: string; state: { terminated?: { exitCode: number } } }) => [
        name,
        state.terminated?.exitCode,
      ],
    )
    return Object.fromEntries(codes)
  }

  it('writes byte for byte what peaflow run writes on this machine, and ends with all of its containers', async () => {
    const documents = await addressesOf(folder)
    await apply(FLOW, documents)
    const here = await runCommand(['run', 'flow.yml'], documents, { cwd: folder })
    expect(here.code).toBe(0)
    await namespace.kubectl('wait', `job/${FLOW}`, '--for', 'condition=complete', '--timeout', '240s')
    // Kubernetes mixes the results with what the command writes to stderr: lines that are not JSON.
    const lines = await namespace.kubectl('logs', `job/${FLOW}`, '--container', 'flow')
    expect(lines.replace(/^[^{].*\n/gm, '')).toBe(here.stdout)
    const names = ['flow', 'encode-0', 'encode-1', 'index-0', 'index-1']
    expect(await exitCodes(FLOW)).toEqual(Object.fromEntries(names.map((name) => [name, 0])))
    expect(await namespace.containers()).toEqual([])
  })

  it('fails when its executor fails, and ends with all of its containers', async () => {
    change(`name: ${FLOW}`, `name: ${FAILING}`)
    // The encoder sorts what it gets by the length of its text.
    await apply(FAILING, '{"id":"one"}\n{"id":"two"}\n')
    await namespace.kubectl('wait', `job/${FAILING}`, '--for', 'condition=failed', '--timeout', '240s')
    expect(await namespace.kubectl('logs', `job/${FAILING}`, '--container', 'flow')).toContain('"one", "two"')
    const { flow, ...replicas } = await exitCodes(FAILING)
    expect(flow).toBe(1)
    expect(Object.values(replicas)).toEqual([0, 0, 0, 0])
    expect(await namespace.containers()).toEqual([])
  })

  it('leaves nothing', async () => {
    for (const flow of [FLOW, FAILING]) await namespace.kubectl('delete', '-k', join(folder, flow), '--wait=false')
    for (const flow of [FLOW, FAILING]) await expectLeft(namespace, flow, [])
  })
})
