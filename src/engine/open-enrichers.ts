import type { Settings } from '../config.ts';
import type { Enricher } from '../enrich/enricher.ts';
import type { WorkCache } from '../support/work-cache.ts';

/** The enrichers that the settings ask for; they start their workers when first needed. */
export async function openEnrichers(settings: Settings, cache: WorkCache): Promise<Enricher[]> {
  if (settings.ocr === 'off') return [];
  const [{ ocrEnricher }, { tesseractRecognizer }] = await Promise.all([
    import('../enrich/ocr.ts'),
    import('../providers/tesseract.ts'),
  ]);
  const recognizer = tesseractRecognizer({ languages: settings.ocrLanguages, workers: settings.threads });
  return [ocrEnricher({ recognizer, cache })];
}
