import {
  clipTextGraph,
  jointGraph,
  pairGraph,
  pictureGraph,
  sentenceGraph,
  siglipTextGraph,
  twoClassGraph,
  writerGraph,
} from './encoder-graphs.ts';
import { clipTokenizer, siglipTokenizer, type TinyTokenizer, unigram, wordPiece } from './tiny-tokenizers.ts';

/** Words that the tests use; ids follow from their order, behind the four marks. */
const words = [
  ...['a', 'red', 'tent', 'two', 'dog', '##s', 'on', 'the', 'beach', 'blue', 'square', ':', 'query', 'passage'],
  ...['search', 'document', '_', 'represent', 'this', 'sentence', 'for', 'searching', 'relevant', 'passages'],
];
const pieces = [
  ...['▁', '▁a', '▁red', '▁tent', '▁two', '▁dog', 's', '▁on', '▁beach', '▁blue', '▁square', ':', '▁query', 'query'],
  ...['▁passage', 'passage', ...'abcdefghijklmnopqrtuvwxyz', 'R', 'T'],
];
const merges = ['r e', 're d</w>', 't e', 'n t</w>', 'te nt</w>', 't h', 'th e</w>', 'o n</w>', 'd o', 'do g</w>'];

/** Side and patch in pixels of what the picture towers look at: 3 planes * 4 patches = 12 dimensions. */
const [side, patch, shared] = [16, 8, 12];
const [clipMean, clipDeviation] = [
  [0.48145466, 0.4578275, 0.40821073],
  [0.26862954, 0.26130258, 0.27577711],
];

type Files = Record<string, Buffer | string>;

/** Every file of the encoders' folders by its path under `test/fixtures/models/`. */
export function encoderFixtures(): Map<string, Buffer> {
  const folders: Record<string, Files> = {
    minilm: minilm(),
    bge: bge(),
    e5: e5(),
    nomic: nomic(),
    'qwen-embedding': qwenEmbedding(),
    'cross-encoder/ms-marco': msMarco(),
    'cross-encoder/bge-reranker': bgeReranker(),
    clip: clip(),
    siglip: siglip(),
    'jina-clip': jinaClip(),
  };
  return new Map(
    Object.entries(folders).flatMap(([folder, files]) =>
      Object.entries(files).map(([path, content]): [string, Buffer] => [`${folder}/${path}`, Buffer.from(content)]),
    ),
  );
}

function minilm(): Files {
  const tokenizer = wordPiece(words, 512);
  const graph = { vocabulary: tokenizer.size, positions: 32, dimensions: 8, tokenTypes: true };
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: { model_type: 'bert', architectures: ['BertModel'], hidden_size: 8, max_position_embeddings: 32 },
      modules: modules('Transformer', 'Pooling', 'Normalize'),
      sentence_bert_config: { max_seq_length: 16, do_lower_case: false },
      '1_Pooling/config': pooling('mean_tokens'),
    }),
    'onnx/model.onnx': sentenceGraph({ ...graph, mix: 'float32' }),
    'onnx/model_quantized.onnx': sentenceGraph({ ...graph, mix: 'int8' }),
  };
}

function bge(): Files {
  const tokenizer = wordPiece(words, 32);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        _name_or_path: 'BAAI/bge-small-en-v1.5',
        model_type: 'bert',
        architectures: ['BertModel'],
        hidden_size: 8,
        max_position_embeddings: 32,
      },
      modules: modules('Transformer', 'Pooling', 'Normalize'),
      '1_Pooling/config': pooling('cls_token'),
    }),
    'onnx/model.onnx': sentenceGraph({ vocabulary: tokenizer.size, positions: 32, dimensions: 8, tokenTypes: true }),
  };
}

/** Without 1_Pooling and prompts, as copies of a model often are: its name must tell. */
function e5(): Files {
  const tokenizer = unigram(pieces, 512);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        _name_or_path: 'intfloat/multilingual-e5-small',
        model_type: 'xlm-roberta',
        architectures: ['XLMRobertaModel'],
        hidden_size: 8,
        // Positions are counted from behind the padding's id: 32 can be used.
        max_position_embeddings: 34,
        pad_token_id: 1,
      },
    }),
    'onnx/model.onnx': sentenceGraph({ vocabulary: tokenizer.size, positions: 32, dimensions: 8 }),
  };
}

function nomic(): Files {
  const tokenizer = wordPiece(words, 64);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: { model_type: 'nomic_bert', architectures: ['NomicBertModel'], n_embd: 8, n_positions: 64 },
      config_sentence_transformers: { prompts: { query: 'search_query: ', passage: 'search_document: ' } },
      modules: modules('Transformer', 'Pooling'),
      '1_Pooling/config': pooling('mean_tokens'),
    }),
    'onnx/model_fp16.onnx': sentenceGraph({
      vocabulary: tokenizer.size,
      positions: 64,
      dimensions: 8,
      type: 'float16',
    }),
  };
}

