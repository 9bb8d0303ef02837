import { createHash } from 'node:crypto';
import { htmlStyle } from './html-style.ts';
import { Html, html } from './html-text.ts';

/**
 * One HTML page that needs nothing else: no scripts, no fonts, no addresses; plots are SVG in the page, pictures are in
 * `data:` URLs. The page's own policy forbids all that is not there.
 */
export function htmlPage(title: string, body: Html): string {
  const styleHash = createHash('sha256').update(htmlStyle).digest('base64');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'">
<title>${title}</title>
<style>${new Html(htmlStyle)}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return page.text;
}
