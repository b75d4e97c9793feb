import { mark } from 'marker'

// Imports a package that only the image has.
export default (documents) => documents.map((document) => ({ ...document, tags: { mark } }))
