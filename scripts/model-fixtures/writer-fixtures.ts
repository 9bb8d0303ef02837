import {
  decoder,
  nextTokenTable,
  patchEncoder,
  pictureEncoder,
  rowEncoder,
  tokenEmbedder,
  type Vocabulary,
  writerWords,
} from './writer-models.ts';

/** A byte-level BPE tokenizer, as all of these families have, of whole words and printable characters. */
function tokenizer(
  special: readonly string[],
  options: { readonly end: string; readonly words?: readonly string[]; readonly plain?: readonly string[] },
) {
  const characters = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
  const tokens = [
    ...special,
    ...(options.plain ?? []),
    ...characters,
    ...['Ġ', 'Ċ', ...(options.words ?? []), ...writerWords.map((word) => `Ġ${word}`)],
  ];
  const unique = [...new Set(tokens)];
  const ids = new Map(unique.map((token, i) => [token, i]));
  const vocabulary: Vocabulary = {
    size: unique.length,
    id(token) {
      const id = ids.get(token === 'END' ? options.end : token);
      if (id === undefined) throw new Error(`There is no token ${token}.`);
      return id;
    },
  };
  const added = [...special, ...(options.plain ?? [])].map((content) => ({
    ...{ id: vocabulary.id(content), content, single_word: false, lstrip: false, rstrip: false, normalized: false },
    special: special.includes(content),
  }));
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  const json = {
    ...{ version: '1.0', truncation: null, padding: null, added_tokens: added, normalizer: null },
    ...{ pre_tokenizer: byteLevel, post_processor: null, decoder: byteLevel },
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: '', end_of_word_suffix: '' },
      ...{ fuse_unk: false, byte_fallback: false, ignore_merges: true, vocab: Object.fromEntries(ids), merges: [] },
    },
  };
  return { vocabulary, json };
}

type Files = Readonly<Record<string, Buffer | object>>;

function vitGpt2(): Files {
  const end = '<|endoftext|>';
  const { vocabulary, json } = tokenizer([end], { end });
  const next = nextTokenTable(vocabulary, end);
  const id = vocabulary.id(end);
  return {
    'config.json': {
      ...{
        model_type: 'vision-encoder-decoder',
        architectures: ['VisionEncoderDecoderModel'],
        is_encoder_decoder: true,
      },
      ...{ bos_token_id: id, eos_token_id: id, pad_token_id: id, decoder_start_token_id: id },
      encoder: { model_type: 'vit', image_size: 16, hidden_size: 6 },
      decoder: {
        ...{ model_type: 'gpt2', n_head: 1, n_layer: 1, n_embd: 6, vocab_size: vocabulary.size, n_positions: 64 },
        ...{ bos_token_id: id, eos_token_id: id, add_cross_attention: true },
      },
    },
    'generation_config.json': { bos_token_id: id, eos_token_id: id, decoder_start_token_id: id, max_length: 16 },
    'preprocessor_config.json': {
      ...{ do_normalize: true, do_resize: true, feature_extractor_type: 'ViTFeatureExtractor' },
      ...{ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], resample: 2, size: 16 },
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'GPT2Tokenizer', bos_token: end, eos_token: end, unk_token: end, model_max_length: 64 },
    },
    'onnx/encoder_model.onnx': pictureEncoder({ side: 16, tokens: 3, output: 'last_hidden_state' }),
    'onnx/decoder_model_merged.onnx': decoder(vocabulary, next, 3, {
      ...{ takes: 'input_ids', encoder: 'given', usesCacheBranch: true },
    }),
  };
}

