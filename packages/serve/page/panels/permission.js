import { el } from '../dom.js'
import { keepToken } from '../net/token.js'

/** Asks for the token. Resolves when one has been given. */
export function askForToken(problem) {
  const { promise, resolve } = Promise.withResolvers()
  const input = el('input', {
    type: 'password',
    name: 'token',
    required: true,
    autocomplete: 'off',
    'aria-label': 'Token',
  })
  const why =
    problem.status === 403
      ? problem.message
      : 'This page needs the token of its Flow, and the one that it has is not, or no longer, right.'
  const first = 'This page needs the token of its Flow.'
  const form = el(
    'form',
    { method: 'dialog', onsubmit: () => keepToken(input.value) },
    el('h2', {}, 'Token'),
    el('p', {}, sessionStorage.length === 0 ? first : why),
    el(
      'p',
      { class: 'hint' },
      'peaflow up prints it at each start, at the end of the address of this page. Paste either.',
    ),
    el('div', { class: 'bar' }, input, el('button', { class: 'primary' }, 'Continue')),
  )
  const dialog = el('dialog', { class: 'permission', 'aria-label': 'Token' }, form)
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  dialog.addEventListener('close', () => {
    dialog.remove()
    resolve()
  })
  document.body.append(dialog)
  dialog.showModal()
  return promise
}
