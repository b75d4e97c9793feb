import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ExecutorContext, FlowError, type PeaSpec } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { call } from './folder.ts'
import { directory, hosting, lines, one } from './hosting.ts'

describe('a signal', () => {
  it('aborts with the reason, whether it was read before or after', async () => {
    const reason = new FlowError('REQUEST_TIMEOUT', 'too late')
    let early: AbortSignal | undefined
    let context: ExecutorContext | undefined
    const host = await hosting(async (_, given) => {
      context = given
      early ??= given.signal
      await new Promise<void>((resolve) => early?.addEventListener('abort', () => resolve()))
      given.signal.throwIfAborted()
    })
    const calling = call(host, [one], { id: 7 })
    host.abort(8, reason)
    expect(early?.aborted).toBe(false)
    host.abort(7, reason)
    await expect(calling).rejects.toBe(reason)
    expect(context?.signal.reason).toBe(reason)
    host.abort(7, reason)
  })

  it('aborts even if the executor has not read it yet', async () => {
    let context: ExecutorContext | undefined
    let end = () => {}
    const host = await hosting(async (_, given) => {
      context = given
      await new Promise<void>((resolve) => {
        end = resolve
      })
    })
    const calling = call(host, [one], { id: 7 })
    host.abort(7, new FlowError('REQUEST_CANCELLED', 'over'))
    expect(context?.signal.aborted).toBe(true)
    end()
    await calling
  })
})

describe('a workspace', () => {
  const workspaceOf = async (spec: Partial<PeaSpec>, ask: boolean) => {
    let path = ''
    const host = await hosting((_, context) => {
      if (ask) path = context.workspace
    }, spec)
    await call(host, [one])
    return path
  }

  it('is beside the flow file, and is created on first access', async () => {
    const path = join(directory, '.peaflow', 'test', 'work', '1')
    await workspaceOf({ replicaId: 1 }, false)
    expect(existsSync(path)).toBe(false)
    expect(await workspaceOf({ replicaId: 1 }, true)).toBe(path)
    expect(existsSync(path)).toBe(true)
  })

  it('is where the spec has it', async () => {
    expect(await workspaceOf({ workspace: 'here/0' }, true)).toBe(join(directory, 'here', '0'))
  })

  it('that cannot be created fails the request', async () => {
    await expect(workspaceOf({ workspace: 'file/0' }, true)).rejects.toMatchObject({ code: 'LAUNCH_WORKSPACE' })
  })
})

it('logs each line to the stream of its level, which is in front of it unless the stream says so', async () => {
  const host = await hosting((_, { log }) => {
    log.debug('a')
    log.info('b %s', 'c', { d: 1 })
    log.warn('e\nf')
    log.error('g')
  })
  await call(host, [one])
  expect(lines).toEqual([
    { stream: 'stdout', text: '<7>a' },
    { stream: 'stdout', text: 'b c { d: 1 }' },
    { stream: 'stderr', text: 'e' },
    { stream: 'stderr', text: 'f' },
    { stream: 'stderr', text: '<3>g' },
  ])
})

it('names the folder that relative paths start from', async () => {
  let context: ExecutorContext | undefined
  const host = await hosting((documents, given) => {
    context = given
    return documents
  })
  await call(host, [one])
  expect(context?.directory).toBe(directory)
})
