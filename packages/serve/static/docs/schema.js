import { element } from './element.js'

/** How deep schemas are shown: they may contain themselves. */
const MOST_LEVELS = 5

/** Follows references within the document. */
export function resolve(openApi, schema) {
  let found = schema
  for (let step = 0; step < 20 && typeof found?.$ref === 'string' && found.$ref.startsWith('#/'); step += 1) {
    const keys = found.$ref.slice(2).split('/').map(toKey)
    found = keys.reduce((value, key) => (Object.hasOwn(value ?? {}, key) ? value[key] : undefined), openApi)
  }
  return found ?? {}
}

function toKey(text) {
  return decodeURIComponent(text).replaceAll('~1', '/').replaceAll('~0', '~')
}

/** What a schema says of each field. `outer` has the schemas that it is in, which are not shown within themselves. */
export function describeSchema(openApi, schema, outer = []) {
  const own = resolve(openApi, schema)
  if (own.type === 'array') return describeSchema(openApi, own.items ?? {}, outer)
  const fields = Object.entries(own.properties ?? {})
  if (fields.length === 0 || outer.includes(own) || outer.length >= MOST_LEVELS) return ''
  const { required = [] } = own
  const within = [...outer, own]
  return element(
    'dl',
    {},
    ...fields.flatMap(([name, field]) => describeField(openApi, { name, field, required }, within)),
  )
}

function describeField(openApi, { name, field, required }, outer) {
  const own = resolve(openApi, field)
  const marks = [typeName(openApi, field), ...(required.includes(name) ? ['required'] : []), ...limits(own)]
  const term = element('dt', {}, element('code', {}, name), ' ', element('span', { class: 'muted' }, marks.join(', ')))
  return [term, element('dd', {}, own.description ?? '', describeSchema(openApi, own, outer))]
}

/** The name of a type: `string`, `number[]`. */
export function typeName(openApi, schema) {
  const own = resolve(openApi, schema)
  if (own.type === 'array') return `${typeName(openApi, own.items ?? {})}[]`
  if (own.const !== undefined) return JSON.stringify(own.const)
  if (Array.isArray(own.enum)) return own.enum.map((value) => JSON.stringify(value)).join(' | ')
  const either = own.anyOf ?? own.oneOf
  if (Array.isArray(either)) return either.map((one) => typeName(openApi, one)).join(' | ')
  return Array.isArray(own.type) ? own.type.join(' | ') : (own.type ?? 'any')
}

const LIMITS = [
  ['minimum', '≥'],
  ['maximum', '≤'],
  ['minLength', 'length ≥'],
  ['maxLength', 'length ≤'],
  ['pattern', 'pattern'],
  ['format', ''],
  ['contentEncoding', ''],
]

function limits(schema) {
  const said = LIMITS.filter(([key]) => schema[key] !== undefined).map(([key, sign]) => `${sign} ${schema[key]}`.trim())
  return schema.default === undefined ? said : [...said, `default ${JSON.stringify(schema.default)}`]
}

/** A value that a schema may take, to begin with: what it gives as an example, or what has to be there. */
export function exampleOf(openApi, schema, level = 0) {
  const own = resolve(openApi, schema)
  const [given = own.default ?? own.const ?? own.enum?.[0]] = own.examples ?? []
  if (given !== undefined) return given
  const either = own.anyOf ?? own.oneOf ?? own.allOf
  if (Array.isArray(either) && own.type === undefined) return exampleOf(openApi, either[0] ?? {}, level)
  if (level > MOST_LEVELS) return {}
  const make = EXAMPLES[Array.isArray(own.type) ? own.type[0] : own.type] ?? EXAMPLES.object
  return make(own, openApi, level)
}

const EXAMPLES = {
  string: () => 'hello',
  number: ({ minimum = 1 }) => minimum,
  integer: ({ minimum = 1 }) => minimum,
  boolean: () => true,
  null: () => null,
  array: ({ items = {} }, openApi, level) => [exampleOf(openApi, items, level + 1)],
  object: ({ properties = {}, required }, openApi, level) => {
    const names = required ?? ('text' in properties ? ['text'] : Object.keys(properties).slice(0, 1))
    const fields = names.filter((name) => Object.hasOwn(properties, name))
    return Object.fromEntries(fields.map((name) => [name, exampleOf(openApi, properties[name], level + 1)]))
  },
}
