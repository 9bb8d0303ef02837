import type { Settings } from '../config.ts';
import { HttpProblem } from './http-problem.ts';

/**
 * Refuses to hand out files as they are where redaction is on: nobody can black out what stands in a file without making another
 * one of it.
 *
 * @throws HttpProblem 'forbidden'.
 */
export function refuseRedactedOriginals({ redact }: Pick<Settings, 'redact'>): void {
  if (!redact) return;
  throw new HttpProblem(
    'forbidden',
    'Files are not handed out as they are, because this server redacts what it shows.',
    {
      remedy:
        'Look at the pages and pictures of the document, which are painted over where need be; or have the server started without --redact.',
    },
  );
}
