import type { AlertQuery } from '@lookout/shared/protocol/rest';
import { priorityRank } from './alert-row.ts';

type Filter = Omit<AlertQuery, 'limit' | 'cursor'>;

/** The `WHERE` of a list of alerts, with its parameters from $1 on. */
export function alertFilter(query: Filter): { where: string; parameters: unknown[] } {
  const parameters: unknown[] = [];
  const conditions: string[] = [];
  const when = (value: unknown, condition: (parameter: string) => string) => {
    if (value === undefined) return;
    parameters.push(value);
    conditions.push(condition(`$${parameters.length}`));
  };
  if (query.state === 'open') conditions.push("state <> 'normal'");
  if (query.state === 'closed') conditions.push("state = 'normal'");
  if (query.shelved === 'hide') conditions.push('shelved_until IS NULL');
  if (query.shelved === 'only') conditions.push('shelved_until IS NOT NULL');
  when(query.kind, (p) => `kind = ${p}`);
  when(query.device, (p) => `device = ${p}`);
  when(query.stream, (p) => `stream = ${p}`);
  when(query.priority && priorityRank(query.priority), (p) => `priority = ${p}`);
  when(
    query.search?.trim() ? `%${query.search.trim().replace(/[\\%_]/g, '\\$&')}%` : undefined,
    (p) => `concat_ws(' ', what, site, area, device, stream) ILIKE ${p}`,
  );
  return { where: conditions.length === 0 ? 'true' : conditions.join(' AND '), parameters };
}
