import type { Settings } from '../config.ts';
import type { CaptionCounts } from '../data/events.ts';
import type { Enricher } from '../enrich/enricher.ts';
import type { TextRecognizer } from '../enrich/text-recognizer.ts';
import type { WorkCache } from '../support/work-cache.ts';
import type { OpenModels } from './open-models.ts';

export interface OpenEnrichers {
  readonly enrichers: readonly Enricher[];
  /** What describing pictures has taken so far, where a captioner is set. */
  readonly captions?: () => CaptionCounts;
}

/** The enrichers that the settings ask for; they start their workers when first needed. */
export async function openEnrichers(settings: Settings, models: OpenModels, cache: WorkCache): Promise<OpenEnrichers> {
  const enrichers: Enricher[] = [];
  const redacting = await openRedaction(settings, cache);
  const redactsWords = redacting ? { redact: redacting.redact } : {};
  const last = redacting ? [redacting.enricher] : [];
  if (settings.ocr !== 'off') {
    const { ocrEnricher } = await import('../enrich/ocr.ts');
    enrichers.push(ocrEnricher({ recognizer: await openRecognizer(settings), cache, ...redactsWords }));
  }
  const captioner = await models.captioner();
  if (!captioner) return { enrichers: [...enrichers, ...last] };
  // What was read is painted over before a model, perhaps far away, looks at it.
  enrichers.push(...last);
  const { captionEnricher } = await import('../enrich/caption.ts');
  const vendor = captioner.name.split(':', 1)[0] ?? '';
  const { pricePerMillion } = settings.providers[vendor] ?? {};
  const caption = captionEnricher({
    captioner,
    cache,
    maxPixels: settings.maxPixels,
    ...(pricePerMillion ? { pricePerMillion } : {}),
    ...redactsWords,
  });
  enrichers.push(caption);
  return { enrichers: [...enrichers, ...last], captions: caption.counts };
}

interface Redaction {
  readonly enricher: Enricher;
  redact(text: string): string;
}

/** What blacks out words and pictures, where that is wanted; the cache then holds no words from before. */
async function openRedaction(settings: Settings, cache: WorkCache): Promise<Redaction | undefined> {
  const { expectRawWords, forgetRawWords } = await import('../enrich/forget-raw-words.ts');
  if (!settings.redact) {
    await expectRawWords(cache);
    return undefined;
  }
  await forgetRawWords(cache);
  const { redactEnricher } = await import('../enrich/redact-words.ts');
  const { redact } = await import('../support/redact.ts');
  return { enricher: redactEnricher({ maxPixels: settings.maxPixels }), redact: (text) => redact(text) };
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
