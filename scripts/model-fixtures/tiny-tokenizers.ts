/** Tokenizers of a few words each, in the form in which real ones are stored (tokenizer.json of Hugging Face). */

type Json = Readonly<Record<string, unknown>>;

/** `tokenizer.json`, and what stands beside it. */
export interface TinyTokenizer {
  readonly tokenizer: Json;
  readonly config: Json;
  readonly special: Json;
  readonly size: number;
}

const bertMarks = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];

/** BERT's, in lower case: [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3, then the words in their order. */
export function wordPiece(words: readonly string[], longest: number, tokenizerClass = 'BertTokenizer'): TinyTokenizer {
  const vocab = [...bertMarks, ...words];
  const special = { unk_token: '[UNK]', sep_token: '[SEP]', pad_token: '[PAD]', cls_token: '[CLS]' };
  return {
    size: vocab.length,
    special,
    config: { tokenizer_class: tokenizerClass, do_lower_case: true, model_max_length: longest, ...special },
    tokenizer: {
      ...frame(bertMarks),
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: null,
        lowercase: true,
      },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: template('[CLS]:0 A:0 [SEP]:0', '[CLS]:0 A:0 [SEP]:0 B:1 [SEP]:1', vocab),
      decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
      model: {
        type: 'WordPiece',
        unk_token: '[UNK]',
        continuing_subword_prefix: '##',
        max_input_chars_per_word: 100,
        vocab: numbered(vocab),
      },
    },
  };
}

/** XLM-RoBERTa's: <s> 0, <pad> 1, </s> 2, <unk> 3, then the pieces; `▁` stands for the space before a word. */
export function unigram(pieces: readonly string[], longest: number): TinyTokenizer {
  const marks = ['<s>', '<pad>', '</s>', '<unk>'];
  const special = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>', sep_token: '</s>', pad_token: '<pad>' };
  return {
    size: marks.length + pieces.length,
    special: { ...special, cls_token: '<s>' },
    config: { tokenizer_class: 'XLMRobertaTokenizer', model_max_length: longest, ...special, cls_token: '<s>' },
    tokenizer: {
      ...frame(marks),
      ...sentencePiece(marks, pieces, 3),
      post_processor: template('<s>:0 A:0 </s>:0', '<s>:0 A:0 </s>:0 </s>:0 B:0 </s>:0', marks),
    },
  };
}

/** SigLIP's: no mark before the text, </s> (1) after it and as padding. Like SigLIP 2's it keeps capitals. */
export function siglipTokenizer(pieces: readonly string[], longest: number): TinyTokenizer {
  const marks = ['<pad>', '</s>', '<unk>'];
  const special = { eos_token: '</s>', unk_token: '<unk>', pad_token: '</s>' };
  return {
    size: marks.length + pieces.length,
    special,
    config: { tokenizer_class: 'SiglipTokenizer', model_max_length: longest, ...special },
    tokenizer: {
      ...frame(marks),
      ...sentencePiece(marks, pieces, 2),
      post_processor: template('A:0 </s>:0', 'A:0 </s>:0 B:0 </s>:0', marks),
    },
  };
}

/** CLIP's byte pairs: letters, letters that end a word, merged pairs, then the two marks, which have the highest ids. */
export function clipTokenizer(merges: readonly string[], longest: number): TinyTokenizer {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const [start, end] = ['<|startoftext|>', '<|endoftext|>'];
  const merged = merges.map((pair) => pair.replace(' ', ''));
  const vocab = [...letters, ...letters.map((letter) => `${letter}</w>`), ...merged, start, end];
  const special = { bos_token: start, eos_token: end, unk_token: end, pad_token: end };
  return {
    size: vocab.length,
    special,
    config: { tokenizer_class: 'CLIPTokenizer', do_lower_case: true, model_max_length: longest, ...special },
    tokenizer: {
      ...frame([start, end], vocab),
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'NFC' },
          { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
          { type: 'Lowercase' },
        ],
      },
      pre_tokenizer: {
        type: 'Sequence',
        pretokenizers: [
          {
            type: 'Split',
            pattern: { Regex: '\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+' },
            behavior: 'Removed',
            invert: true,
          },
          { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
        ],
      },
      post_processor: {
        type: 'RobertaProcessing',
        sep: [end, vocab.indexOf(end)],
        cls: [start, vocab.indexOf(start)],
        trim_offsets: false,
        add_prefix_space: false,
      },
      decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: end,
        continuing_subword_prefix: '',
        end_of_word_suffix: '</w>',
        fuse_unk: false,
        vocab: numbered(vocab),
        merges,
      },
    },
  };
}

function sentencePiece(marks: readonly string[], pieces: readonly string[], unknown: number): Json {
  const space = { type: 'Metaspace', replacement: '▁', add_prefix_space: true, prepend_scheme: 'always' };
  return {
    normalizer: { type: 'Sequence', normalizers: [{ type: 'NFKC' }] },
    pre_tokenizer: space,
    decoder: space,
    model: {
      type: 'Unigram',
      unk_id: unknown,
      // Longer pieces are likelier than the letters they are made of.
      vocab: [...marks.map((mark) => [mark, 0]), ...pieces.map((piece) => [piece, piece.length > 2 ? -2 : -8])],
    },
  };
}

function frame(marks: readonly string[], vocab = marks): Json {
  const token = (content: string) => ({
    id: vocab.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  return { version: '1.0', truncation: null, padding: null, added_tokens: marks.map(token) };
}

/** A template from a short form: `[CLS]:0 A:0 [SEP]:0`, each part with its token type. */
function template(single: string, pair: string, vocab: readonly string[]): Json {
  const parts = (form: string) =>
    form.split(' ').map((part) => {
      const [id, type] = [part.slice(0, -2), Number(part.slice(-1))];
      return id === 'A' || id === 'B' ? { Sequence: { id, type_id: type } } : { SpecialToken: { id, type_id: type } };
    });
  const marks = [...new Set(pair.split(' ').map((part) => part.slice(0, -2)))].filter((id) => id !== 'A' && id !== 'B');
  return {
    type: 'TemplateProcessing',
    single: parts(single),
    pair: parts(pair),
    special_tokens: Object.fromEntries(
      marks.map((mark) => [mark, { id: mark, ids: [vocab.indexOf(mark)], tokens: [mark] }]),
    ),
  };
}

function numbered(vocab: readonly string[]): Record<string, number> {
  return Object.fromEntries(vocab.map((token, id) => [token, id]));
}
