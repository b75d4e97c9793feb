// npm start, then http://localhost:8000
import { whoDialsWhom } from './who-dials-whom.js'

const flow = document.getElementById('flow')
const links = document.getElementById('links')

function show() {
  try {
    links.textContent = whoDialsWhom(flow.value).join('\n')
  } catch ({ message, hint = '' }) {
    links.textContent = `${message}\n${hint}`
  }
}

flow.addEventListener('input', show)
show()
