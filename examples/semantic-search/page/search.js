// Asks the Flow, and shows what it finds. Whatever comes from the Flow is shown as text.
const form = document.querySelector('#search')
const question = document.querySelector('#question')
const status = document.querySelector('#status')
const matches = document.querySelector('#matches')

/** The address of the Flow. */
const { flow } = document.documentElement.dataset

/** The search that runs; the next one ends it, and the Flow drops it everywhere. */
let searching = new AbortController()

form.addEventListener('submit', (event) => {
  event.preventDefault()
  searching.abort()
  searching = new AbortController()
  void search(question.value, searching.signal)
})

async function search(text, signal) {
  status.textContent = 'Searching …'
  const begin = performance.now()
  try {
    const found = await ask(text, signal)
    matches.replaceChildren(...found.map(toItem))
    status.textContent = `${found.length} passages in ${Math.round(performance.now() - begin)} ms`
  } catch (error) {
    if (!signal.aborted) status.textContent = error.message
  }
}

async function ask(text, signal) {
  const body = JSON.stringify({ documents: [{ text }], parameters: { top: 5 } })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${flow}/search`, { method: 'POST', headers, body, signal })
  const answer = await response.json()
  if (!response.ok) throw new Error([answer.detail, answer.hint].filter(Boolean).join('. '))
  return answer.documents[0]?.matches ?? []
}

function toItem({ score, text, tags }) {
  const source = element('p', { className: 'source' })
  source.append(element('span', { textContent: `${tags.president}, ${tags.year}` }))
  source.append(
    element('span', { textContent: score.toFixed(2), title: 'How close it is to the question: 1 is the same' }),
  )
  const item = element('li')
  item.append(source, element('p', { textContent: text }))
  return item
}

function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties)
}
