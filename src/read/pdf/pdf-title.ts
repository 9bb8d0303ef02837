import { oneLine } from '../markup/blocks.ts';

/** Titles that programs write by themselves. */
const empty =
  /^(?:untitled.*|unbenannt.*|sans titre.*|no title|title|document\d*|slide \d+|powerpoint.*|layout \d+|print|\(?null\)?)$/i;
/** Titles that are the name of the file the PDF was made from. */
const fileName =
  /^(?:[a-z]:[\\/]|\/|file:)|\.(?:docx?|dotx?|xlsx?|pptx?|pdf|tex|dvi|indd|qxd|ps|eps|rtf|odt|html?|txt|wpd|p65|fm|cdr|ai|tiff?|jpe?g)$/i;

/** A document's title or author as its metadata has it, if it says something; else the empty string. */
export function soundTitle(raw: string | undefined, maxChars = 300): string {
  const text = oneLine((raw ?? '').replace(/[\p{Cc}\p{Co}\p{Cs}\ufffd]/gu, ' ')).replace(
    /^Microsoft (?:Word|PowerPoint|Excel) - /i,
    '',
  );
  if (empty.test(text) || fileName.test(text) || !/\p{L}{2}/u.test(text)) return '';
  return Array.from(text).slice(0, maxChars).join('').trim();
}
