import type { Executor } from '@peaflow/core'
import { describe, expect, it } from 'vitest'
import { hosting } from '../hosting.ts'

describe('the shape of schemas', () => {
  const requests = { '/index': () => undefined }
  const wrong: [schemas: unknown, message: string, hint: string][] = [
    [[], 'schemas of the executor is an array, not schemas by endpoint', 'For example'],
    [{ '/indx': {} }, '"/indx" in the schemas of the executor is not in its requests', 'Did you mean "/index"?'],
    [{ '/other-one': {} }, '"/other-one" in the schemas of the executor is not in its requests', 'needs a function'],
    [{ '/index': 1 }, '"/index" in the schemas of the executor is a number, not an object of schemas', 'For example'],
    [{ '/index': { imput: {} } }, '"/index" in the schemas of the executor has "imput"', 'Did you mean "input"?'],
    [{ '/index': { input: true } }, '"input" of "/index" in the schemas of the executor is a boolean', 'JSON Schema'],
    [{ '/index': { output: { '~standard': {} } } }, 'an object whose "~standard" cannot validate', 'Standard Schema'],
  ]
  it.each(wrong)('%j is a mistake that is named', async (schemas, message, hint) => {
    await expect(hosting({ requests, schemas } as Executor)).rejects.toMatchObject({
      code: 'LAUNCH_EXECUTOR_EXPORT',
      message: expect.stringContaining(message),
      hint: expect.stringContaining(hint),
    })
  })
})
