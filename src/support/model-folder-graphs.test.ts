import { describe, expect, it } from 'vitest';
import { chooseGraphs } from './model-folder-graphs.ts';
import { chooseFiles, type HubFile } from './model-hub-files.ts';

const all = (stem: string): string[] =>
  ['', '_fp16', '_quantized', '_int8', '_uint8', '_q4', '_q4f16', '_bnb4'].map((suffix) => `${stem}${suffix}.onnx`);
const filesOf = (names: readonly string[], precision: Parameters<typeof chooseGraphs>[1] = 'auto'): string[] =>
  chooseGraphs(names, precision, 'a/b').flatMap(({ files }) => files);

describe('chooseGraphs', () => {
  // The names are those of Xenova/clip-vit-base-patch32, Xenova/vit-gpt2-image-captioning,
  // HuggingFaceTB/SmolVLM-256M-Instruct and sentence-transformers/all-MiniLM-L6-v2 on the hub.
  it('takes the towers of a dual encoder, and not the joint graph', () => {
    const names = [...all('model'), ...all('text_model'), ...all('vision_model')];
    expect(filesOf(names)).toEqual(['text_model_quantized.onnx', 'vision_model_quantized.onnx']);
    expect(filesOf(names, 'fp32')).toEqual(['text_model.onnx', 'vision_model.onnx']);
    expect(filesOf(names, 'q4f16')).toEqual(['text_model_q4f16.onnx', 'vision_model_q4f16.onnx']);
  });

  it('takes the merged decoder, and not what was merged', () => {
    const names = ['encoder_model', 'decoder_model', 'decoder_with_past_model', 'decoder_model_merged'].flatMap(all);
    expect(filesOf(names, 'int8')).toEqual(['encoder_model_int8.onnx', 'decoder_model_merged_int8.onnx']);
  });

  it('takes each part in what it comes in', () => {
    const names = [
      'decoder_model_merged_q4.onnx',
      'embed_tokens.onnx',
      'embed_tokens_int8.onnx',
      'vision_encoder_fp16.onnx',
    ];
    expect(chooseGraphs(names, 'q4', 'a/b').map(({ name, precision }) => `${name} ${precision}`)).toEqual([
      'decoder_model_merged q4',
      'embed_tokens int8',
      'vision_encoder fp16',
    ]);
  });

  it('leaves out forms for certain machines', () => {
    const names = [
      'model.onnx',
      'model_O1.onnx',
      'model_O4.onnx',
      'model_qint8_avx512_vnni.onnx',
      'model_quint8_avx2.onnx',
    ];
    expect(filesOf(names)).toEqual(['model.onnx']);
  });

  it('takes external data with its graph, in both ways of naming it', () => {
    const names = [
      'model.onnx',
      'model.onnx_data',
      'model.onnx_data_1',
      'model_q4.onnx',
      'model_q4.onnx_data',
      'model_fp16.onnx',
      'model_fp16.onnx.data',
    ];
    expect(filesOf(names, 'fp32')).toEqual(['model.onnx', 'model.onnx_data', 'model.onnx_data_1']);
    expect(filesOf(names)).toEqual(['model_fp16.onnx', 'model_fp16.onnx.data']);
  });

  it('names what there is when nothing is in the precision asked for', () => {
    expect(() => filesOf(['model.onnx', 'model_int8.onnx'], 'q4')).toThrow(
      /a\/b has no files in precision q4.*fp32, int8/,
    );
    expect(filesOf([], 'q4')).toEqual([]);
  });
});

describe('chooseFiles', () => {
  const chosen = (paths: readonly (string | HubFile)[]): string[] =>
    chooseFiles(
      paths.map((path) => (typeof path === 'string' ? { path, size: 100 } : path)),
      'auto',
      'a/b',
    ).files.map(({ path }) => path);

  it('takes what describes the model, and no weights of other libraries', () => {
    const needed = [
      'config.json',
      'config_sentence_transformers.json',
      'modules.json',
      '1_Pooling/config.json',
      'chat_template.jinja',
      'tokenizer.json',
      'onnx/model_quantized.onnx',
      'README.md',
    ];
    const others = [
      'model.safetensors',
      'model.safetensors.index.json',
      'pytorch_model.bin',
      'tf_model.h5',
      'flax_model.msgpack',
      'rust_model.ot',
      'openvino/openvino_model.xml',
      'onnx/config.json',
      'vocab.txt',
      'merges.txt',
      '2_Dense/model.safetensors',
      'samples/a picture.png',
      '.gitattributes',
      'train_script.py',
    ];
    expect(chosen([...others, ...needed]).sort()).toEqual(needed.sort());
  });

  it('takes the files of a slow tokenizer only where there is no other, and no data sets', () => {
    const paths = [
      'onnx/model.onnx',
      'vocab.txt',
      { path: 'corpus.json', size: 10 ** 9 },
      { path: 'README.md', size: 10 ** 6 },
    ];
    expect(chosen(paths)).toEqual(['onnx/model.onnx', 'vocab.txt']);
  });

  it('finds graphs beside the configuration, too, and says when there are none', () => {
    expect(chosen(['config.json', 'model.onnx', 'model_quantized.onnx'])).toEqual([
      'config.json',
      'model_quantized.onnx',
    ]);
    expect(() => chosen(['config.json', 'model.safetensors'])).toThrow(/a\/b has no ONNX files.*onnx-community/);
  });
});
