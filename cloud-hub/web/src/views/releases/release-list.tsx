import type { ReleaseSummary } from '@lookout/shared/protocol/registry';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { Age } from '../../components/age.tsx';
import { plural } from '../../components/format.ts';
import rows from '../../components/rows.module.css';
import { useNow } from '../../components/ticker.ts';
import { useFocusKeys } from '../../components/use-focus-keys.ts';
import { byModel, obstacleText, useText } from './release-text.ts';
import classes from './releases.module.css';
import { VariantTable } from './variant-table.tsx';

/** Models with their releases; two that are ticked can be laid side by side. */
export function ReleaseList({ releases }: { readonly releases: readonly ReleaseSummary[] }) {
  const [ticked, setTicked] = useState<readonly string[]>([]);
  const list = useFocusKeys<HTMLDivElement>('release');
  const tick = (id: string, on: boolean) =>
    setTicked(on ? [...ticked, id].slice(-2) : ticked.filter((each) => each !== id));
  const [a, b] = ticked;
  return (
    <div ref={list} className={classes.models}>
      <div className={classes.bar}>
        <output className="muted">
          {ticked.length === 0
            ? 'Tick two releases to compare them'
            : `${ticked.length} of 2 ticked`}
        </output>
        {a !== undefined && b !== undefined ? (
          <Button size="xs" component={Link} to={`/models/releases/compare?a=${a}&b=${b}`}>
            Compare
          </Button>
        ) : (
          <Button size="xs" disabled>
            Compare
          </Button>
        )}
      </div>
      {[...byModel(releases)].map(([model, own]) => (
        <section key={model} aria-label={model}>
          <h2>
            {model} <span className={classes.count}>{plural(own.length, 'release')}</span>
          </h2>
          <ul className={`${rows.rows} ${classes.releases}`}>
            {own.map((release) => (
              <li key={release.id}>
                <ReleaseRow
                  release={release}
                  ticked={ticked.includes(release.id)}
                  onTick={(on) => tick(release.id, on)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

interface ReleaseRowProps {
  readonly release: ReleaseSummary;
  readonly ticked: boolean;
  readonly onTick: (on: boolean) => void;
}

function ReleaseRow({ release, ticked, onTick }: ReleaseRowProps) {
  const { id, manifest, createdAt, createdBy, inUse } = release;
  const obstacle = obstacleText(release, useNow());
  return (
    <>
      <div className={classes.releaseHead}>
        <Checkbox
          aria-label={`Compare ${manifest.model} ${manifest.version}`}
          checked={ticked}
          onChange={(event) => onTick(event.currentTarget.checked)}
        />
        <Link to={`/models/releases/${id}`} className={classes.version} data-focus="release">
          {manifest.version}
        </Link>
        {obstacle !== null && <span className={classes.obstacle}>{obstacle}</span>}
        <span className="muted">{useText(inUse)}</span>
        <span className={classes.made}>
          {createdBy}, <Age at={createdAt} suffix=" ago" />
        </span>
      </div>
      <VariantTable variants={manifest.variants} />
    </>
  );
}
