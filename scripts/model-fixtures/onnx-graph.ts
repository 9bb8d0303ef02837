/** Writes small ONNX graphs for tests, field by field as onnx.proto numbers them (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */

/** TensorProto.DataType of the types that are used here. */
const dataTypes = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type TensorType = keyof typeof dataTypes;
/** A size, or the name of one that is known only when the graph runs. */
type Dimension = number | string;

interface TensorValue {
  readonly type: TensorType;
  readonly dims: readonly number[];
  readonly data: readonly number[] | Float32Array;
}

export type Attribute =
  | number
  | { readonly float: number }
  | { readonly string: string }
  | { readonly tensor: TensorValue }
  | { readonly graph: OnnxGraph }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] };

export class OnnxGraph {
  readonly #name: string;
  readonly #nodes: Buffer[] = [];
  readonly #initializers: Buffer[] = [];
  readonly #inputs: Buffer[] = [];
  readonly #outputs: Buffer[] = [];
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, type: TensorType, dims: readonly Dimension[]): string {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  output(name: string, type: TensorType, dims: readonly Dimension[]): void {
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /** A constant of the graph; gives its name. */
  constant(
    type: TensorType,
    dims: readonly number[],
    data: readonly number[] | Float32Array,
    name = this.#fresh('c'),
  ): string {
    this.#initializers.push(tensor({ type, dims, data }, name));
    return name;
  }

  /** One operation; gives the name of its (first) output. */
  node(
    operation: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputs: readonly string[] = [this.#fresh(operation.toLowerCase())],
    domain = '',
  ): string {
    const parts = [
      ...inputs.map((name) => text(1, name)),
      ...outputs.map((name) => text(2, name)),
      text(3, this.#fresh('n')),
      text(4, operation),
      ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
      ...(domain === '' ? [] : [text(7, domain)]),
    ];
    this.#nodes.push(Buffer.concat(parts));
    return outputs[0] as string;
  }

  /** The graph alone, as a branch of `If` takes it. */
  graph(): Buffer {
    return Buffer.concat([
      ...this.#nodes.map((node) => message(1, node)),
      text(2, this.#name),
      ...this.#initializers.map((one) => message(5, one)),
      ...this.#inputs.map((one) => message(11, one)),
      ...this.#outputs.map((one) => message(12, one)),
    ]);
  }

  /** The bytes of an .onnx file. */
  model(opset = 17): Buffer {
    const operators = (domain: string, version: number): Buffer =>
      message(8, Buffer.concat([text(1, domain), integer(2, version)]));
    return Buffer.concat([
      integer(1, 8),
      text(2, 'sightline-fixtures'),
      message(7, this.graph()),
      operators('', opset),
      operators('com.microsoft', 1),
    ]);
  }

  #fresh(stem: string): string {
    return `${this.#name}_${stem}_${this.#count++}`;
  }
}

function attribute(name: string, value: Attribute): Buffer {
  const head = text(1, name);
  const typed = (type: number, ...parts: Buffer[]): Buffer => Buffer.concat([head, ...parts, integer(20, type)]);
  if (typeof value === 'number') return typed(2, integer(3, value));
  if ('ints' in value) return typed(7, ...value.ints.map((one) => integer(8, one)));
  if ('float' in value) return typed(1, float(2, value.float));
  if ('string' in value) return typed(3, text(4, value.string));
  if ('tensor' in value) return typed(4, message(5, tensor(value.tensor, '')));
  if ('graph' in value) return typed(5, message(6, value.graph.graph()));
  return typed(6, ...value.floats.map((one) => float(7, one)));
}

function valueInfo(name: string, type: TensorType, dims: readonly Dimension[]): Buffer {
  const shape = Buffer.concat(dims.map((dim) => message(1, typeof dim === 'number' ? integer(1, dim) : text(2, dim))));
  const tensorType = Buffer.concat([integer(1, dataTypes[type]), message(2, shape)]);
  return Buffer.concat([text(1, name), message(2, message(1, tensorType))]);
}

function tensor({ type, dims, data }: TensorValue, name: string): Buffer {
  return Buffer.concat([
    ...dims.map((dim) => integer(1, dim)),
    integer(2, dataTypes[type]),
    text(8, name),
    message(9, rawData(type, data)),
  ]);
}

function rawData(type: TensorType, data: readonly number[] | Float32Array): Buffer {
  // Weights of a model of real size would not fit in memory as single numbers.
  if (type === 'float32' && data instanceof Float32Array) return bytesOf(data);
  const values = [...data];
  switch (type) {
    case 'float32':
      return bytesOf(Float32Array.from(values));
    case 'int64':
      return bytesOf(BigInt64Array.from(values.map(BigInt)));
    case 'int32':
      return bytesOf(Int32Array.from(values));
    case 'int8':
      return bytesOf(Int8Array.from(values));
    case 'uint8':
    case 'bool':
      return bytesOf(Uint8Array.from(values));
    case 'float16':
      return bytesOf(Uint16Array.from(values.map(halfBits)));
  }
}

/** The bits of the half-precision number nearest to a value, for values in its normal range and zero. */
function halfBits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  if (exponent <= 0) return sign;
  if (exponent >= 31) return sign | 0x7c00;
  return sign | ((exponent << 10) + ((bits & 0x7fffff) >>> 13));
}

function bytesOf(array: ArrayBufferView): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    const low = Number(rest & 0x7fn);
    if (rest < 0x80n) return Buffer.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

const key = (field: number, wire: number): Buffer => varint(field * 8 + wire);
const integer = (field: number, value: number): Buffer => Buffer.concat([key(field, 0), varint(value)]);
const message = (field: number, body: Uint8Array): Buffer => Buffer.concat([key(field, 2), varint(body.length), body]);
const text = (field: number, value: string): Buffer => message(field, Buffer.from(value, 'utf8'));
const float = (field: number, value: number): Buffer => Buffer.concat([key(field, 5), bytesOf(Float32Array.of(value))]);
