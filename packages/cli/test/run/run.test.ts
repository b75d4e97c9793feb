import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { executor, type FlowFile, fromNdjson, peasOf, runCommand, toNdjson, writeFlowFile } from '../process.ts'

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

describe('results', () => {
  it('go to stdout in the order of the input, and nothing else does', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')}, replicas: 2 }`)
    const documents = Array.from({ length: 250 }, (_, index) => ({ id: `d${index}`, n: index }))
    const { code, stdout, stderr } = await runCommand(['run', file, '--batch', '10'], toNdjson(documents))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(fromNdjson(stdout)).toEqual(documents)
  })

  it('go to a file, from a file', async () => {
    const { file, folder } = flowOf(`echo: { uses: ${executor('echo')} }`)
    const [input, output] = [join(folder, 'in.ndjson'), join(folder, 'out.ndjson')]
    writeFileSync(input, toNdjson([{ id: 'a' }, { id: 'b' }]))
    const { code, stdout } = await runCommand(['run', file, '-i', input, '-o', output])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(fromNdjson(readFileSync(output, 'utf8'))).toEqual([{ id: 'a' }, { id: 'b' }])
  })

  it('can be made from lines of text and parameters, and each gets an id', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')} }`)
    const { stdout } = await runCommand(['run', file, '--lines', '-p', '{"top":3}'], 'one\n\ntwo')
    const results = fromNdjson(stdout)
    expect(results.map(({ text, top }) => [text, top])).toEqual([
      ['one', 3],
      ['', 3],
      ['two', 3],
    ])
    expect(new Set(results.map(({ id }) => id)).size).toBe(3)
  })

  it('carry blobs as base64', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')} }`)
    const { stdout } = await runCommand(['run', file], toNdjson([{ id: 'a', blob: 'AQID' }]))
    expect(fromNdjson(stdout)).toEqual([{ id: 'a', blob: 'AQID' }])
  })

  it('are empty for empty input', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')} }`)
    expect(await runCommand(['run', file])).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })
})

describe('a failed request', () => {
  const documents = [
    { id: 'a', text: 'good' },
    { id: 'b', text: 'bad' },
    { id: 'c', text: 'good' },
  ]

  it('is reported on stderr with its documents; the others are answered, and the exit code is 1', async () => {
    const { file } = flowOf(`moody: { uses: ${executor('moody')} }`)
    const { code, stdout, stderr } = await runCommand(['run', file, '-b', '1'], toNdjson(documents))
    expect(code).toBe(1)
    expect(fromNdjson(stdout).map(({ id }) => id)).toEqual(['a', 'c'])
    expect(stderr).toMatch(/^error: "b": .*moody.*I do not like it.* \[REQUEST_/m)
    expect(stderr).toContain('moody/0 | ')
    expect(stderr).not.toMatch(/^\s+at /m)
  })

  it('is named by the lines of the input where its documents have no ids', async () => {
    const { file } = flowOf(`moody: { uses: ${executor('moody')} }`)
    const { stderr } = await runCommand(['run', file, '--lines', '-b', '2'], 'good\ngood\ngood\nbad\n')
    expect(stderr).toMatch(/^error: lines 3 to 4: /m)
  })

  it('is one line of JSON with --json', async () => {
    const { file } = flowOf(`moody: { uses: ${executor('moody')} }`)
    const { stderr } = await runCommand(['run', file, '-b', '1', '--json'], toNdjson(documents))
    const failures = fromNdjson(stderr).filter((line) => 'error' in line)
    expect(failures).toMatchObject([
      { error: { message: expect.stringContaining('I do not like it') }, ids: ['b'], lines: { first: 2, last: 2 } },
    ])
  })

  it('shows with --debug where its executor threw', async () => {
    const { file } = flowOf(`moody: { uses: ${executor('moody')} }`)
    const { stderr } = await runCommand(['run', file, '-b', '1', '--debug'], toNdjson(documents))
    expect(stderr).toMatch(/^\s+at .*moody\.js:\d+/m)
  })
})

describe('an endpoint that no Pod serves', () => {
  it('ends the run with exit code 2 before its input is read', async () => {
    const { file } = flowOf(`typed: { uses: ${executor('typed')} }`)
    const { code, stdout, stderr } = await runCommand(['run', file, '-e', '/indx'], 'not JSON')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toBe(
      'error: no Pod of this Flow serves the endpoint "/indx" [REQUEST_ENDPOINT]\n  hint: Did you mean "/index"?\n',
    )
  })

  it('is none where a Pod has a function', async () => {
    const { file } = flowOf(`typed: { uses: ${executor('typed')} }`, `echo: { uses: ${executor('echo')} }`)
    const { code, stdout } = await runCommand(['run', file, '-e', '/indx'], toNdjson([{ id: 'a' }]))
    expect([code, fromNdjson(stdout)]).toEqual([0, [{ id: 'a' }]])
  })
})

describe('wrong input', () => {
  it('ends the run with exit code 2, once all documents before it are answered', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')} }`)
    const { code, stdout, stderr } = await runCommand(['run', file], '{"id":"a"}\n{"id":"b"}\n{"id":\n{"id":"d"}\n')
    expect(code).toBe(2)
    expect(fromNdjson(stdout)).toEqual([{ id: 'a' }, { id: 'b' }])
    expect(stderr).toMatch(/^error: stdin: line 3 is not valid JSON: .*\[CONFIG_INPUT\]$/m)
  })

  it('is not overwritten', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')} }`)
    const { code, stderr } = await runCommand(['run', file, '-i', file, '-o', file])
    expect(code).toBe(2)
    expect(stderr).toContain('the results would overwrite the input')
    expect(readFileSync(file, 'utf8')).toContain('echo')
  })

  it('is found before anything starts, if the file does not exist', async () => {
    const { file } = flowOf(`echo: { uses: ${executor('echo')} }`)
    const { code, stderr } = await runCommand(['run', file, '-i', 'nothing.ndjson', '--json'])
    expect(code).toBe(2)
    expect(fromNdjson(stderr)).toMatchObject([{ error: { code: 'CONFIG_INPUT' } }])
  })
})

