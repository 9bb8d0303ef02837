/** Shorter ones would blank out innocent words. */
const shortestSecret = 4;

/**
 * The text with every secret blanked out, so that no error or log gives one away: as it stands, as a URL holds it, and
 * without the scheme before it (`Bearer`), as servers repeat it in all three ways.
 */
export function redacted(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), ...secret.split(/\s+/).slice(1)]);
  return forms
    .filter((form) => form.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
    .reduce((kept, form) => kept.replaceAll(form, '***'), text);
}
