import { el, setText } from '../dom.js'
import { printable } from '../model/format.js'

/** Gives a Pod another number of replicas, or new Peas. Both take as long as they take, and the form says so. */
export function createScaling({ api, store, name }) {
  const stepper = createStepper(`Replicas of ${name}`, () => update(store.state))
  const scale = el('button', { class: 'primary' }, 'Scale')
  const restart = el(
    'button',
    { type: 'button', onclick: () => void change('restarting …', ['POST', '/restart']) },
    'Restart',
  )
  const state = el('span', { class: 'hint', role: 'status' })
  const submit = (event) => {
    event.preventDefault()
    const replicas = stepper.value()
    void change(`going to ${replicas} …`, ['PATCH', ''], { replicas })
  }
  const change = async (what, [method, action], body) => {
    store.dispatch({ type: 'busy', pod: name, what })
    const failure = await apply({ api, store, request: [method, `pods/${encodeURIComponent(name)}${action}`, body] })
    state.classList.toggle('bad', failure !== '')
    state.textContent = failure
    if (failure === '') stepper.release()
    store.dispatch({ type: 'busy', pod: name, what: undefined })
  }
  const update = ({ status, busy, connection }) => {
    const { of } = status?.pods?.[name] ?? {}
    const isBusy = busy[name] !== undefined || connection !== 'up'
    stepper.follow(of)
    stepper.setDisabled(isBusy)
    restart.disabled = isBusy
    scale.disabled = isBusy || stepper.value() === of
    if (busy[name] === undefined) return
    state.classList.remove('bad')
    setText(state, busy[name])
  }
  const form = el('form', { class: 'bar scaling', onsubmit: submit }, stepper.element, scale, restart, state)
  return { element: form, update }
}

/** A number with a button on either side. It follows what the Flow has until the reader changes it. */
function createStepper(label, onChange) {
  const input = el('input', { type: 'number', required: true, min: '1', max: '999', value: '1', 'aria-label': label })
  let isTouched = false
  const step = (by) => {
    isTouched = true
    if (by !== 0) input.value = Math.max(1, Number(input.value) + by)
    onChange()
  }
  const fewer = el('button', { type: 'button', 'aria-label': 'One fewer', onclick: () => step(-1) }, '−')
  const more = el('button', { type: 'button', 'aria-label': 'One more', onclick: () => step(1) }, '+')
  input.addEventListener('input', () => step(0))
  return {
    element: el('span', { class: 'stepper' }, fewer, input, more),
    value: () => Number(input.value),
    follow(count) {
      if (!isTouched && count !== undefined) input.value = count
    },
    release() {
      isTouched = false
    },
    setDisabled(isDisabled) {
      for (const control of [fewer, input, more]) control.disabled = isDisabled
    },
  }
}

/** Asks for a change. Returns what went wrong; an empty text if nothing did. */
async function apply({ api, store, request: [method, path, body] }) {
  try {
    const status = await api.change(method, path, body)
    if (status?.peas !== undefined) store.dispatch({ type: 'status', status })
    return ''
  } catch ({ message, hint }) {
    return printable([message, hint].filter((text) => text).join('. '), 600)
  }
}