function florence2(): Files {
  const places = ['100', '200', '300', '400', '500', '510', '520', '530', '700', '710', '720', '730', '740', '750']
    .concat(['760', '770', '0', '1', '998', '999'])
    .map((place) => `<loc_${place}>`);
  // The first tokens of the five tasks, one after another.
  const firsts = ['The', 'chair', 'EXIT', 'Platform', 'seat'];
  const { vocabulary, json } = tokenizer(['<s>', '<pad>', '</s>', '<unk>'], {
    ...{ end: '</s>', plain: places, words: [...firsts, 'window', 'ONLY'] },
  });
  const next = nextTokenTable(vocabulary, 'The', [
    ['chair', ...places.slice(0, 4), 'window', ...places.slice(4, 8)],
    ['EXIT', 'Ċ', 'ONLY'],
    ['Platform', ...places.slice(8, 16)],
    ['seat', ...places.slice(16, 20)],
  ]);
  next.branch('<s>', 'The');
  return {
    'config.json': {
      ...{ model_type: 'florence2', architectures: ['Florence2ForConditionalGeneration'], is_encoder_decoder: true },
      ...{ bos_token_id: 0, pad_token_id: 1, eos_token_id: 2, vocab_size: vocabulary.size },
      text_config: {
        ...{ model_type: 'florence2_language', d_model: 6, decoder_layers: 1, decoder_attention_heads: 1 },
        ...{ encoder_layers: 1, encoder_attention_heads: 1, is_encoder_decoder: true, decoder_start_token_id: 2 },
        ...{ forced_bos_token_id: 0, forced_eos_token_id: 2, no_repeat_ngram_size: 3, max_position_embeddings: 64 },
      },
      vision_config: { model_type: 'davit', projection_dim: 6 },
    },
    'generation_config.json': {
      ...{ bos_token_id: 0, pad_token_id: 1, eos_token_id: 2, decoder_start_token_id: 2 },
      ...{ forced_bos_token_id: 0, forced_eos_token_id: 2, no_repeat_ngram_size: 3 },
    },
    'preprocessor_config.json': {
      ...{ processor_class: 'Florence2Processor', image_processor_type: 'CLIPImageProcessor' },
      ...{ do_center_crop: false, do_normalize: true, do_rescale: true, do_resize: true, do_convert_rgb: null },
      ...{ image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225], resample: 3 },
      ...{ rescale_factor: 1 / 255, size: { height: 32, width: 32 }, crop_size: { height: 32, width: 32 } },
      task_prompts_without_inputs: {
        '<OCR>': 'What is the text in the image?',
        '<OCR_WITH_REGION>': 'What is the text in the image, with regions?',
        '<MORE_DETAILED_CAPTION>': 'Describe with a paragraph what is shown in the image.',
        '<OD>': 'Locate the objects with category name in the image.',
        '<DENSE_REGION_CAPTION>': 'Locate the objects in the image, with their descriptions.',
      },
      task_prompts_with_input: {},
      tasks_answer_post_processing_type: {
        '<OCR>': 'pure_text',
        '<OCR_WITH_REGION>': 'ocr',
        '<MORE_DETAILED_CAPTION>': 'pure_text',
        '<OD>': 'description_with_bboxes',
        '<DENSE_REGION_CAPTION>': 'description_with_bboxes',
      },
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'BartTokenizer', bos_token: '<s>', eos_token: '</s>', pad_token: '<pad>' },
      ...{ unk_token: '<unk>', model_max_length: 64 },
    },
    'onnx/vision_encoder.onnx': pictureEncoder({ side: 32, tokens: 5, output: 'image_features' }),
    'onnx/embed_tokens.onnx': tokenEmbedder(vocabulary),
    'onnx/encoder_model.onnx': rowEncoder(),
    'onnx/decoder_model_merged.onnx': decoder(vocabulary, next, 5, {
      ...{ takes: 'inputs_embeds', encoder: 'cached', usesCacheBranch: true },
    }),
  };
}

function smolvlm(): Files {
  const end = '<end_of_utterance>';
  const special = ['<|endoftext|>', '<|im_start|>', end, '<fake_token_around_image>', '<image>', '<global-img>'];
  for (let row = 1; row <= 4; row++)
    for (let column = 1; column <= 4; column++) special.push(`<row_${row}_col_${column}>`);
  const { vocabulary, json } = tokenizer(special, { end, words: ['User', 'Assistant', 'System'] });
  const next = nextTokenTable(vocabulary, ':');
  const text = { model_type: 'llama', num_key_value_heads: 1, num_attention_heads: 1, num_hidden_layers: 1 };
  return {
    'config.json': {
      ...{ model_type: 'smolvlm', architectures: ['SmolVLMForConditionalGeneration'] },
      ...{ image_token_id: vocabulary.id('<image>'), scale_factor: 2 },
      text_config: {
        ...text,
        ...{ hidden_size: 6, head_dim: 6, vocab_size: vocabulary.size, max_position_embeddings: 8192 },
      },
      vision_config: { image_size: 16, patch_size: 4 },
    },
    'generation_config.json': { bos_token_id: 1, eos_token_id: vocabulary.id(end), pad_token_id: 2 },
    'preprocessor_config.json': {
      ...{ image_processor_type: 'SmolVLMImageProcessor', processor_class: 'SmolVLMProcessor' },
      ...{ do_convert_rgb: true, do_image_splitting: true, do_normalize: true, do_pad: true, do_rescale: true },
      ...{ do_resize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], resample: 1 },
      ...{ max_image_size: { longest_edge: 16 }, size: { longest_edge: 64 }, rescale_factor: 1 / 255 },
    },
    'processor_config.json': { image_seq_len: 4, processor_class: 'SmolVLMProcessor' },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'GPT2Tokenizer', bos_token: '<|im_start|>', eos_token: end, pad_token: '<|im_start|>' },
      model_max_length: 8192,
      chat_template:
        "<|im_start|>{% for message in messages %}{{ message['role'] | capitalize }}{% if message['content'][0]['type'] == 'image' %}{{ ':' }}{% else %}{{ ': ' }}{% endif %}{% for line in message['content'] %}{% if line['type'] == 'text' %}{{ line['text'] }}{% elif line['type'] == 'image' %}{{ '<image>' }}{% endif %}{% endfor %}<end_of_utterance>\n{% endfor %}{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}",
    },
    'onnx/vision_encoder.onnx': pictureEncoder({ side: 16, tokens: 4, output: 'image_features', tiles: true }),
    'onnx/embed_tokens.onnx': tokenEmbedder(vocabulary),
    'onnx/decoder_model_merged.onnx': decoder(vocabulary, next, 4, {
      ...{ takes: 'inputs_embeds', mask: true, positions: 'one' },
    }),
  };
}

