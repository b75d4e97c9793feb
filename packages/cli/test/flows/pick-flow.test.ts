import { isFlowError } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import type { FlowUp, FoundFlows } from '../../src/flows/find-flows.ts'
import { isUp, pickFlow, sweptOf } from '../../src/flows/pick-flow.ts'
import { statusOf } from '../admin-status.ts'

const up = (flow: string, random: string, file?: string): FlowUp => ({
  folder: `/run/user/7/peaflow/${flow}-${random}`,
  status: statusOf({ flow, file }),
})

const search = up('search', '0123456789ab', '/home/me/search/flow.yml')
const twin = up('search', 'ba9876543210', '/home/me/search/flow.yml')
const index = up('index', '111111111111', '/home/me/index.yml')

const found = (flows: Partial<FoundFlows>): FoundFlows => ({ up: [], silent: [], swept: [], ...flows })
const named = (text: string, ...paths: readonly string[]) => ({ text, paths })
const only = { text: undefined, paths: [] }

function mistakeOf(act: () => unknown) {
  try {
    act()
  } catch (caught) {
    if (isFlowError(caught)) return { code: caught.code, message: caught.message, hint: caught.hint }
    throw caught
  }
  return undefined
}

describe('the Flow that a user means', () => {
  it.each([
    ['the only one', only, [search], search],
    ['by name', named('index'), [search, index], index],
    ['by the name of its folder', named('search-ba9876543210'), [search, twin], twin],
    ['by its folder', named('x', search.folder), [search, twin], search],
    ['by its file', named('index.yml', '/home/me/index.yml'), [search, index], index],
    ['by the folder of its file', named('search', '/home/me/search'), [search, index], search],
  ])('is %s', (_how, wanted, flows, expected) => {
    expect(pickFlow(found({ up: flows }), wanted)).toBe(expected)
    expect(isUp(found({ up: flows }), wanted)).toBe(true)
  })

  it('is not there when none is up: the error says how to start one, and what was swept', () => {
    expect(mistakeOf(() => pickFlow(found({}), only))).toEqual({
      code: 'CONFIG_FLOW',
      message: 'no Flow is up',
      hint: 'Start one: peaflow up flow.yml',
    })
    const swept = ['/tmp/peaflow-7/search-0123456789ab']
    expect(mistakeOf(() => pickFlow(found({ swept }), only))?.message).toBe(
      'no Flow is up; what a crash had left was removed: search-0123456789ab',
    )
  })

  it('is not clear when two are up: the error lists them', () => {
    expect(mistakeOf(() => pickFlow(found({ up: [index, search] }), only))).toEqual({
      code: 'CONFIG_FLOW',
      message: '2 Flows are up:\nindex-111111111111  /home/me/index.yml\nsearch-0123456789ab  /home/me/search/flow.yml',
      hint: 'Say which one: --flow index',
    })
    expect(mistakeOf(() => pickFlow(found({ up: [search, twin] }), only))?.hint).toBe(
      'Say which one: --flow search-0123456789ab',
    )
    expect(mistakeOf(() => pickFlow(found({ up: [search, twin] }), named('search')))).toEqual({
      code: 'CONFIG_FLOW',
      message:
        '2 Flows that are up are called "search":\nsearch-0123456789ab  /home/me/search/flow.yml\nsearch-ba9876543210  /home/me/search/flow.yml',
      hint: 'Say which one by its folder: --flow search-0123456789ab',
    })
  })

  it('is misspelled: the error names the nearest', () => {
    expect(mistakeOf(() => pickFlow(found({ up: [search, index] }), named('serach')))).toEqual({
      code: 'CONFIG_FLOW',
      message: 'no Flow "serach" is up',
      hint: 'Did you mean "search"?',
    })
    expect(mistakeOf(() => pickFlow(found({ up: [search, index] }), named('x')))?.hint).toBe(
      'Flows that are up: search, index',
    )
  })

  it('is up and cannot be operated', () => {
    const closed = found({ silent: [{ folder: '/tmp/peaflow-7/run-0123456789ab', why: 'closed' }] })
    const busy = found({ silent: [{ folder: '/tmp/peaflow-7/run-0123456789ab', why: 'busy' }] })
    expect(mistakeOf(() => pickFlow(closed, named('run')))?.code).toBe('CONFIG_FLOW')
    expect(mistakeOf(() => pickFlow(busy, named('run-0123456789ab')))?.code).toBe('LAUNCH_FLOW_GONE')
    expect(mistakeOf(() => pickFlow(closed, only))?.message).toBe(
      'no Flow is up that can be operated: run-0123456789ab does not answer',
    )
  })
})

it('what a crash left is that of the Flow that is named', () => {
  const swept = ['/tmp/peaflow-7/search-0123456789ab', '/tmp/peaflow-7/index-0123456789ab']
  const all = [only, named('search'), named('index-0123456789ab'), named('other')]
  expect(all.map((wanted) => sweptOf(found({ swept }), wanted).length)).toEqual([2, 1, 1, 0])
})
