/**
 * Two ways to find pictures by words: vectors of their pixels (CLIP and its kin), or a model's captions of them, searched as
 * text. The product photos are indexed twice and asked the same; a photo is right when it shows the product meant.
 *
 * The captions need a model with eyes: SIGHTLINE_CAPTIONER names it (openai:gpt-4o, ollama:llava, anthropic:…), and its key
 * is looked for in the environment as usual.
 */
import { type OpenOptions, open } from 'sightline';

const captioner = process.env.SIGHTLINE_CAPTIONER;
const photos = 'examples/collection/files/products';
const meant: Record<string, string> = {
  'dark brown wooden chair': 'MidnightOak',
  'red metal chair': 'RowanForge',
  'white ladder-back chair': 'SnowPetrel',
  'orange dome tent': 'Stormhut',
  'leather jacket': 'CinderRider',
  'wooden canoe': 'Loon',
  'tartan blanket': 'RookeryTartan',
  'enamel mug': 'SpeckleMug',
};

async function recall(name: string, options: OpenOptions, views: ('image' | 'keyword' | 'text')[]): Promise<void> {
  const sightline = await open({ index: 'memory:', ocr: 'off', ...options });
  const { captions } = await sightline.add(photos).finished();
  const found = { 1: 0, 5: 0 };
  for (const [text, product] of Object.entries(meant)) {
    const { hits } = await sightline.search({ text, k: 5 }, { views });
    const place = hits.findIndex(({ segment }) => segment.documentName.includes(product));
    if (place === 0) found[1]++;
    if (place >= 0) found[5]++;
  }
  const of = Object.keys(meant).length;
  const tokens = captions ? `, ${captions.described} captions for ${captions.outputTokens} tokens` : '';
  console.log(`${name}: ${found[1]} of ${of} first, ${found[5]} among five${tokens}`);
  await sightline.close();
}

await recall('pixels', {}, ['image']);
if (captioner) await recall('captions', { captioner }, ['keyword', 'text']);
else console.log('captions: set SIGHTLINE_CAPTIONER to a model with eyes, such as ollama:llava');
