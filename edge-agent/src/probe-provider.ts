import { judgePlacement } from '@lookout/shared/profile/node-placement';
import { oneNodeName } from '@lookout/shared/profile/one-node-model';
import { ProfileError } from '@lookout/shared/profile/profile-error';
import { type ProfileTools, runProfileJob } from './detect/profile/profile-process.ts';
import type { Probed } from './model/placement/placement-state.ts';
import { bare, patient, withOneNode } from './one-node.ts';

/**
 * Runs one node on a provider, in a process of its own: a runtime names what it was built with, not what the
 * machine has.
 * @throws `signal.reason` when it was aborted
 */
export async function probeProvider(provider: string, tools: ProfileTools): Promise<Probed> {
  if (provider === 'cpu') return { provider, why: null };
  try {
    const { nodes } = await withOneNode((model, folder) =>
      runProfileJob(
        { kind: 'probe', provider, threads: 1, model, folder },
        'probed',
        patient(provider, tools),
      ),
    );
    const { fellBack, words } = judgePlacement(provider, nodes);
    // Without a record nothing is proved, against it either.
    const isKnown = Object.keys(nodes).length > 0;
    return fellBack && isKnown ? { provider, why: words ?? '', fellBack } : { provider, why: null };
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return { provider, why: bare(error.message, oneNodeName).slice(0, 256) };
  }
}
