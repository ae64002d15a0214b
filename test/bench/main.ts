import { benchCompress } from './compress/compress.ts';
import { benchCompressPaper } from './compress-paper/compress-paper.ts';
import { benchDetection } from './detection/detection.ts';
import { benchIngest } from './ingest.ts';
import { benchPlacement } from './placement/placement.ts';
import { benchPlacementFrames } from './placement-frames/placement-frames.ts';
import { benchPlacementHub } from './placement-hub.ts';
import { benchPlacementModel } from './placement-model/placement-model.ts';
import { benchRollout } from './rollout/rollout.ts';
import { benchSilence } from './silence/silence.ts';
import { benchSlowLink } from './slow-link/slow-link.ts';
import type { Tables } from './tables.ts';
import { benchTraining } from './training.ts';

/** `node test/bench/main.ts [NAME...] [--json] [--quick] [--direct]`, all of them without a name. */
const words = process.argv.slice(2);
const benches: Readonly<Record<string, () => Promise<Tables>>> = {
  training: async () => ({ training: await benchTraining() }),
  ingest: async () => ({ ingest: await benchIngest() }),
  detection: () => benchDetection(),
  compress: () => benchCompress(words.includes('--quick')),
  'compress-paper': () => benchCompressPaper(words.includes('--quick') ? 'quick' : 'full'),
  'placement-model': () => benchPlacementModel(words.includes('--quick') ? 'quick' : 'full'),
  rollout: () => benchRollout(words.includes('--direct') ? 'direct' : 'rollout'),
  silence: () => benchSilence(),
  placement: () =>
    benchPlacement(
      words.includes('--quick') ? 'quick' : words.includes('--tune') ? 'tuning' : 'whole',
    ),
  'placement-frames': () => benchPlacementFrames(words.includes('--quick') ? 'quick' : 'full'),
  'placement-hub': async () => ({ 'placement on the hub': await benchPlacementHub() }),
  'slow-link': () => benchSlowLink(words.includes('--quick') ? 'quick' : 'whole'),
};

const asked = words.filter((word) => !word.startsWith('--'));
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}

const results: Record<string, Tables> = {};
for (const [name, bench] of Object.entries(benches))
  if (asked.length === 0 || asked.includes(name)) results[name] = await bench();

if (words.includes('--json')) console.log(JSON.stringify(results, null, 2));
else
  for (const [title, rows] of Object.values(results).flatMap((tables) => Object.entries(tables))) {
    console.log(title);
    console.table(rows);
  }
