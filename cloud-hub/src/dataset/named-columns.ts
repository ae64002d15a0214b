import { TableError } from '@lookout/shared/table/table-error';
import { nearMiss } from './near-miss.ts';

/** What the files of one command hold, and which columns the command names. */
export interface NamedColumns {
  readonly label: string | null;
  readonly ignore: readonly string[];
  /** Of all files. */
  readonly columns: readonly string[];
}

/**
 * A label column that no file has means all normal, which is fine for a recording of normal operation
 * and disastrous for a typing error: anomalies would be learned as normal. So a near miss is an error, and
 * anything else a warning.
 *
 * @throws TableError `columns` where a name is almost that of a column
 */
export function checkNamedColumns({ label, ignore, columns }: NamedColumns): string[] {
  const warnings: string[] = [];
  const check = (name: string, option: string, consequence: string) => {
    if (columns.includes(name)) return;
    const meant = nearMiss(name, columns);
    if (meant !== null)
      throw new TableError('columns', `no file has it; did you mean ${option} "${meant}"?`, {
        column: name,
      });
    warnings.push(`no file has the column "${name}" of ${option}${consequence}`);
  };
  if (label !== null) check(label, '--label', ': all rows count as normal');
  for (const name of ignore) check(name, '--ignore', '');
  return warnings;
}
