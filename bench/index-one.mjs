// Indexes one file with the built library, in a process of its own, and tells what it took: node bench/index-one.mjs FILE INDEX
import { open } from '../dist/index.js';

const [, , file, index] = process.argv;
const startBytes = process.memoryUsage().rss;
const engine = await open({ index, ocr: 'off' });
const looks = [];
const timer = setInterval(() => looks.push(process.memoryUsage().rss), 100);
const started = performance.now();
const { warnings, failed } = await engine.add(file).finished();
const seconds = (performance.now() - started) / 1000;
clearInterval(timer);
// What follows looks at the result and is no part of indexing. Node gives kilobytes on every platform.
const peakBytes = process.resourceUsage().maxRSS * 1024;
if (warnings + failed > 0) throw new Error(`${warnings} warnings, ${failed} failed.`);
const quarter = Math.ceil(looks.length / 4);
const quarters = [0, 1, 2, 3].map((at) => {
  const part = looks.slice(at * quarter, (at + 1) * quarter);
  return part.reduce((sum, bytes) => sum + bytes, 0) / Math.max(1, part.length);
});
const { kinds: segments } = await engine.status();
const pages = new Set((await engine.list(undefined, 1_000_000)).map((segment) => segment.locator.page)).size;
await engine.close();
console.log(`told: ${JSON.stringify({ pages, segments, seconds, startBytes, peakBytes, quarters })}`);