function moondream(): Files {
  const end = '<|endoftext|>';
  const { vocabulary, json } = tokenizer([end, '<image>'], { end, words: ['Question', 'Answer'] });
  const next = nextTokenTable(vocabulary, ':');
  return {
    'config.json': {
      ...{ model_type: 'moondream1', architectures: ['Moondream1ForConditionalGeneration'] },
      image_token_index: vocabulary.id('<image>'),
      phi_config: {
        ...{ model_type: 'phi', num_key_value_heads: 1, num_attention_heads: 1, num_hidden_layers: 1, hidden_size: 6 },
        ...{ vocab_size: vocabulary.size, max_position_embeddings: 256 },
      },
    },
    'generation_config.json': { bos_token_id: 0, eos_token_id: 0 },
    'preprocessor_config.json': {
      ...{ image_processor_type: 'CLIPImageProcessor', do_center_crop: false, do_normalize: true, do_resize: true },
      ...{ do_rescale: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], resample: 3 },
      ...{ rescale_factor: 1 / 255, size: { height: 14, width: 14 } },
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'CodeGenTokenizer', bos_token: end, eos_token: end, unk_token: end, model_max_length: 256 },
    },
    'onnx/vision_encoder.onnx': pictureEncoder({ side: 14, tokens: 4, output: 'image_features' }),
    'onnx/embed_tokens.onnx': tokenEmbedder(vocabulary),
    'onnx/decoder_model_merged.onnx': decoder(vocabulary, next, 4, {
      ...{ takes: 'inputs_embeds', mask: true, positions: 'one' },
    }),
  };
}

const chatTemplate = (message: string, parts = ''): string =>
  `{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + ${message} }}${parts}{{ '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}`;

function llavaOnevision(): Files {
  const end = '<|im_end|>';
  const { vocabulary, json } = tokenizer(['<|endoftext|>', '<|im_start|>', end, '<image>'], {
    ...{ end, words: ['system', 'user', 'assistant'] },
  });
  const next = nextTokenTable(vocabulary, 'Ċ');
  return {
    'config.json': {
      ...{ model_type: 'llava_onevision', architectures: ['LlavaOnevisionForConditionalGeneration'] },
      image_token_index: vocabulary.id('<image>'),
      text_config: {
        ...{ model_type: 'qwen2', num_key_value_heads: 1, num_attention_heads: 1, num_hidden_layers: 1 },
        ...{ hidden_size: 6, vocab_size: vocabulary.size, max_position_embeddings: 512 },
      },
      vision_config: { model_type: 'siglip_vision_model', image_size: 24, patch_size: 8 },
    },
    'generation_config.json': { bos_token_id: 0, eos_token_id: [vocabulary.id(end), 0], do_sample: true, top_k: 20 },
    'preprocessor_config.json': {
      ...{ image_processor_type: 'LlavaOnevisionImageProcessor', processor_class: 'LlavaOnevisionProcessor' },
      ...{ do_convert_rgb: true, do_normalize: true, do_pad: true, do_rescale: true, do_resize: true },
      ...{ image_grid_pinpoints: [[24, 24]], image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], resample: 3 },
      ...{ rescale_factor: 1 / 255, size: { height: 24, width: 24 } },
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'Qwen2Tokenizer', eos_token: end, pad_token: '<|endoftext|>', model_max_length: 512 },
      // One that takes plain strings, as the tokenizer of the published export has it.
      chat_template: chatTemplate("message['content']"),
    },
    'onnx/vision_encoder.onnx': pictureEncoder({ side: 24, tokens: 9, output: 'image_features' }),
    'onnx/embed_tokens.onnx': tokenEmbedder(vocabulary),
    'onnx/decoder_model_merged.onnx': decoder(vocabulary, next, 9, {
      ...{ takes: 'inputs_embeds', mask: true, positions: 'one' },
    }),
  };
}

