import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { reportSelf, SELF_SOCKET } from '../../src/program/self-report.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peaflow-self-'))
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it('says at its socket that it waits, and that it is ready', async () => {
  const path = join(folder, 'self.sock')
  vi.stubEnv(SELF_SOCKET, path)
  writeFileSync(path, 'left by the one before')
  const say = await reportSelf()
  await expect.poll(() => text(connect(path))).toBe('waiting')
  say('ready')
  expect(await text(connect(path))).toBe('ready')
  say('waiting')
  expect(await text(connect(path))).toBe('waiting')
})

it('opens nothing where no socket is named', async () => {
  vi.stubEnv(SELF_SOCKET, '')
  const say = await reportSelf()
  say('ready')
  expect(existsSync(join(folder, 'self.sock'))).toBe(false)
})
