import type { Job, JobArtefact } from '@lookout/shared/protocol/jobs';
import { useMe } from '../../../api/session.ts';
import { formatBytes } from '../../../components/format.ts';
import classes from './job.module.css';
import { MakeRelease, RegisterButton } from './register-artefact.tsx';

/** The files that a job has made, and its report to be read here. */
export function JobResult({ job }: { readonly job: Job }) {
  const address = ({ name }: JobArtefact) => `/api/jobs/${job.id}/artefacts/${name}`;
  const report = job.artefacts.find(({ name }) => name === 'report.html');
  const admin = useMe().data?.role === 'admin';
  if (job.artefacts.length === 0) return null;
  return (
    <section className={classes.result} aria-label="Result">
      <h2>Result</h2>
      <ul className={classes.files}>
        {job.artefacts.map((artefact) => (
          <li key={artefact.name}>
            {artefact === report ? (
              <a href={address(artefact)} target="_blank" rel="noreferrer">
                {artefact.name}
              </a>
            ) : (
              <a href={address(artefact)} download>
                {artefact.name}
              </a>
            )}
            <span className="muted">{formatBytes(artefact.sizeBytes)}</span>
            {artefact.name.endsWith('.zip') && (
              <>
                {admin && <RegisterButton job={job.id} name={artefact.name} />}
                <span className="muted">unpack it, then: lookout evaluate --bundle DIR …</span>
              </>
            )}
          </li>
        ))}
      </ul>
      {admin && <MakeRelease job={job.id} />}
      {report !== undefined && (
        <iframe
          key={report.sha256}
          className={classes.report}
          sandbox=""
          src={address(report)}
          title={`Report of ${job.name}`}
        />
      )}
    </section>
  );
}
