import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Link } from 'react-router';
import { absoluteText } from '../../components/age-text.ts';
import { FactList, type FactOf } from '../../components/fact-list.tsx';
import { inputText, thresholdText } from './release-text.ts';
import classes from './releases.module.css';

/** What was signed: the input, the thresholds, where it comes from. */
export function ReleaseFacts({ release }: { readonly release: ReleaseSummary }) {
  const { id, manifest, signedAt, signedBy } = release;
  const { input, variants, lineage, note, expiresAt } = manifest;
  const facts: FactOf[] = [
    ['Note', note === '' ? 'none' : note],
    ['Input', inputText(input)],
    ['Channels', input.channels.map(({ name }) => name).join(', ')],
    ...variants.map(
      ({ name, thresholds }): FactOf => [`Raises, ${name}`, thresholdText(thresholds)],
    ),
    ['Made of', lineage.stages.join(' → ') || 'not told'],
    ['Data', lineage.data.map(({ file }) => file).join(', ') || 'not told'],
    ['Expires', absoluteText(expiresAt)],
    [
      'Signed',
      signedAt === null
        ? 'not yet'
        : `${absoluteText(signedAt)}, by ${signedBy.map((key) => key.slice(0, 12)).join(', ')}`,
    ],
    ['Digest', id],
    ['Follows', <Parent key="parent" release={release} />],
  ];
  if (lineage.job !== null)
    facts.push([
      'Job',
      <Link key="job" to={`/models/jobs/${lineage.job}`}>
        the compression
      </Link>,
    ]);
  return (
    <section className={classes.block} aria-label="What was signed">
      <FactList facts={facts} className={classes.facts} />
    </section>
  );
}

function Parent({ release: { id, manifest } }: { readonly release: ReleaseSummary }) {
  const { parent } = manifest.lineage;
  if (parent === null) return 'nothing: the first of its model';
  return (
    <>
      <Link to={`/models/releases/${parent}`}>{parent.slice(0, 12)}</Link>
      {' · '}
      <Link to={`/models/releases/compare?a=${parent}&b=${id}`}>compare</Link>
    </>
  );
}
