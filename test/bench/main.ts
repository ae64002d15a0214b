import { benchTraining } from './training.ts';

const results = { training: await benchTraining() };

if (process.argv.includes('--json')) console.log(JSON.stringify(results, null, 2));
else console.table(results.training);
