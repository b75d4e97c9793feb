/** Hands on what it gets, as a user's executor would. */
export default (documents) => documents
