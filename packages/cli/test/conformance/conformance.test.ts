import { peaProgram } from '@peaflow/pea'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../process.ts'

const OWN = ['--', process.execPath, peaProgram]

describe('peaflow conformance', () => {
  it('shows the promises that a Pea keeps, with their sections', async () => {
    const { code, stdout } = await runCommand([
      'conformance',
      '--only',
      'with its status',
      '--only',
      'greets first',
      ...OWN,
    ])
    expect(stdout).toContain('✓ answers a ping with its status (section 7)\n')
    expect(stdout).toContain('\n2 of 2 promises kept, 0 broken. The sections are those of docs/wire-protocol.md\n')
    expect(code).toBe(0)
  })

  it('shows which promise a program breaks, and why', async () => {
    const program = ['--', process.execPath, '--eval', 'console.log("no Pea"); process.exit(3)', '--']
    const { code, stdout } = await runCommand(['conformance', '--only', 'with its status', ...program])
    expect(stdout).toMatch(
      /^✗ answers a ping with its status \(section 7\)\n {4}no message "bound" to its Flow: the Pea has/,
    )
    expect(stdout).toContain('ended with code 3\n    no Pea\n')
    expect(code).toBe(1)
  })

  it('prints JSON', async () => {
    const { code, stdout } = await runCommand(['conformance', '--json', '--only', 'with its status', ...OWN])
    const result = { name: 'answers a ping with its status', section: 7, outcome: 'holds' }
    expect([code, JSON.parse(stdout)]).toEqual([0, [result]])
  })

  it('refuses a promise that does not exist', async () => {
    const { code, stderr } = await runCommand(['conformance', '--only', 'flies', ...OWN])
    expect(stderr).toContain('--only: no promise has "flies" in its name')
    expect(code).toBe(2)
  })
})
