// Run `npm start` and open http://localhost:8000
import { describeLinks } from './describe-links.js'

const flow = document.getElementById('flow')
const links = document.getElementById('links')

function show() {
  try {
    links.textContent = describeLinks(flow.value).join('\n')
  } catch ({ message, hint = '' }) {
    links.textContent = `${message}\n${hint}`
  }
}

flow.addEventListener('input', show)
show()
