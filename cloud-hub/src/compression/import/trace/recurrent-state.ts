import { ImportError } from '../import-error.ts';
import { type Call, isConstant, type Traced } from './traced.ts';

const recurrent = new Set(['GRU', 'LSTM', 'RNN']);
/** initial_h, and LSTM's initial_c. */
const stateInputs = [5, 6];

/**
 * A recurrent layer that starts from zeros says so by leaving the state out: then no shape need count
 * windows. Sequence lengths (input 4) are left out too: every window has the same.
 * @throws ImportError `batch` for a state of another kind that is fixed to a number of windows
 */
export function dropZeroState(call: Call): Call {
  if (!recurrent.has(call.op)) return call;
  const inputs = call.inputs.map((input, i) => {
    if (i === 4 || (stateInputs.includes(i) && input && isZero(input))) return null;
    if (stateInputs.includes(i) && input && isConstant(input))
      throw new ImportError(
        'batch',
        `${call.op} starts from a constant that is not 0, for a fixed number of windows: export it ` +
          'with a start of zeros',
      );
    return input;
  });
  return { ...call, inputs };
}

function isZero(traced: Traced): boolean {
  if (traced.kind === 'filled') return traced.fill === 0;
  return (
    isConstant(traced) &&
    Array.from<number | bigint, number>(traced.value.data, Number).every((one) => one === 0)
  );
}
