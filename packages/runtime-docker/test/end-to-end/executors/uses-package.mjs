import { mark } from 'marker'

// Needs a package that only the image has.
export default (documents) => documents.map((document) => ({ ...document, tags: { mark } }))
