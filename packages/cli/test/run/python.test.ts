import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { testPython } from '../../../engine/test/languages/python.ts'
import { fromNdjson, runCommand, toNdjson, writeFlowFile } from '../process.ts'

const CODE = `
from peaflow import requests

@requests(on="/shout", input={"type": "object", "required": ["text"]})
def shout(docs):
    for doc in docs:
        doc.text = doc.text.upper()
`

// Its Pea's input is a pipe, which is what keeps Node from finding what the compiler of schemas needs.
testPython('peaflow run checks requests by the schemas of an executor in Python', async () => {
  using flow = writeFlowFile('shout: { uses: ./shout.py }')
  writeFileSync(join(flow.folder, 'shout.py'), CODE)
  const run = async (document: object) =>
    await runCommand(['run', flow.file, '--endpoint', '/shout'], toNdjson([document]))
  expect(fromNdjson((await run({ id: 'a', text: 'x' })).stdout)).toEqual([{ id: 'a', text: 'X' }])
  expect((await run({ id: 'a' })).stderr).toContain("must have required property 'text' [REQUEST_SCHEMA]")
})