it('reports why a Flow does not start, with exit code 1', async () => {
  const { file, folder } = flowOf('moody: { uses: ./moody.mjs }')
  writeFileSync(join(folder, 'moody.mjs'), "export default {}\nthrow new Error('not today')")
  const { code, stdout, stderr } = await runCommand(['run', file], '{}\n')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/not today.*\[LAUNCH_EXECUTOR_LOAD\]/s)
})

it('ends with exit code 1 once a Pea is degraded, and names it and its last lines', async () => {
  const { file, folder } = flowOf('broken: { uses: ./broken.mjs }')
  const flag = JSON.stringify(join(folder, 'flag'))
  writeFileSync(
    join(folder, 'broken.mjs'),
    `import { existsSync, writeFileSync } from 'node:fs'
    export default {
      setup() {
        if (!existsSync(${flag})) return
        console.log('no disk left')
        process.exit(3)
      },
      requests: {
        default() {
          writeFileSync(${flag}, '')
          process.exit(1)
        },
      },
    }`,
  )
  const { code, stderr } = await runCommand(['run', file, '--lines'], 'a\nb\n')
  expect(code).toBe(1)
  expect(stderr).toMatch(/"broken\/0" ended three times in a row.*exit code 3 \[LAUNCH_PEA_DEGRADED\].*no disk left/s)
})

it('reports a package that is not installed before it starts anything, with exit code 2', async () => {
  const { file } = flowOf('lost: { uses: no-such-package }')
  const { code, stdout, stderr } = await runCommand(['run', file], '{}\n')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/no-such-package.*\[CONFIG_EXECUTOR_FILE\]\n {2}\S+:4:17 {2}pods\.lost\.uses/s)
})

it('counts failures on side branches', async () => {
  const { file } = flowOf(
    `echo: { uses: ${executor('echo')} }`,
    `moody: { uses: ${executor('moody')}, needs: echo }`,
    'end: { needs: echo }',
  )
  const { code, stdout, stderr } = await runCommand(['run', file, '--lines'], 'bad\n')
  expect(code).toBe(1)
  expect(fromNdjson(stdout).map(({ text }) => text)).toEqual(['bad'])
  expect(stderr).toMatch(/warning: .*"moody".*\[TOPOLOGY_SIDE_BRANCH\]/)
  expect(stderr).toMatch(/error: .*I do not like it/)
})
