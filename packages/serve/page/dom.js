const SVG = 'http://www.w3.org/2000/svg'

/**
 * Makes an element. Properties that are functions and begin with `on` are listeners, others are attributes. Children that
 * are strings become text: what comes from outside is never read as markup.
 */
export function el(name, properties = {}, ...children) {
  return fill(document.createElement(name), properties, children)
}

/** Makes an element of a picture. */
export function svg(name, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, name), properties, children)
}

/** Sets the text of an element, if it is another one: what has not changed is not painted again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** Sets an attribute, or removes it where the value is `undefined`. */
export function setAttribute(element, name, value) {
  if (value === undefined) element.removeAttribute(name)
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value))
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}