function qwen2Vl(): Files {
  const end = '<|im_end|>';
  const marks = ['<|vision_start|>', '<|vision_end|>', '<|image_pad|>'];
  const { vocabulary, json } = tokenizer(['<|endoftext|>', '<|im_start|>', end, ...marks], {
    ...{ end, words: ['system', 'user', 'assistant'] },
  });
  const next = nextTokenTable(vocabulary, 'Ċ');
  return {
    'config.json': {
      ...{ model_type: 'qwen2_vl', architectures: ['Qwen2VLForConditionalGeneration'] },
      ...{ image_token_id: vocabulary.id('<|image_pad|>'), vision_start_token_id: vocabulary.id('<|vision_start|>') },
      ...{ num_key_value_heads: 1, num_attention_heads: 1, num_hidden_layers: 1, hidden_size: 6 },
      ...{ vocab_size: vocabulary.size, max_position_embeddings: 512 },
      vision_config: { patch_size: 4, spatial_merge_size: 2, temporal_patch_size: 2 },
    },
    'generation_config.json': { bos_token_id: 0, eos_token_id: [vocabulary.id(end), 0] },
    'preprocessor_config.json': {
      ...{ image_processor_type: 'Qwen2VLImageProcessor', processor_class: 'Qwen2VLProcessor', do_resize: true },
      ...{ do_convert_rgb: true, do_normalize: true, do_rescale: true, resample: 3, rescale_factor: 1 / 255 },
      ...{ image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], min_pixels: 64, max_pixels: 1024 },
      ...{ patch_size: 4, merge_size: 2, temporal_patch_size: 2 },
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'Qwen2Tokenizer', eos_token: end, pad_token: '<|endoftext|>', model_max_length: 512 },
      chat_template: chatTemplate(
        "(message['content'] if message['content'] is string else '')",
        "{% if message['content'] is not string %}{% for part in message['content'] %}{% if part['type'] == 'image' %}{{ '<|vision_start|><|image_pad|><|vision_end|>' }}{% else %}{{ part['text'] }}{% endif %}{% endfor %}{% endif %}",
      ),
    },
    'onnx/vision_encoder.onnx': patchEncoder(2 * 4 * 4, 4),
    'onnx/embed_tokens.onnx': tokenEmbedder(vocabulary),
    'onnx/decoder_model_merged.onnx': decoder(vocabulary, next, 4, {
      ...{ takes: 'inputs_embeds', mask: true, positions: 'three' },
    }),
  };
}

function llama(): Files {
  const end = '<|im_end|>';
  const { vocabulary, json } = tokenizer(['<|endoftext|>', '<|im_start|>', end], {
    ...{ end, words: ['system', 'user', 'assistant'] },
  });
  const next = nextTokenTable(vocabulary, 'Ċ');
  return {
    'config.json': {
      ...{ model_type: 'llama', architectures: ['LlamaForCausalLM'], vocab_size: vocabulary.size, hidden_size: 6 },
      ...{ num_key_value_heads: 1, num_attention_heads: 1, num_hidden_layers: 1, max_position_embeddings: 256 },
      ...{ bos_token_id: 1, eos_token_id: 2 },
    },
    'tokenizer.json': json,
    'tokenizer_config.json': {
      ...{ tokenizer_class: 'GPT2Tokenizer', eos_token: end, pad_token: '<|endoftext|>', model_max_length: 256 },
      chat_template: chatTemplate("message['content']"),
    },
    'onnx/model.onnx': decoder(vocabulary, next, 1, { takes: 'input_ids', mask: true, positions: 'one' }),
  };
}

const folders = {
  'vit-gpt2': vitGpt2,
  florence2,
  smolvlm,
  moondream,
  'llava-onevision': llavaOnevision,
  'qwen2-vl': qwen2Vl,
  llama,
};

/** Tiny models that write, each in its family's own layout: the files of `test/fixtures/models/`, by their paths in it. */
export function writerFixtures(): Map<string, Buffer> {
  const all = new Map<string, Buffer>();
  for (const [folder, make] of Object.entries(folders)) {
    for (const [path, content] of Object.entries(make())) {
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(`${JSON.stringify(content)}\n`);
      all.set(`${folder}/${path}`, bytes);
    }
  }
  return all;
}
