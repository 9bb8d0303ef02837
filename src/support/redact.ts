import { redactionBar } from '../data/redacted-boxes.ts';
import { finders, type RedactedKind, redactedKinds } from './redact-finders.ts';

export { type RedactedKind, redactedKinds } from './redact-finders.ts';

/**
 * A text with what identifies people blacked out: e-mail addresses, phone numbers, payment cards, account, insurance and identity
 * numbers. It stays as long as it was, and what was blacked out once stays so. docs/privacy.md lists what is found and what is not.
 */
export function redact(text: string, kinds: readonly RedactedKind[] = redactedKinds): string {
  // Most texts hold neither.
  if (!/[@\d]/.test(text)) return text;
  let left = text;
  for (const { kind, pattern, reach } of finders) {
    if (!kinds.includes(kind)) continue;
    left = left.replace(pattern, (whole: string, ...more: unknown[]) => {
      const lead = leadOf(more.at(-1));
      const found = whole.slice(lead.length);
      const end = reach ? reach(found) : found.length;
      return lead + redactionBar.repeat(end) + found.slice(end);
    });
  }
  return left;
}

/** Where a pattern has named groups, they come last; else it is the text. */
function leadOf(groups: unknown): string {
  if (typeof groups !== 'object' || groups === null || !('lead' in groups)) return '';
  return typeof groups.lead === 'string' ? groups.lead : '';
}
