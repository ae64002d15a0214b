import { MemberState, type WaveProgress } from '@lookout/shared/protocol/rollouts';
import { NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { applyToMembers } from '../../../api/apply-update.ts';
import { fetchMembers } from '../../../api/rollouts.ts';
import { useLiveQuery } from '../../../api/use-live-query.ts';
import { ErrorNotice } from '../../../components/error-notice.tsx';
import { plural } from '../../../components/format.ts';
import { useKeys } from '../../../components/keys.tsx';
import { withParameter } from '../../alerts/filter-url.ts';
import { memberWords } from '../rollout-text.ts';
import { memberFilterFrom, memberRows } from './member-rows.ts';
import { MemberTable } from './member-table.tsx';
import classes from './rollout.module.css';

interface MembersProps {
  readonly id: string;
  readonly waves: readonly WaveProgress[];
}

/** Who belongs to it and where each stands; the address keeps the filter. */
export function Members({ id, waves }: MembersProps) {
  const [parameters] = useSearchParams();
  const list = useLiveQuery({
    room: `rollout:${id}`,
    key: ['rollout-members', id],
    fetch: (signal) => fetchMembers(id, signal),
    apply: applyToMembers,
  });
  const rows = useMemo(
    () => memberRows(list.data?.members ?? [], memberFilterFrom(parameters)),
    [list.data, parameters],
  );
  const error = list.error ?? list.failureReason;
  return (
    <section className={classes.members} aria-label="Members">
      <h2>Members</h2>
      <MemberFilters waves={waves} count={list.data === undefined ? null : rows.length} />
      {list.data === undefined && error !== null && (
        <ErrorNotice what="The members cannot be shown" error={error} />
      )}
      {list.data === undefined && error === null && <Skeleton height={320} />}
      {list.data !== undefined && (
        <MemberTable
          rows={rows}
          waves={waves}
          nothing={
            list.data.members.length === 0
              ? 'Nobody yet: who belongs to a wave is fixed when it begins.'
              : 'No member fits this filter.'
          }
        />
      )}
    </section>
  );
}

interface MemberFiltersProps {
  readonly waves: readonly WaveProgress[];
  /** Null before they are known. */
  readonly count: number | null;
}

function MemberFilters({ waves, count }: MemberFiltersProps) {
  const [parameters, setParameters] = useSearchParams();
  const { wave, state, search } = memberFilterFrom(parameters);
  const input = useRef<HTMLInputElement>(null);
  useKeys([{ keys: '/', label: 'Search', run: () => input.current?.focus() }]);
  const set = (name: string, value: string) =>
    setParameters(withParameter(parameters, name, value), { replace: true });
  return (
    <search className={classes.filters}>
      <TextInput
        ref={input}
        aria-label="Search"
        type="search"
        size="xs"
        placeholder="Device, site or reason"
        value={search}
        onChange={(event) => set('search', event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
      />
      <NativeSelect
        aria-label="Wave"
        size="xs"
        data={[
          { value: '', label: 'Any wave' },
          ...waves.map(({ name }, at) => ({ value: String(at + 1), label: name })),
        ]}
        value={wave === null ? '' : String(wave + 1)}
        onChange={(event) => set('wave', event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="State"
        size="xs"
        data={[
          { value: '', label: 'Any state' },
          ...MemberState.options.map((value) => ({ value, label: memberWords[value] })),
        ]}
        value={state ?? ''}
        onChange={(event) => set('state', event.currentTarget.value)}
      />
      <output className={classes.total}>{count === null ? '' : plural(count, 'asset')}</output>
    </search>
  );
}
