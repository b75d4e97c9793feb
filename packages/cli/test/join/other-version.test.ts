import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKeyFile } from '@peaflow/protocol'
import { expect, it } from 'vitest'
import { ADOPTED, adoptFrame, frameOf, openJoinPort } from '../../../pea/test/enrolment/join-port.ts'
import { ownJoinedFlow } from './own-joined-flow.ts'

const flow = ownJoinedFlow()

it('exits when a Flow of another version has taken the place of its own', async () => {
  writeFileSync(join(flow.folder, 'echo.mjs'), 'export default (documents) => documents\n')
  const adopt = adoptFrame(ADOPTED, readKeyFile(join(flow.folder, 'encode.key')).bytes)
  const first = await openJoinPort(({ type }) => (type === 'enrol' ? [adopt] : []), flow.port)
  const replica = flow.replica('--security', 'none')
  await replica.says('takes requests')
  first.close()
  const refusal = frameOf({ type: 'refused', code: 'LAUNCH_STOPPING', reason: 'in words of that version' })
  refusal[3] = Number(refusal[3]) + 1
  await openJoinPort(() => [refusal], flow.port)
  const { code, stderr } = await replica.ended
  expect(code).toBe(1)
  expect(stderr).toContain('[LAUNCH_PROTOCOL]')
})
