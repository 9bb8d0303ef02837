import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SightlineError } from '../support/errors.ts';
import type { LanguageData } from './tesseract-thread.ts';

/**
 * The traineddata file of a language, from a folder or from the npm package `@tesseract.js-data/<code>`. Of the package's
 * variants the small one is taken: read with the LSTM engine, both gave the same figures on 30 charts.
 *
 * @throws SightlineError `model-missing` that says what to install, `bad-option` for what is no language code.
 */
export async function languageData(code: string, folder: string | undefined): Promise<LanguageData> {
  if (!/^[a-z]{3}(_[a-z]+)*$/i.test(code)) {
    throw new SightlineError('bad-option', `"${code}" is not the code of a language.`, {
      remedy: 'Tesseract knows languages by three letters, such as eng, deu, fra or chi_sim.',
    });
  }
  const file = `${code}.traineddata`;
  const folders = folder === undefined ? packageFolders(code) : [folder];
  const candidates = folders.flatMap((each) => [join(each, `${file}.gz`), join(each, file)]);
  for (const path of candidates) {
    if (await isThere(path)) return { code, data: await readFile(path) };
  }
  throw new SightlineError('model-missing', `The language ${code} is not installed for reading text in pictures.`, {
    remedy: folder === undefined ? `Install it: npm install @tesseract.js-data/${code}` : `Put ${file} into ${folder}.`,
  });
}

function packageFolders(code: string): string[] {
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${code}/package.json`));
    return [join(root, '4.0.0_best_int'), join(root, '4.0.0')];
  } catch {
    return [];
  }
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
