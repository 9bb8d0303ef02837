import type { Settings } from '../config.ts';
import type { Enricher } from '../enrich/enricher.ts';
import type { TextRecognizer } from '../enrich/text-recognizer.ts';
import type { WorkCache } from '../support/work-cache.ts';

/** The enrichers that the settings ask for; they start their workers when first needed. */
export async function openEnrichers(settings: Settings, cache: WorkCache): Promise<Enricher[]> {
  if (settings.ocr === 'off') return [];
  const { ocrEnricher } = await import('../enrich/ocr.ts');
  return [ocrEnricher({ recognizer: await openRecognizer(settings), cache })];
}

async function openRecognizer(settings: Settings): Promise<TextRecognizer> {
  if (settings.ocr === 'quality') {
    const { paddleRecognizer } = await import('../providers/paddle.ts');
    // Each takes some hundred megabytes, so there are two at most however many cores there are.
    return paddleRecognizer({ workers: Math.max(1, Math.min(settings.threads, 2)) });
  }
  const { tesseractRecognizer } = await import('../providers/tesseract.ts');
  return tesseractRecognizer({ languages: settings.ocrLanguages, workers: settings.threads });
}
