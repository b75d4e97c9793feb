import { expect, it } from 'vitest'
import { loadJsonSchemas } from '../../../src/executor/schemas/json-schema.ts'

it('a schema may contain itself, whatever else is compiled', async () => {
  const compile = await loadJsonSchemas()
  const tree = (type: string, own: object = {}) => ({ ...own, properties: { text: { type }, inner: { $ref: '#' } } })
  const named = { $id: 'https://peas.example/tree' }
  const trees = [tree('string'), tree('number'), tree('string', named), tree('number', named)]
  const checks = trees.map((schema) => compile(schema, 'the schema'))
  const fits = async (value: unknown) =>
    await Promise.all(checks.map(async (check) => !('issues' in (await check({ inner: { inner: value } })))))
  expect(await fits({ text: 'a' })).toEqual([true, false, true, false])
  expect(await fits({ text: 5 })).toEqual([false, true, false, true])
})
