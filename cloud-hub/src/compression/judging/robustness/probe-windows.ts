import { joinFloats } from '@lookout/shared/collection/join-floats';
import { windowsApart } from '@lookout/shared/detector/evaluation/events';
import { channelLevels } from '@lookout/shared/detector/faults/channel-level';
import { type FaultKind, faultKinds } from '@lookout/shared/detector/faults/fault';
import { faultPlan } from '@lookout/shared/detector/faults/fault-plan';
import { endsDuring, faultyWindows } from '@lookout/shared/detector/faults/fault-windows';
import { gatherWindows } from '@lookout/shared/detector/windows';
import { type JudgingSet, judgedWindows } from '../judging-set.ts';

/** Windows that are disturbed, the same before and after compression. */
export interface ProbeWindows {
  /** Apart from every event: [n, windowLength, channels], engineering units. */
  readonly normal: Float32Array;
  readonly anomalous: Float32Array;
  /** Normal windows and the same with one channel failing in them. */
  readonly faults: readonly FaultProbe[];
}

export interface FaultProbe {
  readonly kind: FaultKind;
  readonly clean: Float32Array;
  readonly faulty: Float32Array;
}

/** Of each class: a share of them is then known to 3 %. */
const windowsPerClass = 256;
const eventsPerKind = 12;

/** Evenly spaced normal and anomalous windows of the judged recordings; faults in normal rows. */
export function chooseProbes(set: JudgingSet, seed: number): ProbeWindows {
  const { judge, windowLength } = set;
  const { ends, events } = judgedWindows(set);
  const picked = (wanted: 0 | 1): Float32Array => {
    const places = ends.flatMap((own, recording) => {
      const labels = judge[recording]?.labels;
      const spans = events[recording] ?? [];
      const apart = windowsApart(spans, own, { before: 0, after: windowLength - 1 });
      return Array.from(own, (end, i) => ({ recording, end, i })).filter(({ end, i }) =>
        wanted === 1 ? labels?.[end] === 1 : apart[i] === 1,
      );
    });
    const stride = Math.max(1, Math.ceil(places.length / windowsPerClass));
    const some = places.filter((_, i) => i % stride === 0);
    return joinFloats(
      judge.map((recording, at) => {
        const own = some.filter((place) => place.recording === at).map(({ end }) => end);
        return gatherWindows(recording, Int32Array.from(own), windowLength);
      }),
    );
  };
  return { normal: picked(0), anomalous: picked(1), faults: faultProbes(set, seed) };
}

function faultProbes(set: JudgingSet, seed: number): FaultProbe[] {
  const { calibrate, judge, windowLength, source } = set;
  // Injected recordings are full of faults already; a plant's own have normal rows to spare.
  const recordings = source === 'labelled' ? [...calibrate, ...judge] : calibrate;
  const levels = channelLevels(recordings);
  const plan = faultPlan(recordings, { windowLength, seed, levels, eventsPerKind });
  return faultKinds.flatMap((kind) => {
    const own = plan.filter((fault) => fault.kind === kind);
    if (own.length === 0) return [];
    const clean = own.map((fault) => {
      const recording = recordings[fault.recording];
      return recording
        ? gatherWindows(recording, endsDuring(fault), windowLength)
        : new Float32Array();
    });
    const faulty = own.map((fault) => faultyWindows(recordings, fault, windowLength, levels));
    return [{ kind, clean: joinFloats(clean), faulty: joinFloats(faulty) }];
  });
}
