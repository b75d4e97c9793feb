import { callForm } from './call.js'
import { element } from './element.js'
import { describeSchema, exampleOf, resolve, typeName } from './schema.js'

const byId = (id) => document.getElementById(id)

/** In memory alone: it is gone with the page. */
let token = ''

byId('access').addEventListener('submit', (event) => {
  event.preventDefault()
  token = byId('token').value.trim()
  load()
})

async function load() {
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` }
  try {
    const response = await fetch('openapi.json', { headers })
    const content = await response.json()
    if (response.ok) show(content)
    else fail(response.status, content)
  } catch (error) {
    tell(`The endpoints cannot be loaded: ${error.message}`)
  }
}

function fail(status, { detail, hint }) {
  const isAccess = status === 401
  byId('access').hidden = !isAccess
  byId('document').hidden = isAccess
  tell(isAccess && token === '' ? 'This Flow needs a token.' : [detail, hint].filter(Boolean).join('. '))
  if (isAccess) byId('token').focus()
}

function tell(text) {
  byId('problem').textContent = text
  byId('problem').hidden = text === ''
}

function show(openApi) {
  tell('')
  const { title, description } = openApi.info
  document.title = `${title}: endpoints`
  byId('title').textContent = title
  byId('description').textContent = description
  byId('access').hidden = openApi.security === undefined
  // A link cannot carry the token.
  byId('document').hidden = openApi.security !== undefined
  const paths = Object.entries(openApi.paths)
  byId('endpoints').replaceChildren(...paths.map(([path, { post }]) => article(openApi, path, post)))
  const links = paths.map(([path, { post }]) => element('li', {}, element('a', { href: `#${post.operationId}` }, path)))
  byId('index').replaceChildren(element('ul', {}, ...links))
  byId('index').hidden = paths.length < 2
}

function article(openApi, path, operation) {
  const { operationId: id, description } = operation
  const isAny = operation['x-peaflow-any-endpoint'] === true
  const heading = element('h2', { id: `${id}-title` }, element('span', { class: 'method' }, 'POST'), path)
  const request = operation.requestBody.content['application/json'].schema
  const answer = operation.responses[200].content['application/json'].schema
  const example = exampleOf(openApi, request)
  const form = callForm({ id, path, isAny, example, token: () => token })
  const schemas = element(
    'div',
    {},
    ...requestSections(openApi, request),
    section(openApi, 'Answer: documents', itemsOf(openApi, answer)),
  )
  return element(
    'article',
    { id, 'aria-labelledby': `${id}-title` },
    heading,
    element('p', { class: 'muted' }, description.replaceAll('`', '')),
    element('div', { class: 'columns' }, schemas, form),
  )
}

function requestSections(openApi, request) {
  const whole = request.anyOf?.[0] ?? request
  const { parameters } = whole.properties
  return [
    section(openApi, 'Request: documents', itemsOf(openApi, whole)),
    ...(parameters.$ref || parameters.allOf ? [section(openApi, 'Request: parameters', parameters)] : []),
  ]
}

function itemsOf(openApi, schema) {
  return resolve(openApi, schema).properties.documents.items
}

/** A schema in words, and as it stands. Where no executor says more of a document, its fields are folded away. */
function section(openApi, title, schema) {
  const own = resolve(openApi, schema)
  const all = Array.isArray(own.allOf) ? own.allOf : [schema]
  const raw = all.map((one) => JSON.stringify(resolve(openApi, one), undefined, 2)).join('\n')
  const fields = all.map((one) => describeSchema(openApi, one))
  const isGeneric = schema.$ref === '#/components/schemas/Document'
  return element(
    'section',
    {},
    element('h3', {}, title),
    element('p', { class: 'note' }, own.description ?? (own.properties === undefined ? typeName(openApi, schema) : '')),
    ...(isGeneric ? [folded('Fields', ...fields)] : fields),
    ...(isGeneric ? [] : [folded('JSON Schema', element('pre', { tabindex: 0 }, raw))]),
  )
}

function folded(title, ...content) {
  return element('details', {}, element('summary', {}, title), ...content)
}

load()
