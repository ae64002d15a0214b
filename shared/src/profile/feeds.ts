import { mixSeed, Random } from '../simulator/random.ts';
import { ProfileError } from './profile-error.ts';

/** An input as ONNX Runtime describes it. */
export interface ModelInput {
  readonly name: string;
  readonly type: string;
  /** A text where the size is only known at run time. */
  readonly shape: readonly (number | string)[];
}

export interface Feed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

const purpose = 0x1a7;

/**
 * Fills a model's inputs for a batch: with the values given, over and over, else with seeded normal ones.
 * @param values by input, of any number of windows
 * @throws ProfileError `signature`
 */
export function makeFeeds(
  model: string,
  inputs: readonly ModelInput[],
  batch: number,
  { seed, values = {} }: { seed: number; values?: Readonly<Record<string, Float32Array>> },
): Feed[] {
  return inputs.map(({ name, type, shape }, i) => {
    const refuse = (why: string) =>
      new ProfileError('signature', `${model}: input "${name}" [${shape.join(', ')}] ${why}`);
    if (type !== 'float32') throw refuse(`is ${type}; only float32 inputs can be timed`);
    const sizes = shape.map((dim, axis) => {
      if (typeof dim === 'number') return dim;
      if (axis === 0) return batch;
      throw refuse('has a size besides the batch that is only known at run time');
    });
    const [rows] = sizes;
    if (typeof shape[0] === 'number' && rows !== batch)
      throw refuse(`takes no batch of ${batch}; export it with a batch known at run time`);
    const count = sizes.reduce((product, size) => product * size, 1);
    const given = values[name];
    const random = new Random(mixSeed(seed, purpose + i));
    const data = Float32Array.from({ length: count }, (_, at) =>
      given && given.length > 0 ? (given[at % given.length] ?? 0) : random.normal(),
    );
    return { name, shape: sizes, data };
  });
}
