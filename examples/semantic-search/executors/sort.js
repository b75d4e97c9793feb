/** Sorts the matches of all shards by score and returns the best. */
export default {
  requests: {
    '/search': (questions, { parameters: { top = 5 } }) =>
      questions.map((question) => ({ ...question, matches: best(question.matches, top) })),
  },
}

function best(matches, top) {
  return [...matches].sort((a, b) => b.score - a.score).slice(0, top)
}
