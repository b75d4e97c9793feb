const SIGNS = [
  ['climbs out of the folder', /\.\.(\/|%2f)/i],
  ['looks for a login that is not ours', /wp-login|phpmyadmin/i],
  ['speaks SQL', /('|%27)(\s|%20|\+)*(or|union)/i],
]

/** Says what is odd about the path of a request. */
export default (documents, { replicaId, log }) =>
  documents.map((document) => {
    const reasons = SIGNS.filter(([, sign]) => sign.test(document.tags.path)).map(([reason]) => reason)
    if (reasons.length > 0) log.warn(`${document.tags.host} ${reasons.join(', ')}`)
    return { ...document, tags: { reasons, checkedBy: replicaId } }
  })
