import { AlertQuery } from '@lookout/shared/protocol/rest';
import type { AlertFilter } from '../../api/apply-update.ts';

const fields = AlertQuery.shape;

/** The filter that an address stands for; what is not understood counts as not said. */
export function filterFrom(parameters: URLSearchParams): AlertFilter {
  const read = (name: string) => parameters.get(name) ?? undefined;
  return {
    state: fields.state.catch('open').parse(read('state')),
    shelved: fields.shelved.catch('hide').parse(read('shelved') ?? 'hide'),
    kind: fields.kind.catch(undefined).parse(read('kind')),
    priority: fields.priority.catch(undefined).parse(read('priority')),
    device: fields.device.catch(undefined).parse(read('device')),
    stream: fields.stream.catch(undefined).parse(read('stream')),
    search: fields.search.catch(undefined).parse(read('search')) || undefined,
  };
}

/** The address with one part of the filter changed; null takes it out. */
export function withParameter(
  parameters: URLSearchParams,
  name: string,
  value: string | null,
): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (value === null || value === '') next.delete(name);
  else next.set(name, value);
  return next;
}
