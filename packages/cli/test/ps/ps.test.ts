import { expect, it } from 'vitest'
import { flowUp } from '../flow-up.ts'
import { executor, fromNdjson } from '../process.ts'

it('lists each Pea of a Flow, with what it uses', async () => {
  const { file, up, url, operate, post } = await flowUp([
    `echo: { uses: ${executor('echo')}, replicas: 2 }`,
    'here: { runtime: inline }',
    'one: { group: g }',
    'two: { group: g }',
  ])
  expect((await post('/', [{ id: '1' }])).status).toBe(200)
  const { code, stdout, stderr } = await operate('ps')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const [head, about, , headings, ...peas] = stdout.trimEnd().split('\n')
  expect(head).toMatch(new RegExp(`^${file.name} ready  ${url}  up \\d+ s  0 requests in flight, 0 waiting$`))
  expect(about).toContain(`${file.file}  `)
  expect(about).toMatch(new RegExp(`pid ${up.child.pid}$`))
  expect(headings).toMatch(/^PEA +RUNTIME +PROCESS +STATE +RESTARTS +HELD +CPU +MEMORY +UPTIME$/)
  expect(peas.map((row) => row.split(/ {2,}/).slice(0, 2))).toEqual([
    ['echo/0', 'process'],
    ['echo/1', 'process'],
    ['here/0', 'inline'],
    ['one/0 (two)', 'process'],
  ])
  expect(stdout).not.toContain('\u001b')
})

it('writes the whole status as JSON, and names alone for scripts', async () => {
  const { file, operate } = await flowUp(['one: { group: g }', 'two: { group: g }'])
  const [{ flows } = { flows: undefined }] = fromNdjson((await operate('ps', '--json')).stdout)
  expect(flows).toMatchObject([
    { flow: file.name, file: file.file, state: 'ready', peas: [{ id: 'one/0', pods: ['one', 'two'], phase: 'ready' }] },
  ])
  expect((await operate('ps', '--quiet')).stdout).toBe(`${file.name}\n`)
  expect((await operate('ps', '--pods')).stdout).toBe('one\ntwo\n')
})
