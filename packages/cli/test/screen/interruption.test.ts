import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from 'vitest'
import {
  executor,
  type FlowFile,
  fromNdjson,
  peasOf,
  program,
  startCommand,
  toNdjson,
  writeFlowFile,
} from '../process.ts'

const flows: FlowFile[] = []

function flowOf(...pods: readonly string[]): FlowFile {
  const flow = writeFlowFile(...pods)
  flows.push(flow)
  return flow
}

afterEach(async () => {
  for (const flow of flows.splice(0)) {
    expect(await peasOf(flow)).toEqual([])
    flow[Symbol.dispose]()
  }
})

/** Resolves when no process of the Flow is left. The kernel ends them a moment after the command. */
async function allGone(flow: FlowFile): Promise<void> {
  while ((await peasOf(flow)).length > 0) await new Promise(setImmediate)
}

describe('^C', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'as %s stops a run in order, with exit code 130',
    async (signal) => {
      const flow = flowOf(`moody: { uses: ${executor('moody')} }`)
      const { child, ended, says } = startCommand(['run', flow.file, '--lines', '-b', '1'])
      child.stdin.write('good\n')
      await says('"text":"good"')
      child.kill(signal)
      const { code, stdout, stderr } = await ended
      expect(code).toBe(130)
      expect(fromNdjson(stdout)).toHaveLength(1)
      expect(stderr).not.toContain('error')
    },
  )

  it('tears executors down', async () => {
    const flow = flowOf(`slow: { uses: ${executor('slow')}, with: { log: down.log } }`)
    const { child, ended, says } = startCommand(['run', flow.file, '-b', '1'], { cwd: flow.folder })
    child.stdin.write(toNdjson([{ id: 'a', ms: 1 }]))
    await says('"id":"a"')
    child.kill('SIGINT')
    expect((await ended).code).toBe(130)
    expect(readFileSync(join(flow.folder, 'down.log'), 'utf8')).toBe('down\n')
  })

  it('given twice kills Peas that do not respond', async () => {
    const startBusy = async () => {
      const flow = flowOf(`moody: { uses: ${executor('moody')} }`)
      const command = startCommand(['run', flow.file, '--lines', '-b', '1'])
      command.child.stdin.write('busy\n')
      await command.says('received busy')
      return command
    }
    const [once, twice] = await Promise.all([startBusy(), startBusy()])
    once.child.kill('SIGINT')
    twice.child.kill('SIGINT')
    twice.child.kill('SIGTERM')
    // The one that was asked once waits for its Pea, as long as its grace period lasts.
    expect(await Promise.race([once.ended.then(() => 'once'), twice.ended.then(() => 'twice')])).toBe('twice')
    once.child.kill('SIGINT')
    expect([(await once.ended).code, (await twice.ended).code]).toEqual([130, 130])
  })

  it('ends a run whose results are not read', async () => {
    const flow = flowOf(`echo: { uses: ${executor('echo')} }`)
    const child = spawn(process.execPath, [program, 'run', flow.file, '--json'], { stdio: ['pipe', 'pipe', 'pipe'] })
    child.stdin.on('error', () => undefined)
    const many = '{"text":"many"}\n'.repeat(10_000)
    const feed = () => {
      while (child.stdin.writable && child.stdin.write(many));
    }
    child.stdin.on('drain', feed)
    feed()
    // Unread results fill the pipe. Then the command waits and reads no more input.
    await once(child.stdout, 'readable')
    child.kill('SIGINT')
    await text(child.stderr.once('data', () => child.kill('SIGINT')))
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(130)
    child.stdin.destroy()
    child.stdout.destroy()
  })

  it('ends a start', async () => {
    const flow = flowOf(`echo: { uses: ${executor('echo')}, replicas: 3 }`)
    const { child, ended, says } = startCommand(['run', flow.file, '--json'])
    await says('pea-launched')
    child.kill('SIGINT')
    const { code, stdout } = await ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
  })
})

describe('a reader that closes the pipe', () => {
  it('ends a run without a failure', async () => {
    const flow = flowOf(`echo: { uses: ${executor('echo')} }`)
    const script = `yes '{"n":1}' | "$0" "$1" run "$2" -b 1 | head -n 1; echo "\${PIPESTATUS[1]}"`
    const child = spawn('bash', ['-c', script, process.execPath, program, flow.file])
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
    const [result, code] = stdout.trim().split('\n')
    expect({ code, stderr }).toEqual({ code: '0', stderr: '' })
    expect(JSON.parse(result ?? '')).toMatchObject({ n: 1 })
  })
})

describe('kill -9', () => {
  it('of the command leaves nothing running, even if an executor never returns', async () => {
    const flow = flowOf(`moody: { uses: ${executor('moody')}, replicas: 2 }`)
    const { child, ended, says } = startCommand(['run', flow.file, '--lines', '-b', '1'])
    child.stdin.write('busy\n')
    await says('received busy')
    expect(await peasOf(flow)).toHaveLength(2)
    child.kill('SIGKILL')
    expect((await ended).signal).toBe('SIGKILL')
    await allGone(flow)
  })
})

describe('up', () => {
  it('reports when it is ready, shows events of Peas, and stays until ^C', async () => {
    const flow = flowOf(`moody: { uses: ${executor('moody')}, replicas: 2 }`)
    const { child, ended, says } = startCommand(['up', flow.file])
    await says(`${flow.name} is ready: 2 Peas in `)
    const [first = ''] = await peasOf(flow)
    process.kill(Number.parseInt(first, 10), 'SIGKILL')
    await says(/moody\/\d ended \(SIGKILL\)/)
    await says(/moody\/\d is ready again/)
    child.kill('SIGINT')
    const { code, stderr } = await ended
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' })
  })

  it('prints events as JSON', async () => {
    const flow = flowOf(`echo: { uses: ${executor('echo')} }`)
    const { child, ended, says } = startCommand(['up', flow.file, '--json'])
    await says('{"ready":true')
    child.kill('SIGINT')
    const lines = fromNdjson((await ended).stdout)
    expect(lines).toContainEqual({ event: { type: 'pea-ready', pea: 'echo/0', incarnation: 1 } })
  })
})