/** Without 1_Pooling: its name tells that the last token is what it says of a text. */
function qwenEmbedding(): Files {
  const tokenizer = unigram(pieces, 131_072);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        _name_or_path: 'Qwen/Qwen3-Embedding-0.6B',
        model_type: 'qwen3',
        architectures: ['Qwen3ForCausalLM'],
        hidden_size: 8,
        head_dim: 8,
        num_attention_heads: 1,
        num_key_value_heads: 1,
        num_hidden_layers: 1,
        max_position_embeddings: 96,
      },
    }),
    'onnx/model.onnx': writerGraph(tokenizer.size, 96, 8),
  };
}

function msMarco(): Files {
  const tokenizer = wordPiece(words, 512);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        model_type: 'bert',
        architectures: ['BertForSequenceClassification'],
        hidden_size: 8,
        max_position_embeddings: 24,
        id2label: { 0: 'LABEL_0' },
      },
    }),
    'onnx/model.onnx': pairGraph(tokenizer.size, 4),
  };
}

function bgeReranker(): Files {
  const tokenizer = unigram(pieces, 20);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        model_type: 'xlm-roberta',
        architectures: ['XLMRobertaForSequenceClassification'],
        hidden_size: 8,
        max_position_embeddings: 514,
        pad_token_id: 1,
        id2label: { 0: 'no', 1: 'yes' },
      },
    }),
    'onnx/model.onnx': twoClassGraph(tokenizer.size),
  };
}

function clip(): Files {
  const tokenizer = clipTokenizer(merges, 12);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        model_type: 'clip',
        architectures: ['CLIPModel'],
        projection_dim: shared,
        text_config: { model_type: 'clip_text_model', max_position_embeddings: 12 },
        vision_config: { model_type: 'clip_vision_model', image_size: side, patch_size: patch },
      },
      preprocessor_config: {
        image_processor_type: 'CLIPImageProcessor',
        do_resize: true,
        size: { shortest_edge: side },
        resample: 3,
        do_center_crop: true,
        crop_size: { height: side, width: side },
        do_rescale: true,
        rescale_factor: 1 / 255,
        do_normalize: true,
        image_mean: clipMean,
        image_std: clipDeviation,
      },
    }),
    'onnx/text_model.onnx': clipTextGraph(tokenizer.size, shared, false),
    'onnx/vision_model.onnx': pictureGraph(side, patch, 'image_embeds'),
    'onnx/text_model_quantized.onnx': clipTextGraph(tokenizer.size, shared, true),
    'onnx/vision_model_quantized.onnx': pictureGraph(side, patch, 'image_embeds', true),
  };
}

function siglip(): Files {
  const tokenizer = siglipTokenizer(pieces, 10);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        model_type: 'siglip',
        architectures: ['SiglipModel'],
        text_config: { model_type: 'siglip_text_model', hidden_size: shared, max_position_embeddings: 10 },
        vision_config: { model_type: 'siglip_vision_model', image_size: side, patch_size: patch },
      },
      preprocessor_config: {
        image_processor_type: 'SiglipImageProcessor',
        do_resize: true,
        size: { height: side, width: side },
        resample: 3,
        do_rescale: true,
        rescale_factor: 1 / 255,
        do_normalize: true,
        image_mean: [0.5, 0.5, 0.5],
        image_std: [0.5, 0.5, 0.5],
      },
    }),
    'onnx/text_model.onnx': siglipTextGraph(tokenizer.size, 10, shared),
    'onnx/vision_model.onnx': pictureGraph(side, patch, 'pooler_output'),
  };
}

function jinaClip(): Files {
  const tokenizer = unigram(pieces, 24);
  return {
    ...tokenizerFiles(tokenizer),
    ...json({
      config: {
        model_type: 'jina_clip',
        architectures: ['JinaCLIPModel'],
        projection_dim: shared,
        text_config: { model_type: 'jina_clip_text', embed_dim: shared },
        vision_config: { model_type: 'jina_clip_vision', embed_dim: shared, image_size: side, patch_size: patch },
      },
      preprocessor_config: {
        image_processor_type: 'JinaCLIPImageProcessor',
        size: side,
        resize_mode: 'shortest',
        interpolation: 'bicubic',
        fill_color: 0,
        mean: clipMean,
        std: clipDeviation,
      },
    }),
    'onnx/model.onnx': jointGraph(tokenizer.size, side, patch),
  };
}

function tokenizerFiles({ tokenizer, config, special }: TinyTokenizer): Files {
  return json({ tokenizer, tokenizer_config: config, special_tokens_map: special });
}

function json(files: Readonly<Record<string, unknown>>): Files {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`${name}.json`, `${JSON.stringify(content, undefined, 1)}\n`]),
  );
}

/** `modules.json`: the steps of a sentence encoder and the folder of each. */
function modules(...names: readonly string[]): unknown {
  return names.map((name, i) => ({
    idx: i,
    name: String(i),
    path: i === 0 ? '' : `${i}_${name}`,
    type: `sentence_transformers.models.${name}`,
  }));
}

function pooling(mode: string): unknown {
  const modes = ['cls_token', 'mean_tokens', 'max_tokens', 'mean_sqrt_len_tokens', 'weightedmean_tokens', 'lasttoken'];
  return {
    word_embedding_dimension: 8,
    ...Object.fromEntries(modes.map((one) => [`pooling_mode_${one}`, one === mode])),
    include_prompt: true,
  };
}
