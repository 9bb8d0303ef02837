/** English function words and the words of asking: they say nothing about what is sought. */
const stopWords = new Set(
  `a about above after again against all am an and any are as at be because been before being below between both but by
  can could did do does doing down during each few for from further give had has have having he her here hers herself him
  himself his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other
  our ours out over own please same shall she should show so some such tell than that the their theirs them then there
  these they this those through to too under until up us very was we were what when where which while who whom whose why
  will with would you your yours need find picture pictures photo photos image images describe explain`.split(/\s+/),
);

export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}
