import { describe, expect, it } from 'vitest';
import { contentStems, placedStems } from './content-stems.ts';
import { nearness } from './nearness.ts';

const near = (question: string, ...texts: string[]): number[] =>
  nearness(contentStems(question), texts.map(placedStems));

describe('nearness', () => {
  it('prefers a text in which words stand together as in the question, in either order', () => {
    const [together = 0, turned = 0, apart = 0] = near(
      'heat transfer',
      'the transfer of heat through walls of steel and glass',
      'heat is lost by transfer through walls of steel and glass',
      'heat of walls, steel, glass and their slow transfer elsewhere',
    );
    expect(together).toBeGreaterThan(0);
    expect(turned).toBeGreaterThan(0);
    expect(apart).toBe(0);
  });

  it('says nothing of a question of one word, or of none', () => {
    expect(near('heat', 'heat and transfer')).toEqual([0]);
    expect(near('heat heat', 'heat heat')).toEqual([0]);
    expect(near('', 'heat')).toEqual([0]);
    expect(near('heat transfer')).toEqual([]);
  });

  it('weighs a pair that few texts have more than one that all have', () => {
    const [common = 0, rare = 0] = near(
      'boundary layer separation',
      'boundary layer of a flat steel plate, and its separation, were measured',
      'layer separation of a flat steel plate, and its boundary, were measured',
      'boundary layer in a tube',
      'boundary layer in a duct',
    );
    expect(rare).toBeGreaterThan(common);
  });

  it('stays quick when a whole page is asked, about pages that repeat themselves', () => {
    const page = Array.from({ length: 5000 }, (_, i) => `w${i % 70}`).join(' ');
    const started = performance.now();
    near(page, ...Array.from({ length: 20 }, () => page));
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
