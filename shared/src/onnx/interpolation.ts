/** How Resize places and mixes samples along one axis; the names are those of ONNX. */
export interface Interpolation {
  readonly mode: 'nearest' | 'linear';
  readonly coordinates: 'asymmetric' | 'half_pixel' | 'pytorch_half_pixel' | 'align_corners';
  readonly nearest: 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';
}

/** One axis: so many samples become so many, positions being divided by `scale`. */
export interface AxisSizes {
  readonly from: number;
  readonly to: number;
  readonly scale: number;
}

/** A resized axis as a matrix [to, from], row-major: every new sample is a mix of one or two old ones. */
export function interpolationMatrix(axis: AxisSizes, interpolation: Interpolation): Float32Array {
  const { from, to } = axis;
  const matrix = new Float32Array(to * from);
  const put = (row: number, column: number, weight: number) => {
    const place = row * from + column;
    matrix[place] = (matrix[place] ?? 0) + weight;
  };
  for (let row = 0; row < to; row++) {
    const position = sourcePosition(row, axis, interpolation);
    if (interpolation.mode === 'nearest') {
      put(row, clamp(rounded(position, interpolation), from), 1);
      continue;
    }
    const inside = clamp(position, from);
    const low = Math.floor(inside);
    put(row, low, 1 - (inside - low));
    put(row, Math.min(low + 1, from - 1), inside - low);
  }
  return matrix;
}

/** In float32, as the runtime computes it: on a tie the last digit decides which sample is nearest. */
function sourcePosition(row: number, axis: AxisSizes, { coordinates }: Interpolation): number {
  const { from, to } = axis;
  const scale = Math.fround(axis.scale);
  switch (coordinates) {
    case 'asymmetric':
      return Math.fround(row / scale);
    case 'align_corners':
      return to === 1 ? 0 : Math.fround((row * (from - 1)) / (to - 1));
    case 'pytorch_half_pixel':
      if (to === 1) return 0;
      return Math.fround(Math.fround((row + 0.5) / scale) - 0.5);
    case 'half_pixel':
      return Math.fround(Math.fround((row + 0.5) / scale) - 0.5);
  }
}

function rounded(position: number, { nearest }: Interpolation): number {
  switch (nearest) {
    case 'floor':
      return Math.floor(position);
    case 'ceil':
      return Math.ceil(position);
    case 'round_prefer_ceil':
      return Math.floor(position + 0.5);
    case 'round_prefer_floor':
      return Math.ceil(position - 0.5);
  }
}

function clamp(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}
